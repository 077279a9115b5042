"""Move a tip through the workflow; give it to somebody."""

from __future__ import annotations

from datetime import datetime

from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.tips.actions.change import advance
from tipline.tips.errors import ReasonMissing, TransitionRefused
from tipline.tips.models import Disposition, History, Status, Tip
from tipline.tips.workflow import BY_HAND, may_become


def change_status(
    *, tip: Tip, to_status: Status, disposition: str, actor: Officer, at: datetime, noted: bool = False
) -> None:
    """Set the status of a tip that `acting_on` has locked; `noted`: the caller stores a note that tells why.

    Raises TransitionRefused off the table, ReasonMissing when closing without a disposition.
    """
    if to_status not in BY_HAND or not may_become(tip.status, to_status):
        raise TransitionRefused
    if to_status == Status.CLOSED and disposition not in Disposition.values:
        raise ReasonMissing
    tip.disposition = disposition if to_status == Status.CLOSED else ""
    advance(
        tip=tip,
        what=History.What.STATUS,
        deed=Event.Deed.STATUS_CHANGED,
        actor=actor,
        at=at,
        to_status=to_status,
        noted=noted,
    )


def assign(*, tip: Tip, assignee: Officer | None, actor: Officer, at: datetime) -> None:
    """Give a locked tip to an officer, or to nobody. A tip that is new or in review becomes assigned, and back."""
    tip.assignee = assignee
    to_status = None
    if (
        assignee is not None
        and may_become(tip.status, Status.ASSIGNED)
        and tip.status in {Status.NEW, Status.IN_REVIEW}
    ):
        to_status = Status.ASSIGNED
    if assignee is None and tip.status == Status.ASSIGNED:
        to_status = Status.IN_REVIEW
    advance(tip=tip, what=History.What.ASSIGNED, deed=Event.Deed.ASSIGNED, actor=actor, at=at, to_status=to_status)
