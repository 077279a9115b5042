"""The desk's answers when something is not there, not allowed, too fast or broken."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from tipline.desk import formatting
from tipline.desk.pending_forms import PendingForm
from tipline.desk.redirects import is_same_origin, nearest_page
from tipline.http.buffering import LengthRequired

TRY_AGAIN_SECONDS: Final = 120


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer with the same bytes for what does not exist and for what is somebody else's.

    Words that were sent come back: a tip may have gone to others while somebody wrote about it.
    """
    return render(request, "desk/404.html", {"title": _("Not found"), "pending": _own(request)}, status=404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer who is signed in and has no role here."""
    return render(request, "desk/403.html", {"title": _("Not allowed")}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is too large, or what no browser of ours sends, with a page that asks for nothing."""
    if isinstance(exception, RequestDataTooBig):
        return render(None, "desk/400.html", {"title": _("This is too long"), "too_large": True}, status=413)
    if isinstance(exception, LengthRequired):
        return render(None, "desk/400.html", {"title": _("Not understood"), "no_length": True}, status=411)
    return render(None, "desk/400.html", {"title": _("Not understood")}, status=400)


def too_fast(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer whoever has to wait, with what they sent. Nobody is told to call the police: they are the police."""
    shown = {"title": _("Please wait"), "wait": formatting.format_wait(seconds), "pending": PendingForm.of(request)}
    response = render(request, "desk/429.html", shown, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer a request that an address does not take, such as the reload of one that takes forms only."""
    shown = {
        "title": _("Nothing to show here"),
        "page": nearest_page(request.get_full_path()),
        "pending": _own(request),
    }
    response = render(request, "desk/405.html", shown, status=405)
    response.headers["Allow"] = allowed
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, with a page that asks the database for nothing."""
    return render(None, "desk/500.html", {"title": _("Something broke"), **_to_send_again(request)}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached."""
    shown = {"title": _("Out of reach"), "out_of_reach": True, **_to_send_again(request)}
    response = render(None, "desk/500.html", shown, status=503)
    response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response


def _own(request: HttpRequest) -> PendingForm | None:
    return PendingForm.of(request) if is_same_origin(request) else None


def _to_send_again(request: HttpRequest) -> dict[str, Any]:
    try:
        pending = _own(request)
    except (OSError, SuspiciousOperation, BadRequest):  # The form itself could not be read.
        return {}
    return {"pending": pending, "csrf_token": get_token(request)} if pending else {}
