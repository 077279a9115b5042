"""Give a tip to a member of a unit that holds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.errors import OfficerNotThere
from tipline.casework.queries import members_of
from tipline.keyring.unlocked import Unlocked
from tipline.tips import actions as tips


def assign(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, officer_id: UUID | None, at: datetime) -> int:
    """Assign the tip, or take the assignment away with None. Returns the new version.

    Raises TipNotFound, StaleTip, OfficerNotThere.
    """
    with tips.acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as tip:
        assignee = members_of(tip).filter(pk=officer_id).first() if officer_id else None
        if officer_id and assignee is None:
            raise OfficerNotThere
        tips.assign(tip=tip, assignee=assignee, actor=unlocked.officer, at=at)
        return tip.version
