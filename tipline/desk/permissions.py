"""Which pages are there for whom. What can be opened on them comes from key grants alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tipline.departments.models import Department, Officer

View = Callable[..., HttpResponseBase]


def officer_of(request: HttpRequest) -> Officer:
    """Return who is signed in. Raises PermissionDenied for nobody."""
    user = getattr(request, "user", None)
    if not isinstance(user, Officer):
        raise PermissionDenied
    return user


def officer_passes_test(allowed: Callable[[Officer], bool]) -> Callable[[View], View]:
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
