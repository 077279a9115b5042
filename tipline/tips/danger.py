"""A tip that a program sealed says twice whether somebody is in danger: in clear, and inside. The two can disagree."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tipline.departments.models import Category
from tipline.tips.body import Body
from tipline.tips.models import Tip


def danger_differs(bodies: Iterable[tuple[Tip, Body]]) -> set[UUID]:
    """Return the ids of those tips that are marked as life-safety without a cause inside, or not, with one.

    A category that is life-safety by itself is a cause. One query, where a category is withheld from a clear row.
    """
    pairs = [(tip, body) for tip, body in bodies if tip.sealed_by == Tip.Sealer.BROWSER]
    withheld = {(tip.department_id, body.category) for tip, body in pairs if tip.category is None}
    known: set[tuple[UUID, str]] = set()
    if withheld:
        found = Category.objects.filter(code__in={code for _, code in withheld}, life_safety=True)
        known = set(found.values_list("department_id", "code"))
    return {tip.pk for tip, body in pairs if tip.life_safety != _should_be(tip, body, known)}


def _should_be(tip: Tip, body: Body, known: set[tuple[UUID, str]]) -> bool:
    if tip.category is not None:
        return body.danger or tip.category.life_safety
    return body.danger or (tip.department_id, body.category) in known
