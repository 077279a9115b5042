"""What a category may be, whoever states it (SPEC section 17, R39, R41, R44, R45)."""

from __future__ import annotations

from tipline.departments.models import Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log.state import LogState
from tipline.keyring.log.statements import CategoryStated


def check_category(state: LogState, said: CategoryStated) -> None:
    """Raise KeyLogBroken unless this may follow what the log says about its category, its units and oversight."""
    before = state.category(said.category)
    _need(said.version == (before.version if before else 0) + 1, "a statement out of order")
    _need(before is None or before.code == said.code, "another code of a category")
    others = [other for other in state.categories() if other.category != said.category]
    _need(all(other.code != said.code for other in others), "a code twice")
    _need(len(set(said.units)) == len(said.units), "a unit twice")
    for unit in said.units:
        kind = state.kind_of(unit)
        _need(kind is not None and Unit(kind=kind).takes_tips, "a unit that takes no tips")
        _need(state.unit_key(unit) is not None, "a unit without a key")
        _need(kind == Unit.Kind.OVERSIGHT or not state.is_oversight(said), "another unit beside oversight")
    had = any(_offers_oversight(state, known) for known in state.categories())
    has = any(_offers_oversight(state, known) for known in (*others, said))
    _need(has or not had, "no oversight category left")


def _offers_oversight(state: LogState, said: CategoryStated) -> bool:
    return said.shown.active and state.is_oversight(said)


def _need(holds: bool, reason: str) -> None:
    if not holds:
        raise KeyLogBroken(reason)
