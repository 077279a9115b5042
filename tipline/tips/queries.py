"""Which tips there are for an officer: those whose key one of their units holds, and no others."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tipline.keyring.unlocked import Unlocked
from tipline.text import find_codes
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip, TipWrap

REFERENCE_LENGTH: Final = 8


def visible_to(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips that the officer's keys open."""
    return _wrapped_for(unlocked.unit_ids)


def find_by_reference(unlocked: Unlocked, typed: str) -> Tip:
    """Return the visible tip whose reference is in what was typed or pasted. Raises TipNotFound."""
    wanted = [f"{code[:4]}-{code[4:]}" for code in find_codes(typed, REFERENCE_LENGTH)]
    found = {tip.reference: tip for tip in visible_to(unlocked).filter(reference__in=wanted)}
    for reference in wanted:
        if reference in found:
            return found[reference]
    raise TipNotFound


def _wrapped_for(units: frozenset[UUID]) -> QuerySet[Tip]:
    kind = TipWrap.Kind.CASE
    wraps = TipWrap.objects.filter(tip=OuterRef("pk"), kind=kind, epoch=OuterRef("epoch"), unit_id__in=units)
    return Tip.objects.filter(Exists(wraps))
