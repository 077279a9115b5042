"""Who gets which pages, by role. What can be opened on them comes from key grants alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tipline.departments.models import Department, Officer
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, READING, ROLES, SUPERVISOR, has_role
from tipline.desk.unlocking import officer_of

View = Callable[..., HttpResponseBase]


def reads_tips(officer: Officer) -> bool:
    """Officers, supervisors and custodians have the queue."""
    return officer.department_id is not None and has_role(officer, *READING)


def supervises(officer: Officer) -> bool:
    """Supervisors see the members of their units and confirm routing."""
    return officer.department_id is not None and has_role(officer, SUPERVISOR)


def counts(officer: Officer) -> bool:
    """Analysts export figures."""
    return officer.department_id is not None and has_role(officer, ANALYST)


def administers(officer: Officer) -> bool:
    """Administrators keep the department's settings, categories, units and officers; they read no tip."""
    return officer.department_id is not None and has_role(officer, ADMINISTRATOR)


def watches(officer: Officer) -> bool:
    """Whoever has to act when the audit trail is broken is told on their first page."""
    return officer.is_superuser or has_role(officer, ADMINISTRATOR, AUDITOR)


def may_enter(officer: Officer) -> bool:
    """Whoever has a role in a department, and the installation's superuser, has a desk."""
    return officer.is_active and (officer.is_superuser or has_role(officer, *ROLES))


def only(allowed: Callable[[Officer], bool]) -> Callable[[View], View]:
    """Let a view answer only those whom `allowed` lets; for all others the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allowed(officer_of(request)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def department_of(request: HttpRequest) -> Department:
    """Return the department of who is signed in. Raises Http404 for who has none."""
    department = officer_of(request).department
    if department is None:
        raise Http404
    return department
