"""Who may change a department, and the line it leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tipline.audit.actions import record
from tipline.audit.models import Event
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
    """Raise RolesConflict on an unknown role, or on an administrator with another one: who runs it reads no tips."""
    if not set(roles) <= set(ROLES) or (ADMINISTRATOR in roles and len(set(roles)) > 1):
        raise RolesConflict


def note_deed(deed: Event.Deed, actor: Officer | None, department: Department, subject: UUID, at: datetime) -> None:
    """Record one deed on one subject of the department."""
    record(deed=deed, actor=actor.pk if actor else None, department=department.pk, subjects=[subject], at=at)
