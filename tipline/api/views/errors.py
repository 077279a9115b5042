"""Problems where no view of the API was reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tipline.api import exceptions


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, 411 or 413."""
    return exceptions.response_for_error(exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return exceptions.response_for_status(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return exceptions.response_for_status(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return exceptions.response_for_status(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503."""
    return exceptions.response_for_status(503)
