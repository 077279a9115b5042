"""Django's error handlers: the channel that a request is for answers it, with its own views (settings.ERROR_VIEWS)."""

from __future__ import annotations

import sys
from importlib import import_module

from django.conf import settings
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse

from tipline.http.paths import channel


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, 411 for a body without a length, 413 for one that is too large to be read."""
    return _answer("bad_request", request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer("permission_denied", request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer("not_found", request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database cannot be reached. A value that the database rejects is not that."""
    # Django calls this while it handles the error, and does not pass it on.
    error = sys.exception()
    out_of_reach = isinstance(error, DatabaseError) and not isinstance(error, DataError)
    return _answer("unavailable" if out_of_reach else "server_error", request)


def _answer(view: str, request: HttpRequest, *exception: Exception) -> HttpResponse:
    views = import_module(settings.ERROR_VIEWS[channel(request)])
    response: HttpResponse = getattr(views, view)(request, *exception)
    return response
