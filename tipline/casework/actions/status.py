"""Move a tip on, with the reason where the step asks for one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.actions.note import store_note
from tipline.casework.errors import EscalationWaits
from tipline.casework.models import WAITING, Note
from tipline.casework.text import checked
from tipline.keyring.unlocked import Unlocked
from tipline.text import has_visible
from tipline.tips import actions as tips
from tipline.tips.errors import ReasonMissing, TransitionRefused
from tipline.tips.models import Status
from tipline.tips.sealing import open_case
from tipline.tips.workflow import NEEDS_REASON


def change_status(
    *,
    unlocked: Unlocked,
    tip_id: UUID,
    expected_version: int,
    to_status: str,
    disposition: str = "",
    rationale: str = "",
    at: datetime,
) -> int:
    """Set the status by hand; closing takes a disposition; closing, reopening and passing on take a written reason.

    Returns the tip's new version. Raises TipNotFound, StaleTip, TransitionRefused, ReasonMissing, TextRefused,
    EscalationWaits when closing.
    """
    if to_status not in Status.values:
        raise TransitionRefused
    status = Status(to_status)
    if status in NEEDS_REASON and not has_visible(rationale):
        raise ReasonMissing
    conflicts = tips.ALL_BUT_TAGS if status == Status.CLOSED else tips.CHANGES
    with tips.acting_on(
        unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=conflicts
    ) as handling:
        if handling.status == Status.CLOSED and not has_visible(rationale):
            raise ReasonMissing
        if status == Status.CLOSED and handling.escalations.filter(WAITING).exists():
            raise EscalationWaits
        tips.change_status(
            handling=handling,
            to_status=status,
            disposition=disposition,
            actor=unlocked.officer,
            at=at,
            noted=has_visible(rationale),
        )
        if has_visible(rationale):
            kind = Note.Kind.RATIONALE if status == Status.CLOSED else Note.Kind.STATUS_REASON
            work_key = open_case(unlocked, handling.tip).work
            store_note(
                handling=handling, work_key=work_key, kind=kind, text=checked(rationale), author=unlocked.officer, at=at
            )
        return handling.version
