"""Who may hold a tip of oversight: units that the key log calls so, and no other, whatever a row or a page says."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tipline.keyring.queries import oversight_units
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import OversightOnly
from tipline.tips.models import Tip, TipWrap


def require_holders(tip: Tip, units: Iterable[UUID]) -> None:
    """Raise OversightOnly when one of these units may not hold the tip, KeyLogBroken when nobody can tell."""
    if tip.oversight and not oversight_units(tip.department).issuperset(units):
        raise OversightOnly


def oversees(unlocked: Unlocked, tip: Tip) -> bool:
    """Tell whether the officer is a member of an oversight unit that holds the tip. Raises KeyLogBroken."""
    units = unlocked.unit_ids & oversight_units(tip.department)
    return tip.wraps.filter(epoch=tip.epoch, unit__in=units, kind=TipWrap.Kind.CASE).exists()
