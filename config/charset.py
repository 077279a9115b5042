"""Everything that is sent here is read as UTF-8; what says that it is something else is not guessed at."""

import codecs
from collections.abc import Callable
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

FITTING: Final = frozenset({"utf-8", "ascii"})


class OnlyUtf8:
    """Refuses another charset in Content-Type. Python knows some that are no text, and some that give half characters.

    A charset that nobody knows is left to the check of the bytes: Django reads such a request as UTF-8.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding is not None:
            if codecs.lookup(request.encoding).name not in FITTING:
                raise BadRequest
            request.encoding = "utf-8"
        return self.get_response(request)
