"""The frame of every deed on a tip: lock it, check that it is what the officer saw, write down what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import StaleTip, TipNotFound, TransitionRefused
from tipline.tips.models import History, Status, Tip
from tipline.tips.queries import visible_to
from tipline.tips.workflow import may_become


@contextmanager
def acting_on(*, unlocked: Unlocked, tip_id: UUID, expected_version: int) -> Iterator[Tip]:
    """Open a transaction around a deed on a visible tip, whose row is locked. Raises TipNotFound, StaleTip."""
    with transaction.atomic():
        tip = visible_to(unlocked).select_for_update(of=("self",)).filter(pk=tip_id).first()
        if tip is None:
            raise TipNotFound
        if tip.version != expected_version:
            changes = History.objects.filter(tip=tip, tip_version__gt=expected_version).select_related("actor", "unit")
            raise StaleTip(list(changes.order_by("tip_version")), tip.version)
        yield tip


def advance(
    *,
    tip: Tip,
    what: History.What,
    deed: Event.Deed | None,
    actor: Officer | None,
    at: datetime,
    to_status: Status | None = None,
    unit: Unit | None = None,
) -> None:
    """Count the tip's version up, append to its history and to the audit trail, and move its status if one is given.

    `deed` is None for what a resident did: the audit trail holds only officers and the system. Raises
    TransitionRefused when the workflow has no such step.
    """
    before = tip.status
    if to_status is not None and to_status != before:
        if not may_become(before, to_status):
            raise TransitionRefused
        tip.status = to_status
    tip.version += 1
    tip.save()
    moved = tip.status != before
    History.objects.create(
        tip=tip,
        what=what,
        actor=actor,
        from_status=before if moved else "",
        to_status=tip.status if moved else "",
        unit=unit,
        tip_version=tip.version,
        at=at,
    )
    if deed is not None:
        who = actor.pk if actor else None
        record(deed=deed, actor=who, department=tip.department_id, subjects=[tip.pk], at=at)
