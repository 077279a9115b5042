"""Whether anybody can open the contact details that residents leave."""

from __future__ import annotations

from uuid import UUID

from tipline.departments.models import Category, Department, Officer, Unit
from tipline.departments.roles import CUSTODIAN
from tipline.keyring.log import verified


def without_custodian(department: Department) -> frozenset[UUID]:
    """Return the units that are first to get tips of which no custodian can open the contact details.

    It takes the role, membership in the custodian unit, whose key opens them, and in a unit that gets the tip itself.
    """
    log = verified(department)
    custodians = _custodians(department)
    lacking = set()
    for category in Category.objects.filter(department=department, active=True).prefetch_related("further_units"):
        units = {category.primary_unit_id, *(unit.pk for unit in category.further_units.all())}
        if not any(custodians & set(log.members(unit)) for unit in units):
            lacking.add(category.primary_unit_id)
    return frozenset(unit for unit in lacking if log.unit_key(unit) is not None)


def _custodians(department: Department) -> set[UUID]:
    log = verified(department)
    units = Unit.objects.filter(department=department, kind=Unit.Kind.CUSTODIAN).values_list("pk", flat=True)
    members = {member for unit in units for member in log.members(unit)}
    able = Officer.objects.filter(pk__in=members, is_active=True, groups__name=CUSTODIAN)
    return set(able.values_list("pk", flat=True))
