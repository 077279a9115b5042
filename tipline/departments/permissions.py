from __future__ import annotations

from collections.abc import Sequence

from tipline.departments.errors import NotYours, RolesConflict
from tipline.departments.models import Department, Officer
from tipline.departments.roles import ADMINISTRATOR, ROLES, has_role


def require_administrator(actor: Officer, department: Department | None) -> None:
    """Raise NotYours unless the actor is an active administrator of that department."""
    if department is None or actor.department_id != department.pk or not actor.is_active:
        raise NotYours
    if not has_role(actor, ADMINISTRATOR):
        raise NotYours


def check_roles(roles: Sequence[str]) -> None:
    """Raise RolesConflict for an unknown role, or for an administrator with another role."""
    if not set(roles) <= set(ROLES) or (ADMINISTRATOR in roles and len(set(roles)) > 1):
        raise RolesConflict
