"""Who may hold a tip of oversight: units that the key log calls so, and no other, whatever a row or a page says."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tipline.keyring.queries import oversight_units
from tipline.tips.errors import OversightOnly
from tipline.tips.models import Tip


def require_holders(tip: Tip, units: Iterable[UUID]) -> None:
    """Raise OversightOnly when one of these units may not hold the tip, KeyLogBroken when nobody can tell."""
    if tip.oversight and not oversight_units(tip.department).issuperset(units):
        raise OversightOnly
