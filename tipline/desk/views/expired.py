"""Forms that come after the session ended, or from before somebody signed in anew: their words are not lost.

Only what a page of this site sent is carried on: another site can post here too, and nobody is to be offered its words.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tipline.departments.models import Officer
from tipline.departments.roles import may_use_desk
from tipline.desk.pending_forms import PendingForm
from tipline.desk.redirects import is_same_origin, nearest_page
from tipline.desk.views.account import sign_in_first
from tipline.desk.views.unlock import go_on_with


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer a form of somebody who is not signed in any more."""
    if is_same_origin(request):
        return sign_in_first(request, PendingForm.of(request))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': nearest_page(request.get_full_path())})}")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was drawn before signing in again, or sent by another site."""
    pending = PendingForm.of(request) if is_same_origin(request) else None
    officer = getattr(request, "user", None)
    signed_in = isinstance(officer, Officer) and may_use_desk(officer)
    if pending is not None and signed_in:
        return go_on_with(request, pending, HTTPStatus.FORBIDDEN)
    if is_same_origin(request) and not signed_in:
        return sign_in_first(request, pending, status=HTTPStatus.FORBIDDEN)
    shown = {"title": _("Send the form again"), "page": nearest_page(request.get_full_path())}
    return render(request, "desk/csrf.html", shown, status=HTTPStatus.FORBIDDEN)
