"""The roles, as Django groups. A role says which pages a person gets; what they can open comes from grants alone."""

from __future__ import annotations

from typing import Final

from tipline.departments.models import Officer

OFFICER: Final = "officer"
SUPERVISOR: Final = "supervisor"
CUSTODIAN: Final = "custodian"
ANALYST: Final = "analyst"
AUDITOR: Final = "auditor"
ADMINISTRATOR: Final = "administrator"

ROLES: Final = (OFFICER, SUPERVISOR, CUSTODIAN, ANALYST, AUDITOR, ADMINISTRATOR)


def has_role(officer: Officer, *roles: str) -> bool:
    """Tell whether the officer holds one of the roles. Asked once, remembered on the object."""
    held: frozenset[str] | None = getattr(officer, "_held_roles", None)
    if held is None:
        held = frozenset(officer.groups.values_list("name", flat=True))
        officer._held_roles = held  # type: ignore[attr-defined]
    return not held.isdisjoint(roles)
