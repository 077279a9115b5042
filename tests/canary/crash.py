"""A crash that contains everything a careless log line could leak."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

MARK = "please-crash-now"


class CrashOnDemand:
    """Raises inside the view, with all that was typed in the error's own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Every statement with its parameters goes to the log as well, as somebody might switch it on one day.
        connection.force_debug_cursor = True
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Crash where the text asks for it."""
        said = request.body if request.content_type == "application/json" else request.POST.get("text", "").encode()
        if MARK.encode() in said:
            raise RuntimeError(f"{request.body!r} {dict(request.POST)} {dict(request.headers)}")
