"""A department as its residents see it. What it offers, and to whom, is read from its verified key log.

The database's rows give only a department's settings and the order of its categories: who writes there can neither
reroute a category nor rename it, add one or switch one off. Configurations are cached in each process, not in a shared
cache: reading costs nothing, and a lost Redis loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from django.db import DatabaseError

from tipline.departments.invalidation import configuration_version
from tipline.departments.models import Category, Department, Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, verified
from tipline.keyring.log.statements import (
    CategoryStated,
)

CACHE_SECONDS: Final = 30
LOG_SECONDS: Final = 5.0
"""How often the key log is checked for new entries."""
RETRY_SECONDS: Final = 3
"""How long the database is not tried again after it failed: each attempt can take as long as its time limit."""


@dataclass(frozen=True, slots=True)
class Route:
    """The units to which tips of a category are sealed on arrival: only oversight units if the first is one."""

    primary: Unit
    units: tuple[Unit, ...]

    @property
    def oversight(self) -> bool:
        """Whether category and language are withheld from the clear rows."""
        return self.primary.kind == Unit.Kind.OVERSIGHT


@dataclass(frozen=True, slots=True)
class OfferedCategory:
    """A category that residents may choose, as the key log has it; never saved."""

    category: Category
    route: Route


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Configuration:
    """A department with its offered categories in their order. `head` is that of the key log they were read from.

    Without a log that verifies nothing is offered, nor at another address than the log names.
    """

    department: Department
    categories: tuple[OfferedCategory, ...]
    head: bytes

    def offered(self, code: str) -> OfferedCategory | None:
        return next((offer for offer in self.categories if offer.category.code == code), None)


class _Rows(NamedTuple):
    department: Department
    orders: dict[UUID, int]


class _Cache:
    """What this process last read; its rows are valid until then."""

    rows: dict[str, _Rows] | None = None
    until: float = 0.0
    version: int = 0
    configurations: ClassVar[dict[str, tuple[float, Configuration]]] = {}


def all_configurations() -> dict[str, Configuration]:
    """By slug. Settings are at most half a minute old, and never older than a change by this process.

    While the database fails, what was last read is used, so that a tip that cannot be stored is still handed back.
    """
    return {slug: _configuration(slug, rows) for slug, rows in _cached_rows().items()}


def configuration(slug: str) -> Configuration | None:
    """The slug in any case; None if there is no such department."""
    slug = slug.lower()
    rows = _cached_rows().get(slug)
    return _configuration(slug, rows) if rows is not None else None


def cached_configuration(slug: str) -> Configuration | None:
    """What this process last read, without asking the database."""
    return _Cache.configurations.get(slug.lower(), (0.0, None))[1]


def configuration_by_id(department_id: UUID) -> Configuration:
    """Raises KeyError."""
    for slug, rows in _cached_rows().items():
        if rows.department.pk == department_id:
            return _configuration(slug, rows)
    raise KeyError(department_id)


def unit_from_log(log: LogState, department: Department, unit_id: UUID) -> Unit:
    """Never to be saved."""
    name, kind = log.unit_name(unit_id) or "", log.kind_of(unit_id) or Unit.Kind.OTHER
    return Unit(id=unit_id, department=department, name=name, kind=kind)


def category_from_log(statement: CategoryStated, department: Department, order: int = 100) -> Category:
    """Never to be saved."""
    return Category(
        id=statement.category,
        department=department,
        code=statement.code,
        names=dict(statement.shown.names),
        life_safety=statement.shown.life_safety,
        active=statement.shown.active,
        order=order,
        primary_unit_id=statement.primary,
    )


def _cached_rows() -> dict[str, _Rows]:
    if _Cache.version != configuration_version():
        _Cache.rows, _Cache.configurations, _Cache.version = None, {}, configuration_version()
    known = _Cache.rows
    if known is not None and monotonic() <= _Cache.until:
        return known
    try:
        known, span = _departments(), CACHE_SECONDS
    except DatabaseError:
        if known is None:
            raise
        span = RETRY_SECONDS
    _Cache.rows, _Cache.until = known, monotonic() + span
    return known


def _departments() -> dict[str, _Rows]:
    orders = dict(Category.objects.values_list("pk", "order"))
    return {department.slug.lower(): _Rows(department, orders) for department in Department.objects.all()}


def _configuration(slug: str, rows: _Rows) -> Configuration:
    until, known = _Cache.configurations.get(slug, (0.0, None))
    current = known is not None and known.department is rows.department
    if known is not None and current and monotonic() <= until:
        return known
    try:
        log = _log(rows.department)
    except DatabaseError:
        if known is None:
            raise
        return known
    if known is None or not current or known.head != log.head:
        known = _read(log, rows)
    _Cache.configurations[slug] = (monotonic() + LOG_SECONDS, known)
    return known


def _log(department: Department) -> LogState:
    try:
        log = verified(department)
    except KeyLogBroken:
        return LogState(department.pk)
    # Otherwise whoever swaps two departments' addresses in the database swaps their tips.
    return log if log.address == department.slug else LogState(department.pk)


def _read(log: LogState, rows: _Rows) -> Configuration:
    offered = [_offered(log, rows, statement) for statement in log.categories() if statement.shown.active]
    offered.sort(key=lambda offer: (offer.category.order, offer.category.code))
    return Configuration(department=rows.department, categories=tuple(offered), head=log.head)


def _offered(log: LogState, rows: _Rows, statement: CategoryStated) -> OfferedCategory:
    units = tuple(unit_from_log(log, rows.department, unit) for unit in statement.units)
    category = category_from_log(statement, rows.department, rows.orders.get(statement.category, 100))
    return OfferedCategory(category=category, route=Route(primary=units[0], units=units))
