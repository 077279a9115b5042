"""Which tips there are for an officer: those whose key one of their units holds, and no others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip, TipWrap


def visible_to(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips that the officer's keys open."""
    return _wrapped_for(unlocked.unit_ids)


def find_by_reference(unlocked: Unlocked, typed: str) -> Tip:
    """Return the visible tip of that reference; case, spaces and hyphens do not matter. Raises TipNotFound."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    tip = visible_to(unlocked).filter(reference=f"{letters[:4]}-{letters[4:]}").first()
    if tip is None:
        raise TipNotFound
    return tip


def _wrapped_for(units: frozenset[UUID]) -> QuerySet[Tip]:
    kind = TipWrap.Kind.CASE
    wraps = TipWrap.objects.filter(tip=OuterRef("pk"), kind=kind, epoch=OuterRef("epoch"), unit_id__in=units)
    return Tip.objects.filter(Exists(wraps))
