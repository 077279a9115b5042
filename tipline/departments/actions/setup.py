from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tipline.audit.models import Event
from tipline.departments.catalogue import STANDARD_CATEGORIES, StandardCategory
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Category, Department, Unit
from tipline.departments.recording import record_change


@dataclass(frozen=True, slots=True)
class UnitSpec:
    name: str
    kind: Unit.Kind


STANDARD_UNITS: Final = (
    UnitSpec("Tip desk", Unit.Kind.DESK),
    UnitSpec("Threat assessment", Unit.Kind.ASSESSMENT),
    UnitSpec("Internal affairs", Unit.Kind.OVERSIGHT),
    UnitSpec("Records", Unit.Kind.RECORDS),
    UnitSpec("Custodian", Unit.Kind.CUSTODIAN),
)


def create_department(
    *,
    slug: str,
    name: str,
    time_zone: str,
    phone: str,
    emergency_number: str = "911",
    units: Sequence[UnitSpec] = STANDARD_UNITS,
    at: datetime,
) -> Department:
    """With its units and the standard categories. It takes no tips until its units have keys.

    Raises ValidationError, or ValueError without a tip desk or an oversight unit.
    """
    with transaction.atomic():
        department = Department(
            slug=slug.lower(), name=name, time_zone=time_zone, phone=phone, emergency_number=emergency_number
        )
        department.full_clean()
        department.save()
        made = [Unit.objects.create(department=department, name=spec.name, kind=spec.kind) for spec in units]
        for order, standard in enumerate(STANDARD_CATEGORIES.values(), start=1):
            _make_category(department, standard, order * 10, made)
        record_change(Event.Action.DEPARTMENT_CREATED, None, department, department.pk, at)
    invalidate_configuration()
    return department


def _make_category(department: Department, standard: StandardCategory, order: int, units: Sequence[Unit]) -> None:
    by_kind = {unit.kind: unit for unit in reversed(units)}
    if not {Unit.Kind.DESK, Unit.Kind.OVERSIGHT} <= by_kind.keys():
        raise ValueError("a department needs a tip desk and an oversight unit")
    primary = by_kind[Unit.Kind.OVERSIGHT] if standard.oversight else by_kind[Unit.Kind.DESK]
    category = Category.objects.create(
        department=department,
        code=standard.code,
        life_safety=standard.life_safety,
        order=order,
        primary_unit=primary,
    )
    if standard.assessment and Unit.Kind.ASSESSMENT in by_kind:
        category.further_units.set([by_kind[Unit.Kind.ASSESSMENT]])
