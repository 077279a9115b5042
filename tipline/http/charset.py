"""Everything that is sent here is read as UTF-8; what says that it is something else is not guessed at."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse

FITTING: Final = frozenset({"utf-8", "ascii"})


class Request(WSGIRequest):
    """Django's, but a Content-Type that cannot be read waits for `OnlyUtf8` instead of breaking off the request.

    Django reads the header before any middleware runs, and a parameter of RFC 2231 can name a charset of its own.
    """

    unreadable = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            self.content_type, self.content_params, self.unreadable = "", {}, True


class Handler(WSGIHandler):
    """Django's, with our requests."""

    request_class = Request


class OnlyUtf8:
    """Refuses another charset in Content-Type. Python knows some that are no text, and some that give half characters.

    A charset that nobody knows is left to the check of the bytes: Django reads such a request as UTF-8.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "unreadable", False):
            raise BadRequest
        if request.encoding is not None:
            if codecs.lookup(request.encoding).name not in FITTING:
                raise BadRequest
            request.encoding = "utf-8"
        return self.get_response(request)
