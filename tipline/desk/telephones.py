"""Whom an officer may call who has to wait."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest

from tipline.departments.models import Department, Officer
from tipline.routing.configuration import configurations


def to_call(request: HttpRequest) -> list[Department]:
    """Return the department of who is signed in, else every one. None at all rather than a page that fails."""
    try:
        officer = getattr(request, "user", None)
        own = officer.department if isinstance(officer, Officer) else None
        every = [known.department for known in configurations().values()] if own is None else [own]
    except DatabaseError:
        return []
    return sorted(every, key=lambda department: department.name)
