"""Which keys there are to seal to, and which key an officer has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from tipline.departments.invalidation import VersionedCache
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.keyring.log import LogState, SealingKey, lately_verified
from tipline.keyring.models import EnrolledKey

__all__ = [
    "Keys",
    "SealingKey",
    "categories_of",
    "custodian_key",
    "keys_of",
    "live_keys",
    "live_kids",
    "oversight_units",
    "sealing_keys",
    "units_of",
]


_categories: Final[VersionedCache[dict[UUID, Category]]] = VersionedCache()
_units: Final[VersionedCache[dict[UUID, Unit]]] = VersionedCache()


@dataclass(frozen=True, slots=True)
class Keys:
    """A department's keys as its verified log held them at one look."""

    log: LogState
    custodian: SealingKey | None

    def unit(self, unit: Unit) -> SealingKey | None:
        """Return the unit's key, None while it has none."""
        return self.log.unit_key(unit.pk)

    def may_hold(self, key: SealingKey, *, oversight: bool) -> bool:
        """Tell whether a tip may be sealed to that key: one of oversight only to a unit that the log calls so."""
        return not oversight or self.log.kind_of(key.unit) == Unit.Kind.OVERSIGHT


def keys_of(department: Department) -> Keys:
    """Return all of the department's keys, to seal to, as its log had them within five seconds. Raises KeyLogBroken."""
    log = lately_verified(department)
    keys = (log.unit_key(unit) for unit in log.units_of_kind(Unit.Kind.CUSTODIAN))
    return Keys(log=log, custodian=next((key for key in keys if key is not None), None))


def sealing_keys(department: Department, units: Iterable[Unit | UUID]) -> list[SealingKey]:
    """Return the key of each of these units that the log held within five seconds; a unit without one is left out.

    Raises KeyLogBroken: then nothing is to be sealed.
    """
    log = lately_verified(department)
    ids = (unit.pk if isinstance(unit, Unit) else unit for unit in units)
    return [key for key in map(log.unit_key, ids) if key is not None]


def units_of(department: Department, log: LogState) -> dict[UUID, Unit]:
    """Return the department's units by id, in the order of their names. A unit changes with the key log only."""
    return _units.get(
        department.pk,
        log.head,
        lambda: {unit.pk: unit for unit in Unit.objects.filter(department=department).order_by("name")},
    )


def categories_of(department: Department, log: LogState) -> dict[UUID, Category]:
    """Return the department's categories by id, in their order, those that are not offered among them."""
    return _categories.get(
        department.pk,
        (log.head, department.vocabulary_version),
        lambda: {category.pk: category for category in Category.objects.filter(department=department)},
    )


def oversight_units(department: Department) -> frozenset[UUID]:
    """Return the units that the log called oversight lately, whatever their rows say. Raises KeyLogBroken."""
    return frozenset(lately_verified(department).units_of_kind(Unit.Kind.OVERSIGHT))


def custodian_key(department: Department) -> SealingKey | None:
    """Return the key to which contact details are sealed, None while it is not made. Raises KeyLogBroken."""
    return keys_of(department).custodian


def live_kids(department: Department) -> dict[UUID, list[bytes]]:
    """Return the kids of the keys that are not retired, by the officer whose they are; one query."""
    found: dict[UUID, list[bytes]] = {}
    keys = EnrolledKey.objects.filter(officer__department=department, retired=False)
    for officer, kid in keys.values_list("officer", "kid"):
        found.setdefault(officer, []).append(bytes(kid))
    return found


def live_keys(officer: Officer) -> list[EnrolledKey]:
    """Return the officer's keys that are not retired, whether a unit knows them or they wait to be let in."""
    return list(EnrolledKey.objects.filter(officer=officer, retired=False).order_by("enrolled_on", "pk"))
