"""Whether anybody can open the contact details that residents leave."""

from __future__ import annotations

from uuid import UUID

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import CUSTODIAN
from tipline.keyring.log import verified


def without_custodian(department: Department) -> frozenset[UUID]:
    """Return the units that are first to get tips of which no custodian can open the contact details.

    It takes the role, membership in the custodian unit, whose key opens them, and in a unit that gets the tip itself.
    """
    log = verified(department)
    custodians = _custodians(department)
    lacking = set()
    for said in log.categories():
        if said.shown.active and not any(custodians & set(log.members(unit)) for unit in said.units):
            lacking.add(said.primary)
    return frozenset(unit for unit in lacking if log.unit_key(unit) is not None)


def _custodians(department: Department) -> set[UUID]:
    log = verified(department)
    members = {member for unit in log.units_of_kind(Unit.Kind.CUSTODIAN) for member in log.members(unit)}
    able = Officer.objects.filter(pk__in=members, is_active=True, groups__name=CUSTODIAN)
    return set(able.values_list("pk", flat=True))
