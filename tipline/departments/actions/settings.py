"""What an administrator may change alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db import models, transaction

from tipline.audit.models import Event
from tipline.departments.errors import NotYours
from tipline.departments.invalidation import count_vocabulary_change, invalidate_configuration
from tipline.departments.models import Category, Department, Officer
from tipline.departments.permissions import check_roles, require_administrator
from tipline.departments.recording import record_change

DEPARTMENT_FIELDS: Final = frozenset(
    {
        "name",
        "time_zone",
        "phone",
        "emergency_number",
        "reading_days",
        "reading_from",
        "reading_until",
        "leave_url",
        "accepts_tips",
        "suppression_threshold",
        "figures_rounding",
        "review_hours",
        "acknowledge_minutes",
        "hourly_budget",
    }
)
OFFICER_FIELDS: Final = frozenset({"first_name", "last_name", "is_active"})


def change_department(*, department: Department, values: Mapping[str, Any], actor: Officer, at: datetime) -> Department:
    """Raises NotYours, ValidationError, ValueError for a field that is not in DEPARTMENT_FIELDS."""
    require_administrator(actor, department)
    with transaction.atomic():
        _set(department, values, DEPARTMENT_FIELDS)
        record_change(Event.Action.DEPARTMENT_CHANGED, actor, department, department.pk, at)
    invalidate_configuration()
    return department


def order_category(*, category: Category, order: int, actor: Officer, at: datetime) -> Category:
    """The position in the list misleads nobody; everything else about a category takes two people.

    Raises NotYours, ValidationError.
    """
    require_administrator(actor, category.department)
    with transaction.atomic():
        category.order = order
        category.full_clean(exclude={"names"})
        category.save(update_fields=["order"])
        count_vocabulary_change(category.department_id)
        record_change(Event.Action.CATEGORY_CHANGED, actor, category.department, category.pk, at)
    invalidate_configuration()
    return category


def change_officer(
    *, officer: Officer, values: Mapping[str, Any], roles: Sequence[str], actor: Officer, at: datetime
) -> Officer:
    """Nobody changes their own account.

    Raises NotYours, RolesConflict, ValidationError, ValueError for a field that is not in OFFICER_FIELDS.
    """
    if officer.department is None or officer.pk == actor.pk:
        raise NotYours
    require_administrator(actor, officer.department)
    check_roles(roles)
    with transaction.atomic():
        _set(officer, values, OFFICER_FIELDS, unchecked=["password"])
        officer.groups.set(Group.objects.filter(name__in=roles))
        record_change(Event.Action.OFFICER_CHANGED, actor, officer.department, officer.pk, at)
    return officer


def choose_language(*, officer: Officer, language: str, at: datetime) -> None:
    """Raises ValidationError for a language that is not offered."""
    with transaction.atomic():
        _set(officer, {"language": language}, frozenset({"language"}), unchecked=["password"])


def _set(row: models.Model, values: Mapping[str, Any], allowed: frozenset[str], unchecked: Sequence[str] = ()) -> None:
    if not values.keys() <= allowed:
        raise ValueError("a field that this action does not change")
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=set(unchecked))
    row.save()
