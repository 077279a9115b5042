"""Move a tip through the workflow; give it to somebody."""

from __future__ import annotations

from datetime import datetime

from tipline.departments.models import Officer
from tipline.tips.actions.change import advance
from tipline.tips.errors import ReasonMissing, TransitionRefused
from tipline.tips.models import Disposition, Handling, History, Status
from tipline.tips.workflow import MANUAL_STATUSES, may_become


def change_status(
    *, handling: Handling, to_status: Status, disposition: str, actor: Officer, at: datetime, noted: bool = False
) -> None:
    """Set the status of a tip that `acting_on` has locked; `noted`: the caller stores a note that tells why.

    Raises TransitionRefused off the table, ReasonMissing when closing without a disposition.
    """
    if to_status not in MANUAL_STATUSES or not may_become(handling.status, to_status):
        raise TransitionRefused
    if to_status == Status.CLOSED and disposition not in Disposition.values:
        raise ReasonMissing
    handling.disposition = disposition if to_status == Status.CLOSED else ""
    advance(
        handling=handling,
        action=History.Action.STATUS_CHANGED,
        actor=actor,
        at=at,
        to_status=to_status,
        noted=noted,
    )


def assign(*, handling: Handling, assignee: Officer | None, actor: Officer, at: datetime) -> None:
    """Give a locked tip to an officer, or to nobody. A tip that is new or in review becomes assigned, and back."""
    handling.assignee = assignee
    to_status = None
    if (
        assignee is not None
        and may_become(handling.status, Status.ASSIGNED)
        and handling.status in {Status.NEW, Status.IN_REVIEW}
    ):
        to_status = Status.ASSIGNED
    if assignee is None and handling.status == Status.ASSIGNED:
        to_status = Status.IN_REVIEW
    advance(handling=handling, action=History.Action.ASSIGNED, actor=actor, at=at, to_status=to_status)
