"""Which tips there are for an officer: those whose key one of their units holds, and no others."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tipline.keyring.unlocked import Unlocked
from tipline.text import find_codes
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Handling, Tip, TipWrap

REFERENCE_LENGTH: Final = 8


def visible_to(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips that the officer's keys open."""
    return Tip.objects.filter(Exists(_case_wraps(unlocked.unit_ids, tip="pk", epoch="epoch")))


def handled_by(unlocked: Unlocked) -> QuerySet[Handling]:
    """Return what the officer's department does with the tips that their keys open, each with its tip."""
    held = Exists(_case_wraps(unlocked.unit_ids, tip="tip", epoch="tip__epoch"))
    return Handling.objects.filter(held, department=unlocked.officer.department_id).select_related("tip")


def find_by_reference(unlocked: Unlocked, typed: str) -> Tip:
    """Return the visible tip whose reference is in what was typed or pasted. Raises TipNotFound."""
    wanted = [f"{code[:4]}-{code[4:]}" for code in find_codes(typed, REFERENCE_LENGTH)]
    found = {tip.reference: tip for tip in visible_to(unlocked).filter(reference__in=wanted)}
    for reference in wanted:
        if reference in found:
            return found[reference]
    raise TipNotFound


def _case_wraps(units: frozenset[UUID], *, tip: str, epoch: str) -> QuerySet[TipWrap]:
    case = TipWrap.Kind.CASE
    return TipWrap.objects.filter(tip=OuterRef(tip), epoch=OuterRef(epoch), kind=case, unit_id__in=units)
