"""Which tips there are for an officer: those whose key one of their units holds, and no others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tipline.departments.models import Officer
from tipline.keyring.models import Grant
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import TipNotFound
from tipline.tips.models import QUEUE_ORDER, Status, Tip, TipWrap


def visible_to(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips that the officer's keys open."""
    return _wrapped_for(unlocked.unit_ids)


def queue(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the visible tips that still want something, life-safety first, then what is unread or answered."""
    wanting = ~Q(status=Status.CLOSED) | Q(has_answer=True)
    return in_order(unlocked).filter(wanting)


def in_order(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the visible tips of the officer's department in the queue's order, which its index follows."""
    return visible_to(unlocked).filter(department=unlocked.officer.department_id).order_by(*QUEUE_ORDER)


def find_by_reference(unlocked: Unlocked, typed: str) -> Tip:
    """Return the visible tip of that reference; case, spaces and hyphens do not matter. Raises TipNotFound."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    tip = visible_to(unlocked).filter(reference=f"{letters[:4]}-{letters[4:]}").first()
    if tip is None:
        raise TipNotFound
    return tip


def unread_count(officer: Officer) -> int:
    """Return how many unread tips the officer's units hold: all that is told before unlocking."""
    grants = Grant.objects.filter(officer_key__officer=officer, officer_key__retired=False)
    units = frozenset(grants.values_list("unit_key__unit", flat=True))
    return _wrapped_for(units).filter(Q(unread=True) | Q(has_answer=True)).count()


def _wrapped_for(units: frozenset[UUID]) -> QuerySet[Tip]:
    kind = TipWrap.Kind.CASE
    wraps = TipWrap.objects.filter(tip=OuterRef("pk"), kind=kind, epoch=OuterRef("epoch"), unit_id__in=units)
    return Tip.objects.filter(Exists(wraps))
