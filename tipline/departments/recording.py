from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department, Officer


def record_change(
    action: Event.Action, actor: Officer | None, department: Department, subject: UUID, at: datetime
) -> None:
    """Without an actor it was the system."""
    record(action=action, actor=actor.pk if actor else None, department=department.pk, subjects=[subject], at=at)
