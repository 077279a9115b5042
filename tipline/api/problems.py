"""What went wrong, as problem details (RFC 9457) in the caller's language. None of them repeats what was sent."""

from __future__ import annotations

import json
import logging
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from tipline.http.buffering import LengthRequired

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
KINDS: Final = "urn:tipline:problem:"
TRY_AGAIN_SECONDS: Final = 120

# name: status, title, what to do
PROBLEMS: Final[dict[str, tuple[int, Promise, Promise]]] = {
    "unreadable": (400, _("This cannot be read"), _("Send one JSON object in UTF-8, no name twice, no NaN.")),
    "wrong-shape": (400, _("This has not the right form"), _("Mend the members listed in “errors” and send it again.")),
    "refused": (403, _("This is not allowed"), _("There is no way to be allowed.")),
    "not-found": (404, _("There is nothing at this address"), _("Check the address and the department.")),
    "unknown-receipt": (
        404,
        _("We do not know this receipt"),
        _("It is well formed, but it opens no mailbox here. Check the department and every group."),
    ),
    "wrong-method": (405, _("This address does not take that method"), _("The header Allow lists those it takes.")),
    "not-acceptable": (406, _("This server answers in JSON"), _("Accept application/json.")),
    "taken": (
        409,
        _("The id or the receipt of this tip is taken"),
        _("Seal the tip anew, with a new id and a new receipt. Nothing was stored."),
    ),
    "no-length": (
        411,
        _("The length of this is not said"),
        _("It was not read. Send the header Content-Length: a body in chunks is not taken."),
    ),
    "too-large": (413, _("This is too large"), _("It was not read. Send at most half a megabyte.")),
    "not-json": (415, _("This is not JSON"), _("Send application/json in UTF-8.")),
    "not-accepted": (422, _("This was not accepted"), _("Mend the members listed in “errors” and send it again.")),
    "form-expired": (
        422,
        _("This form cannot be taken"),
        _(
            "It is over a day old, or it was not drawn here. If it was answered with 200 or 201 before, what you sent "
            "is stored. If not, draw a new one and send this again."
        ),
    ),
    "other-words": (
        422,
        _("This form was sent before, with other words"),
        _("The first words are stored, these are not. Draw a new form and send these as a tip of their own."),
    ),
    "too-many": (
        429,
        _("Too much was sent in a short time"),
        _("This was not stored. What arrived before stays. Wait as long as Retry-After says, or call."),
    ),
    "busy": (
        429,
        _("Too many tips are arriving"),
        _("Nothing was stored. Wait as long as Retry-After says, or call."),
    ),
    "broken": (500, _("Something broke on our side"), _("Please call if it is urgent.")),
    "not-stored": (
        503,
        _("This was not received"),
        _("Nothing was stored. Send it again with the same form in a few minutes, or call."),
    ),
    "closed": (503, _("This department takes no tips here now"), _("Nothing was stored. Please call.")),
}
BY_STATUS: Final = {
    400: "unreadable",
    403: "refused",
    404: "not-found",
    405: "wrong-method",
    406: "not-acceptable",
    411: "no-length",
    413: "too-large",
    415: "not-json",
    500: "broken",
    503: "not-stored",
}
WHOLE: Final = "non_field_errors"
BY_KIND: Final = {
    Http404: "not-found",
    PermissionDenied: "refused",
    RequestDataTooBig: "too-large",
    LengthRequired: "no-length",
}


class Problem(exceptions.APIException):
    """A problem of the list, with what is particular to this request; `retry_after` in seconds goes into a header."""

    def __init__(self, name: str, **particular: Any) -> None:
        self.name = name
        self.retry_after: int | None = particular.pop("retry_after", None)
        self.particular = particular
        self.status_code = PROBLEMS[name][0]
        super().__init__()


def document(name: str, **particular: Any) -> dict[str, Any]:
    """Return the problem as RFC 9457 section 3 has it, with extension members."""
    status, title, detail = PROBLEMS[name]
    return {"type": KINDS + name, "title": str(title), "status": status, "detail": str(detail), **particular}


def answer(name: str, **particular: Any) -> HttpResponse:
    """Answer with a problem where no view of the API was reached."""
    text = json.dumps(document(name, **particular), ensure_ascii=False)
    response = HttpResponse(text, status=PROBLEMS[name][0], content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn whatever a view raised into a problem; what nobody foresaw stays an error of ours."""
    problem = _problem(error)
    if problem is None:
        return None
    response = Response(document(problem.name, **problem.particular), status=problem.status_code)
    response.content_type = MEDIA_TYPE
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _problem(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Problem("wrong-shape", errors=listed(error.detail))
    if isinstance(error, exceptions.APIException):
        return Problem(BY_STATUS.get(error.status_code, "refused"))
    if isinstance(error, DatabaseError):
        logger.error("api: the database failed", exc_info=error)
        return Problem("not-stored", retry_after=TRY_AGAIN_SECONDS)
    name = _name(error)
    return Problem(name) if name else None


def _name(error: Exception) -> str | None:
    return next((name for kind, name in BY_KIND.items() if isinstance(error, kind)), None)


def listed(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Return every error of a checked request with the path of its member, "" for the whole."""
    if isinstance(detail, dict):
        parts = [(f"{path}.{name}" if path else str(name), below) for name, below in detail.items()]
        return [one for name, below in parts for one in listed(below, path if name.endswith(WHOLE) else name)]
    if isinstance(detail, list) and any(isinstance(below, dict | list) for below in detail):
        return [one for number, below in enumerate(detail) for one in listed(below, f"{path}.{number}")]
    details = detail if isinstance(detail, list) else [detail]
    return [{"field": path, "detail": str(words)} for words in details]


def of_error(error: Exception) -> HttpResponse:
    """Answer a request that could not be read, before any view of the API."""
    return answer(_name(error) or "unreadable")


def of_status(status: int) -> HttpResponse:
    """Answer with the problem that stands for a status. Raises KeyError for a status without one."""
    response = answer(BY_STATUS[status])
    if status == 503:
        response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response
