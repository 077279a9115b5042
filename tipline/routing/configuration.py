"""A department as its residents see it. What it offers, and to whom, is read from its verified key log.

Rows of the database give a department's settings and the order of its categories, nothing else: who writes there can
neither reroute a category nor rename it, add one or switch one off. All is remembered in this process and not in a
shared cache: reading costs nothing, and a lost Redis loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from django.db import DatabaseError

from tipline.departments.memory import changes
from tipline.departments.models import Category, Department, Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, verified
from tipline.keyring.log.statements import (
    CategoryStated,
)

REMEMBERED_SECONDS: Final = 30
LOG_SECONDS: Final = 5.0
"""So long it is not asked whether something was added to the key log; settings are remembered for longer."""
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
    """A category that residents may choose, with its route. It is as the key log has it, and never saved."""

    category: Category
    route: Route


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Configuration:
    """A department with its offered categories in their order. One reading of them is equal to no other.

    `head` is that of the key log from which they were read. Without a log that verifies nothing is offered, nor at
    another address than the log names.
    """

    department: Department
    categories: tuple[OfferedCategory, ...]
    head: bytes

    def offered(self, code: str) -> OfferedCategory | None:
        """Return the offered category of that code."""
        return next((offer for offer in self.categories if offer.category.code == code), None)


class _Rows(NamedTuple):
    department: Department
    orders: dict[UUID, int]


class _Memory:
    """What this process last read, and until when its rows hold."""

    rows: dict[str, _Rows] | None = None
    until: float = 0.0
    changes: int = 0
    made: ClassVar[dict[str, tuple[float, Configuration]]] = {}


def configurations() -> dict[str, Configuration]:
    """Return every department by its slug: its settings at most half a minute old, and fresh where they were changed.

    While the database fails, what was last read has to do: a tip that cannot be stored is still to be handed back.
    """
    return {slug: _configuration(slug, rows) for slug, rows in _remembered().items()}


def configuration(slug: str) -> Configuration | None:
    """Return the department of that address, whatever its case; None when there is none."""
    slug = slug.lower()
    rows = _remembered().get(slug)
    return _configuration(slug, rows) if rows is not None else None


def remembered_configuration(slug: str) -> Configuration | None:
    """Return what this process last read of the department of that address, without asking the database."""
    return _Memory.made.get(slug.lower(), (0.0, None))[1]


def configuration_of(department_id: UUID) -> Configuration:
    """Return a department's configuration by its id. Raises KeyError."""
    for slug, rows in _remembered().items():
        if rows.department.pk == department_id:
            return _configuration(slug, rows)
    raise KeyError(department_id)


def unit_of(log: LogState, department: Department, unit_id: UUID) -> Unit:
    """Return a unit as the key log has it, never to be saved."""
    name, kind = log.unit_name(unit_id) or "", log.kind_of(unit_id) or Unit.Kind.OTHER
    return Unit(id=unit_id, department=department, name=name, kind=kind)


def category_of(said: CategoryStated, department: Department, order: int = 100) -> Category:
    """Return a category as the key log has it, never to be saved."""
    return Category(
        id=said.category,
        department=department,
        code=said.code,
        names=dict(said.shown.names),
        life_safety=said.shown.life_safety,
        active=said.shown.active,
        order=order,
        primary_unit_id=said.primary,
    )


def _remembered() -> dict[str, _Rows]:
    if _Memory.changes != changes():
        _Memory.rows, _Memory.made, _Memory.changes = None, {}, changes()
    known = _Memory.rows
    if known is not None and monotonic() <= _Memory.until:
        return known
    try:
        known, span = _departments(), REMEMBERED_SECONDS
    except DatabaseError:
        if known is None:
            raise
        span = FAILED_SECONDS
    _Memory.rows, _Memory.until = known, monotonic() + span
    return known


def _departments() -> dict[str, _Rows]:
    orders = dict(Category.objects.values_list("pk", "order"))
    return {department.slug.lower(): _Rows(department, orders) for department in Department.objects.all()}


def _configuration(slug: str, rows: _Rows) -> Configuration:
    until, known = _Memory.made.get(slug, (0.0, None))
    fits = known is not None and known.department is rows.department
    if known is not None and fits and monotonic() <= until:
        return known
    try:
        log = _log(rows.department)
    except DatabaseError:
        if known is None:
            raise
        return known
    if known is None or not fits or known.head != log.head:
        known = _read(log, rows)
    _Memory.made[slug] = (monotonic() + LOG_SECONDS, known)
    return known


def _log(department: Department) -> LogState:
    try:
        log = verified(department)
    except KeyLogBroken:
        return LogState(department.pk)
    # Two departments whose addresses somebody swapped in the database would get each other's tips.
    return log if log.address == department.slug else LogState(department.pk)


def _read(log: LogState, rows: _Rows) -> Configuration:
    offered = [_offered(log, rows, said) for said in log.categories() if said.shown.active]
    offered.sort(key=lambda offer: (offer.category.order, offer.category.code))
    return Configuration(department=rows.department, categories=tuple(offered), head=log.head)


def _offered(log: LogState, rows: _Rows, said: CategoryStated) -> OfferedCategory:
    units = tuple(unit_of(log, rows.department, unit) for unit in said.units)
    category = category_of(said, rows.department, rows.orders.get(said.category, 100))
    return OfferedCategory(category=category, route=Route(primary=units[0], units=units))
