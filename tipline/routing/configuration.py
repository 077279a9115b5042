"""A department as its residents see it, remembered between requests: nearly every page needs it, it seldom changes.

It is remembered in this process and not in a shared cache: reading costs nothing, and a lost Redis loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Prefetch

from tipline.departments.memory import changes
from tipline.departments.models import Category, Department, Unit

REMEMBERED_SECONDS: Final = 30
FAILED_SECONDS: Final = 3
"""So long the database is not asked again after it failed: each asking can take as long as its time limit."""


@dataclass(frozen=True, slots=True)
class Route:
    """The units to which tips of a category are sealed on arrival: oversight units alone, where the first is one."""

    primary: Unit
    units: tuple[Unit, ...]

    @property
    def oversight(self) -> bool:
        """Whether category and language are withheld from the clear rows."""
        return self.primary.kind == Unit.Kind.OVERSIGHT


@dataclass(frozen=True, slots=True)
class OfferedCategory:
    """A category that residents may choose, with its route."""

    category: Category
    route: Route


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Configuration:
    """A department with its offered categories in their order. One reading of them is equal to no other."""

    department: Department
    categories: tuple[OfferedCategory, ...]

    def offered(self, code: str) -> OfferedCategory | None:
        """Return the offered category of that code."""
        return next((offer for offer in self.categories if offer.category.code == code), None)


class _Memory:
    """What this process last read, and until when it holds."""

    known: dict[str, Configuration] | None = None
    until: float = 0.0
    changes: int = 0


def configurations() -> dict[str, Configuration]:
    """Return every department by its slug: at most half a minute old, and fresh in the process that changed it.

    While the database fails, what was last read has to do: a tip that cannot be stored is still to be handed back.
    """
    if _Memory.changes != changes():
        _Memory.known, _Memory.changes = None, changes()
    known = _Memory.known
    if known is not None and monotonic() <= _Memory.until:
        return known
    try:
        known, span = {department.slug: _configuration(department) for department in _departments()}, REMEMBERED_SECONDS
    except DatabaseError:
        if known is None:
            raise
        span = FAILED_SECONDS
    _Memory.known, _Memory.until = known, monotonic() + span
    return known


def configuration(slug: str) -> Configuration | None:
    """Return the department of that address, None when there is none."""
    return configurations().get(slug)


def remembered_configuration(slug: str) -> Configuration | None:
    """Return what this process last read of the department of that address, without asking the database."""
    return (_Memory.known or {}).get(slug)


def configuration_of(department_id: UUID) -> Configuration:
    """Return a department's configuration by its id. Raises KeyError."""
    for known in configurations().values():
        if known.department.pk == department_id:
            return known
    raise KeyError(department_id)


def _departments() -> list[Department]:
    categories = Category.objects.filter(active=True).select_related("primary_unit").prefetch_related("further_units")
    return list(Department.objects.prefetch_related(Prefetch("categories", queryset=categories, to_attr="offered")))


def _configuration(department: Department) -> Configuration:
    offered: list[Category] = department.offered  # type: ignore[attr-defined]
    return Configuration(
        department=department,
        categories=tuple(OfferedCategory(category=category, route=_route(category)) for category in offered),
    )


def _route(category: Category) -> Route:
    units = (category.primary_unit, *category.further_units.all())
    route = Route(primary=category.primary_unit, units=tuple(dict.fromkeys(units)))
    if route.oversight:
        return replace(route, units=tuple(unit for unit in route.units if unit.kind == Unit.Kind.OVERSIGHT))
    return route
