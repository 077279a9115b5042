"""The roles, as Django groups. A role says which pages a person gets; what they can open comes from grants alone."""

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
    """Return the one officer of these, None where there is none, with their roles asked for in the same query."""
    rows = list(officers.order_by().annotate(role_name=F("groups__name")))
    if not rows:
        return None
    rows[0]._held_roles = frozenset(row.role_name for row in rows)  # type: ignore[attr-defined]
    return rows[0]


def has_role(officer: Officer, *roles: str) -> bool:
    """Tell whether the officer holds one of the roles. Asked once, remembered on the object."""
    held: frozenset[str] | None = getattr(officer, "_held_roles", None)
    if held is None:
        held = frozenset(officer.groups.values_list("name", flat=True))
        officer._held_roles = held  # type: ignore[attr-defined]
    return not held.isdisjoint(roles)


def forget_roles(officer: Officer) -> None:
    """Ask for the officer's roles again at the next look."""
    officer.__dict__.pop("_held_roles", None)


def reads_tips(officer: Officer) -> bool:
    """Officers, supervisors and custodians have the queue."""
    return officer.department_id is not None and has_role(officer, *READING)


def supervises(officer: Officer) -> bool:
    """Supervisors see the members of their units and confirm routing."""
    return officer.department_id is not None and has_role(officer, SUPERVISOR)


def exports_figures(officer: Officer) -> bool:
    """Analysts export figures."""
    return officer.department_id is not None and has_role(officer, ANALYST)


def administers(officer: Officer) -> bool:
    """Administrators keep the department's settings, categories, units and officers; they read no tip."""
    return officer.department_id is not None and has_role(officer, ADMINISTRATOR)


def watches_audit_trail(officer: Officer) -> bool:
    """Whoever has to act when the audit trail is broken is told on their first page."""
    return officer.is_superuser or has_role(officer, ADMINISTRATOR, AUDITOR)


def may_use_desk(officer: Officer) -> bool:
    """Whoever has a role in a department, and the installation's superuser, has a desk."""
    return officer.is_active and (officer.is_superuser or has_role(officer, *ROLES))


def who_may_join(unit: Unit, officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Return those of them whom the unit may have as a member, as `may_join` tells for one, and who may sign in."""
    reading = Officer.objects.filter(groups__name__in=_joining(unit)).values("pk")
    counting = Officer.objects.filter(groups__name__in=(ANALYST, AUDITOR)).values("pk")
    active = officers.filter(is_active=True, is_superuser=False).exclude(groups__name=ADMINISTRATOR)
    return active.filter(Q(pk__in=reading) | ~Q(pk__in=counting))


def may_join(officer: Officer, unit: Unit) -> bool:
    """Tell whether the unit may have this person as a member.

    No superuser, no administrator, and nobody whose only work is to count or, but for records units, to audit.
    """
    if officer.is_superuser or has_role(officer, ADMINISTRATOR):
        return False
    return has_role(officer, *_joining(unit)) or not has_role(officer, ANALYST, AUDITOR)


def role_of_member(unit: Unit, *, supervisor: bool) -> str:
    """Return the role that goes with a membership, for who has none that reads."""
    if supervisor:
        return SUPERVISOR
    return AUDITOR if unit.kind == Unit.Kind.RECORDS else OFFICER


def _joining(unit: Unit) -> tuple[str, ...]:
    return (*READING, AUDITOR) if unit.kind == Unit.Kind.RECORDS else READING
