"""A request is handled only once all of it has arrived: a slow client holds up nobody, half a form is never handled."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final, NoReturn

from django.core.exceptions import BadRequest, RequestDataTooBig

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CUT_OFF: Final = b"The connection broke off. Nothing was received.\n"
BROKEN: Final = b"This page is not available now. If you sent something, it was not received. Please try again later.\n"
PLAIN: Final = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
"""The headers of an answer that Django has no part in."""

# Who sends too much reads the answer only after the sending: so much is taken and dropped before it is given.
MOST_DROPPED: Final = 16 * 1024 * 1024
PIECE: Final = 64 * 1024

logger = logging.getLogger(__name__)


class LengthRequired(BadRequest):
    """The body came in chunks, without a length, and was not read (RFC 9110, section 15.5.12)."""


class BufferedRequests:
    """Reads the whole body of a request before the application starts on it.

    The server's threads wait for bodies, as many as there are connections; `concurrency` is how many of them may run
    the application at once. A body of more than `max_bytes` is dropped: reading it raises Django's RequestDataTooBig.
    So is one that comes in chunks, and raises LengthRequired: the server does not tell whether the last chunk came, and
    half a form could pass for a whole one.
    """

    def __init__(self, application: Application, *, concurrency: int, max_bytes: int) -> None:
        self.application, self.max_bytes = application, max_bytes
        self.slots = threading.BoundedSemaphore(concurrency)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; one that was cut off on its way never reaches the application."""
        stream, length = environ["wsgi.input"], _length(environ)
        if "HTTP_TRANSFER_ENCODING" in environ:
            _drop(stream, MOST_DROPPED)
            # Django reads no body that has no length.
            environ |= {"CONTENT_LENGTH": "1", "wsgi.input": _Refused(LengthRequired)}
        elif length > self.max_bytes:
            _drop(stream, min(length, MOST_DROPPED))
            environ["wsgi.input"] = _Refused(RequestDataTooBig)
        else:
            body = stream.read(length) if length else b""
            if len(body) < length:
                start_response("400 Bad Request", PLAIN)
                return [CUT_OFF]
            environ["wsgi.input"] = BytesIO(body)
        with self.slots:
            return self._answer(environ, start_response)

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Let nothing through to the server, whose own words about an error would quote the request."""
        try:
            return self.application(environ, start_response)
        except Exception:
            logger.exception("a request could not be begun")
            start_response("500 Internal Server Error", PLAIN)
            return [BROKEN]


class _Refused:
    """Stands in for a body that was dropped."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def read(self, _size: int = -1) -> NoReturn:
        raise self.error

    readline = read


def _drop(stream: Any, most: int) -> None:
    while most > 0 and (piece := stream.read(min(PIECE, most))):
        most -= len(piece)


def _length(environ: Environ) -> int:
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
