"""Which tips there are for an officer: those whose key one of their units holds, and no others."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from tipline.keyring.unlocked import Unlocked
from tipline.text import find_codes
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Handling, Tip, TipWrap

REFERENCE_LENGTH: Final = 8
_HANDLING: Final = [field.attname for field in Handling._meta.concrete_fields]


def visible_to(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips that the officer's keys open."""
    return Tip.objects.filter(Exists(case_wraps(unlocked.unit_ids, tip="pk", epoch="epoch")))


def handled_by(unlocked: Unlocked) -> QuerySet[Handling]:
    """Return what the officer's department does with the tips that their keys open, each with its tip."""
    held = Exists(case_wraps(unlocked.unit_ids, tip="tip", epoch="tip__epoch"))
    return Handling.objects.filter(held, department=unlocked.officer.department_id).select_related("tip")


def with_handling(wraps: QuerySet[TipWrap], department_id: UUID | None) -> QuerySet[TipWrap]:
    """Bring along with each wrap what the department does with its tip, as `handling_in` reads it; leave out others."""
    own = FilteredRelation("tip__handlings", condition=Q(tip__handlings__department=department_id))
    columns = {f"handling_{name}": F(f"handling__{name}") for name in _HANDLING}
    return wraps.annotate(handling=own).filter(handling__isnull=False).annotate(**columns)


def handling_in(wrap: TipWrap) -> Handling:
    """Return the handling that a wrap brought along, with its tip."""
    handling = Handling.from_db(wrap._state.db, _HANDLING, [getattr(wrap, f"handling_{name}") for name in _HANDLING])
    handling.tip = wrap.tip
    return handling


def find_by_reference(unlocked: Unlocked, typed: str) -> Tip:
    """Return the visible tip whose reference is in what was typed or pasted. Raises TipNotFound."""
    wanted = [f"{code[:4]}-{code[4:]}" for code in find_codes(typed, REFERENCE_LENGTH)]
    found = {tip.reference: tip for tip in visible_to(unlocked).filter(reference__in=wanted)}
    for reference in wanted:
        if reference in found:
            return found[reference]
    raise TipNotFound


def case_wraps(units: frozenset[UUID], *, tip: str, epoch: str) -> QuerySet[TipWrap]:
    """Return these units' case wraps of the tip and the epoch that an outer query calls so."""
    case = TipWrap.Kind.CASE
    return TipWrap.objects.filter(tip=OuterRef(tip), epoch=OuterRef(epoch), kind=case, unit_id__in=units)
