"""Give a tip to a member of a unit that holds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.errors import OfficerNotThere
from tipline.casework.queries import members_of, open_handlings_of
from tipline.departments.models import Officer
from tipline.keyring.unlocked import Unlocked
from tipline.tips import actions as tips
from tipline.tips.errors import StaleTip, TipNotFound


def assign(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, officer_id: UUID | None, at: datetime) -> int:
    """Assign the tip, or take the assignment away with None. Returns the new version.

    Raises TipNotFound, StaleTip, OfficerNotThere.
    """
    with tips.acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        assignee = members_of(handling).filter(pk=officer_id).first() if officer_id else None
        if officer_id and assignee is None:
            raise OfficerNotThere
        tips.assign(handling=handling, assignee=assignee, actor=unlocked.officer, at=at)
        return handling.version


def pass_on_tips(*, unlocked: Unlocked, leaver_id: UUID, officer_id: UUID | None, at: datetime) -> tuple[int, int]:
    """Give the visible open tips of an officer who left to another one, or to nobody with None.

    Returns how many were given and how many stayed, because that officer cannot open them. Each tip is a transaction of
    its own: what was given stays given. Raises OfficerNotThere for a leaver who may still sign in, and to who can
    open no tip at all.
    """
    leaver = Officer.objects.filter(pk=leaver_id, department=unlocked.officer.department_id, is_active=False).first()
    if leaver is None or not unlocked.unit_ids:
        raise OfficerNotThere
    given = stayed = 0
    for tip_id, version in open_handlings_of(unlocked, leaver).values_list("tip", "version"):
        try:
            assign(unlocked=unlocked, tip_id=tip_id, expected_version=version, officer_id=officer_id, at=at)
        except (OfficerNotThere, StaleTip, TipNotFound):
            stayed += 1
        else:
            given += 1
    return given, stayed
