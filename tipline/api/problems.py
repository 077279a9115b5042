"""The problems that the API answers with (RFC 9457), and the exception for each. None repeats what was sent."""

from __future__ import annotations

import logging
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

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


class Problem(exceptions.APIException):
    """A problem of the list, with what is particular to this request; `retry_after` in seconds goes into a header."""

    def __init__(self, name: str, **particular: Any) -> None:
        self.name = name
        self.retry_after: int | None = particular.pop("retry_after", None)
        self.particular = particular
        self.status_code = PROBLEMS[name][0]
        super().__init__()
