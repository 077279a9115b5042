"""The roles, as Django groups. A role decides which pages an officer gets; grants alone decide what they can open."""

from __future__ import annotations

from typing import Final

from django.db.models import F, Q, QuerySet

from tipline.departments.models import Officer, Unit

OFFICER: Final = "officer"
SUPERVISOR: Final = "supervisor"
CUSTODIAN: Final = "custodian"
ANALYST: Final = "analyst"
AUDITOR: Final = "auditor"
ADMINISTRATOR: Final = "administrator"

READING: Final = (OFFICER, SUPERVISOR, CUSTODIAN)
"""The roles with a queue."""

ROLES: Final = (OFFICER, SUPERVISOR, CUSTODIAN, ANALYST, AUDITOR, ADMINISTRATOR)


def with_roles(officers: QuerySet[Officer]) -> Officer | None:
    """The one officer of the queryset, with their roles loaded by the same query; None if it is empty."""
    rows = list(officers.order_by().annotate(role_name=F("groups__name")))
    if not rows:
        return None
    rows[0]._held_roles = frozenset(row.role_name for row in rows)  # type: ignore[attr-defined]
    return rows[0]


def has_role(officer: Officer, *roles: str) -> bool:
    """Loads the roles once per object."""
    held: frozenset[str] | None = getattr(officer, "_held_roles", None)
    if held is None:
        held = frozenset(officer.groups.values_list("name", flat=True))
        officer._held_roles = held  # type: ignore[attr-defined]
    return not held.isdisjoint(roles)


def forget_roles(officer: Officer) -> None:
    officer.__dict__.pop("_held_roles", None)


def reads_tips(officer: Officer) -> bool:
    return officer.department_id is not None and has_role(officer, *READING)


def supervises(officer: Officer) -> bool:
    return officer.department_id is not None and has_role(officer, SUPERVISOR)


def exports_figures(officer: Officer) -> bool:
    return officer.department_id is not None and has_role(officer, ANALYST)


def administers(officer: Officer) -> bool:
    return officer.department_id is not None and has_role(officer, ADMINISTRATOR)


def watches_audit_trail(officer: Officer) -> bool:
    """Whether the officer is told when the audit trail is broken."""
    return officer.is_superuser or has_role(officer, ADMINISTRATOR, AUDITOR)


def may_use_desk(officer: Officer) -> bool:
    return officer.is_active and (officer.is_superuser or has_role(officer, *ROLES))


def who_may_join(unit: Unit, officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """The officers who `may_join` the unit and may sign in."""
    reading = Officer.objects.filter(groups__name__in=_joining(unit)).values("pk")
    counting = Officer.objects.filter(groups__name__in=(ANALYST, AUDITOR)).values("pk")
    active = officers.filter(is_active=True, is_superuser=False).exclude(groups__name=ADMINISTRATOR)
    return active.filter(Q(pk__in=reading) | ~Q(pk__in=counting))


def may_join(officer: Officer, unit: Unit) -> bool:
    """Not a superuser or administrator, nor who only exports figures or, except in records units, only audits."""
    if officer.is_superuser or has_role(officer, ADMINISTRATOR):
        return False
    return has_role(officer, *_joining(unit)) or not has_role(officer, ANALYST, AUDITOR)


def role_of_member(unit: Unit, *, supervisor: bool) -> str:
    """The role that goes with a membership, for an officer who has no reading role."""
    if supervisor:
        return SUPERVISOR
    return AUDITOR if unit.kind == Unit.Kind.RECORDS else OFFICER


def _joining(unit: Unit) -> tuple[str, ...]:
    return (*READING, AUDITOR) if unit.kind == Unit.Kind.RECORDS else READING
