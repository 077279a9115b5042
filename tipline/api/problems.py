"""The problems that the API answers with (RFC 9457), and the exception for each. None repeats what was sent."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

logger = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:tipline:problem:"
TRY_AGAIN_SECONDS: Final = 120

# name: status, title, what to do
PROBLEMS: Final[dict[str, tuple[int, Promise, Promise]]] = {
    "unreadable": (
        400,
        _("The request could not be read"),
        _("Send one JSON object in UTF-8, without duplicate names and without NaN."),
    ),
    "wrong-shape": (400, _("The request is malformed"), _("Correct the members listed in “errors” and send it again.")),
    "refused": (403, _("Not permitted"), _("Nobody is permitted to do this.")),
    "not-found": (404, _("Not found"), _("Check the address and the department.")),
    "unknown-receipt": (
        404,
        _("Unknown receipt"),
        _("It is well formed, but opens no mailbox here. Check the department and each group of characters."),
    ),
    "wrong-method": (405, _("Method not allowed"), _("The Allow header lists the methods that this address accepts.")),
    "not-acceptable": (406, _("Only JSON is available"), _("Accept application/json.")),
    "taken": (
        409,
        _("The id or the receipt of this tip is already in use"),
        _("Nothing was stored. Seal the tip again with a new id and a new receipt."),
    ),
    "no-length": (
        411,
        _("Content-Length is missing"),
        _("The body was not read. Send a Content-Length header: chunked bodies are not accepted."),
    ),
    "too-large": (413, _("The request is too large"), _("It was not read. Send at most half a megabyte.")),
    "not-json": (415, _("Unsupported media type"), _("Send application/json in UTF-8.")),
    "not-accepted": (
        422,
        _("The request was not accepted"),
        _("Correct the members listed in “errors” and send it again."),
    ),
    "form-expired": (
        422,
        _("The form cannot be used"),
        _(
            "It is more than a day old, or it was not issued here. If it was answered with 200 or 201 before, what "
            "you sent is stored. If not, request a new one and send this again."
        ),
    ),
    "other-words": (
        422,
        _("The form was already used with a different text"),
        _("The first text is stored, this one is not. Request a new form and send this as a separate tip."),
    ),
    "too-many": (
        429,
        _("Too many requests"),
        _("This was not stored. Anything received earlier is kept. Wait as long as Retry-After says, or call."),
    ),
    "busy": (
        429,
        _("Too many tips are arriving"),
        _("Nothing was stored. Wait as long as Retry-After says, or call."),
    ),
    "broken": (500, _("Internal server error"), _("Please call if it is urgent.")),
    "not-stored": (
        503,
        _("Not received"),
        _("Nothing was stored. Send it again with the same form in a few minutes, or call."),
    ),
    "closed": (
        503,
        _("This department is not accepting tips here at the moment"),
        _("Nothing was stored. Please call."),
    ),
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


class Problem(exceptions.APIException):
    """A problem of the list, with what is particular to this request; `retry_after` in seconds goes into a header."""

    def __init__(self, name: str, **particular: Any) -> None:
        self.name = name
        self.retry_after: int | None = particular.pop("retry_after", None)
        self.particular = particular
        self.status_code = PROBLEMS[name][0]
        super().__init__()
