"""Calm answers when something is not there or went wrong. None of them repeats an address or a word."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path, override

from tipline.departments.models import Department
from tipline.http.buffering import LengthRequired
from tipline.http.languages import asked_language
from tipline.routing.configuration import cached_configuration
from tipline.web.pages import TRY_AGAIN_SECONDS, page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, "too_large", 413)
    if isinstance(exception, LengthRequired):
        return _answer(request, "no_length", 411)
    return _answer(request, "bad_request", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _answer(request, "refused", 403)


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Answer a method that the page does not take."""
    response = _answer(request, "bad_request", 405)
    response.headers["Allow"] = ", ".join(methods)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address where nothing is."""
    return _answer(request, "not_found", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours; asks the database for nothing."""
    return _answer(request, "broken", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached."""
    response = _answer(request, "unavailable", 503)
    response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response


def _answer(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    # A fault can happen before or after the language of this request was chosen, so it is chosen here again.
    with override(get_language_from_path(request.path_info) or asked_language(request)):
        shown: dict[str, Any] = {"kind": kind, "department": _department(request)}
        return page(
            "error.html", status=status, route="web:start" if shown["department"] else "web:departments", **shown
        )


def _department(request: HttpRequest) -> Department | None:
    parts = request.path_info.strip("/").split("/")
    found = cached_configuration(parts[1]) if len(parts) > 1 else None
    return found.department if found else None
