"""The frame of every action on a tip: lock it, check that nothing speaks against it, write down what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import StaleTip, TipNotFound, TransitionRefused
from tipline.tips.locking import lock_tip
from tipline.tips.models import Handling, History, Status
from tipline.tips.queries import handled_by
from tipline.tips.queue_state import mark_answer_dealt_with, update_done
from tipline.tips.workflow import may_become

Action = History.Action

# What an action can conflict with that was done since its officer saw the tip. What is only added (a note, a tag, a
# question) conflicts with nothing; who closes a tip should have read the last note as well.
NOTHING: Final[frozenset[Action]] = frozenset()
ALL_BUT_TAGS: Final = frozenset(Action) - {
    Action.FIRST_OPENED,
    Action.CONTACT_OPENED,
    Action.TAGGED,
    Action.UNTAGGED,
    Action.RECEIPT_CHANGED,
}
CHANGES: Final = ALL_BUT_TAGS - {Action.NOTE_WRITTEN}
MOVES: Final = CHANGES - {Action.QUESTION_SENT, Action.ANSWERED}


@contextmanager
def acting_on(
    *, unlocked: Unlocked, tip_id: UUID, expected_version: int, conflicts: frozenset[Action] = MOVES
) -> Iterator[Handling]:
    """Open a transaction around an action on a visible tip, which is locked, as the officer's department handles it.

    `expected_version` is the version that the officer saw. Whoever does anything about a closed tip has dealt with the
    answers to it that they saw, for their units. Raises TipNotFound, and StaleTip when one of `conflicts` was done
    since then.
    """
    with transaction.atomic():
        # Locked first, then looked at: who may see it may have changed while this waited for the lock.
        lock_tip(tip_id)
        handling = handled_by(unlocked).filter(tip=tip_id).first()
        if handling is None:
            raise TipNotFound
        unseen = _unseen(handling, expected_version)
        if expected_version > handling.version or any(change.action in conflicts for change in unseen):
            raise StaleTip(unseen, handling.version)
        was_closed = handling.status == Status.CLOSED
        yield handling
        if was_closed and not any(change.action == Action.ANSWERED for change in unseen):
            mark_answer_dealt_with(handling.tip, unlocked.unit_ids)


def _unseen(handling: Handling, seen_version: int) -> list[History]:
    if handling.version == seen_version:
        return []
    since = handling.history.filter(step__gt=seen_version).select_related("actor", "unit")
    return list(since.order_by("step"))


def advance(
    *,
    handling: Handling,
    action: History.Action,
    actor: Officer | None,
    at: datetime,
    to_status: Status | None = None,
    unit: Unit | None = None,
    subjects: Iterable[UUID] = (),
    noted: bool = False,
) -> None:
    """Count the version up, append to the history and to the audit trail, and move the status if one is given.

    The audit trail holds what officers and the system do, never what a resident does. It says what the tip is from here
    on, and what else the action concerned: `unit`, `subjects`, and with `noted` that a note tells why. The
    rows of the tip are compared with it. Raises TransitionRefused when the workflow has no such step.
    """
    before = handling.status
    _step(handling, to_status)
    moved = handling.status != before
    if moved and Status.CLOSED in {before, handling.status}:
        update_done(handling)
    History.objects.create(
        handling=handling,
        action=action,
        actor=actor,
        from_status=before if moved else "",
        to_status=handling.status if moved else "",
        unit=unit,
        step=handling.version,
        at=at,
    )
    if action != Action.ANSWERED:
        record(
            action=Event.Action(action),
            actor=actor.pk if actor else None,
            department=handling.department_id,
            about=handling.tip_id,
            subjects=[handling.tip_id, *subjects],
            detail={**_state(handling), "unit": str(unit.pk) if unit else None, "noted": noted},
            at=at,
        )


def _step(handling: Handling, to_status: Status | None) -> None:
    if to_status is not None and to_status != handling.status:
        if not may_become(handling.status, to_status):
            raise TransitionRefused
        handling.status = to_status
    handling.version += 1
    # Not the minutes until the first review, which another transaction may be writing.
    handling.save(update_fields=["status", "disposition", "assignee", "version"])


def _state(handling: Handling) -> dict[str, str | int | bool | None]:
    """Return what is clear about a tip and matters, in words of closed lists. Its category is withheld from some."""
    tip = handling.tip
    return {
        "version": handling.version,
        "status": str(handling.status),
        "disposition": str(handling.disposition),
        "assignee": str(handling.assignee_id) if handling.assignee_id else None,
        "oversight": tip.oversight,
        "life_safety": tip.life_safety,
        "epoch": tip.epoch,
    }
