"""Which channel answers when nothing else can: the desk for officers, the API for programs, the pages for all."""

import sys

from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse

from tipline.api import problems
from tipline.api.paths import on_api
from tipline.desk.paths import on_desk
from tipline.desk.views import errors as desk
from tipline.web.views import errors as web


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if on_api(request):
        return problems.of_status(404)
    return desk.not_found(request, exception) if on_desk(request) else web.not_found(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if on_api(request):
        return problems.of_status(403)
    return desk.refused(request, exception) if on_desk(request) else web.refused(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, 411 for what has no length, 413 for what is too large to be read."""
    if on_api(request):
        return problems.of_error(exception)
    return desk.bad_request(request, exception) if on_desk(request) else web.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that cannot be reached. A value that it does not take is not that."""
    # Django calls this while it handles the error, and does not say which it is.
    error = sys.exception()
    if isinstance(error, DatabaseError) and not isinstance(error, DataError):
        if on_api(request):
            return problems.of_status(503)
        return desk.unavailable(request) if on_desk(request) else web.unavailable(request)
    if on_api(request):
        return problems.of_status(500)
    return desk.broken(request) if on_desk(request) else web.broken(request)
