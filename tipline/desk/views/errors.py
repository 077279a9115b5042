"""The desk's answers when something is not there, not allowed, too fast or broken."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tipline.limits.bodies import LengthMissing

TRY_AGAIN_SECONDS: Final = 120


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer with the same bytes for what does not exist and for what is somebody else's."""
    return render(request, "desk/404.html", {"title": _("Not found")}, status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer who is signed in and has no role here."""
    return render(request, "desk/403.html", {"title": _("Not allowed")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was drawn before signing in again, or sent by another site."""
    return render(request, "desk/csrf.html", {"title": _("Send the form again")}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is too large, or what no browser of ours sends, with a page that asks for nothing."""
    if isinstance(exception, RequestDataTooBig):
        return render(None, "desk/400.html", {"title": _("This is too long"), "too_large": True}, status=413)
    if isinstance(exception, LengthMissing):
        return render(None, "desk/400.html", {"title": _("Not understood"), "no_length": True}, status=411)
    return render(None, "desk/400.html", {"title": _("Not understood")}, status=400)


def too_fast(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer whoever has to wait. An officer is not told to call the police: they are the police."""
    shown = {"title": _("Please wait"), "minutes": max(1, -(-seconds // 60))}
    response = render(request, "desk/429.html", shown, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, with a page that asks the database for nothing."""
    return render(None, "desk/500.html", {"title": _("Something broke")}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached."""
    response = render(None, "desk/500.html", {"title": _("Out of reach"), "out_of_reach": True}, status=503)
    response.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response
