"""The frame of every deed on a tip: lock it, check that nothing speaks against it, write down what was done."""

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
from tipline.tips.standing import follow_status, was_dealt_with
from tipline.tips.workflow import may_become

What = History.What

# What a deed can conflict with that was done since its officer saw the tip. What is only added (a note, a tag, a
# question) conflicts with nothing; who closes a tip should have read the last note as well.
NOTHING: Final[frozenset[What]] = frozenset()
ALL_BUT_TAGS: Final = frozenset(What) - {What.OPENED, What.CONTACT, What.TAGGED, What.UNTAGGED, What.RECEIPT}
CHANGES: Final = ALL_BUT_TAGS - {What.NOTED}
MOVES: Final = CHANGES - {What.ASKED, What.ANSWERED}


@contextmanager
def acting_on(
    *, unlocked: Unlocked, tip_id: UUID, expected_version: int, conflicts: frozenset[What] = MOVES
) -> Iterator[Handling]:
    """Open a transaction around a deed on a visible tip, which is locked, as the officer's department handles it.

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
        if expected_version > handling.version or any(change.what in conflicts for change in unseen):
            raise StaleTip(unseen, handling.version)
        was_closed = handling.status == Status.CLOSED
        yield handling
        if was_closed and not any(change.what == What.ANSWERED for change in unseen):
            was_dealt_with(handling.tip, unlocked.unit_ids)


def _unseen(handling: Handling, seen_version: int) -> list[History]:
    if handling.version == seen_version:
        return []
    since = handling.history.filter(step__gt=seen_version).select_related("actor", "unit")
    return list(since.order_by("step"))


def advance(
    *,
    handling: Handling,
    what: History.What,
    deed: Event.Deed | None,
    actor: Officer | None,
    at: datetime,
    to_status: Status | None = None,
    unit: Unit | None = None,
    subjects: Iterable[UUID] = (),
    noted: bool = False,
) -> None:
    """Count the version up, append to the history and to the audit trail, and move the status if one is given.

    `deed` is None for what a resident did: the audit trail holds only officers and the system. It says what the tip is
    from here on, and what else the deed concerned: `unit`, `subjects`, and with `noted` that a note tells why. The
    rows of the tip are compared with it. Raises TransitionRefused when the workflow has no such step.
    """
    tip, before = handling.tip, handling.status
    if to_status is not None and to_status != before:
        if not may_become(before, to_status):
            raise TransitionRefused
        handling.status = to_status
    handling.version += 1
    handling.save(update_fields=["status", "disposition", "assignee", "version"])
    moved = handling.status != before
    if moved and Status.CLOSED in {before, handling.status}:
        follow_status(handling)
    History.objects.create(
        handling=handling,
        what=what,
        actor=actor,
        from_status=before if moved else "",
        to_status=handling.status if moved else "",
        unit=unit,
        step=handling.version,
        at=at,
    )
    if deed is not None:
        who = actor.pk if actor else None
        detail = {**_state(handling), "unit": str(unit.pk) if unit else None, "noted": noted}
        record(
            deed=deed,
            actor=who,
            department=handling.department_id,
            about=tip.pk,
            subjects=[tip.pk, *subjects],
            detail=detail,
            at=at,
        )


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
