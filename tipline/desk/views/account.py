"""Signing in and out, changing the password: allauth's views, limited and locked."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer
from tipline.desk import device_cookies, formatting
from tipline.desk.pending_forms import PendingForm
from tipline.desk.permissions import officer_of
from tipline.desk.redirects import nearest_page
from tipline.desk.unlock_cookie import delete_unlock_cookie
from tipline.desk.views.unlock import go_on_with
from tipline.limits.guesses import TooManyGuesses


class DeskLoginForm(LoginForm):  # type: ignore[misc]
    """User name and password, each said once: no placeholder beside the label."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class DeskLogin(LoginView):  # type: ignore[misc]
    """Sign-in by user name and password. What could not be sent without it goes along and is shown afterwards."""

    form_class = DeskLoginForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Sign in, or say how long to wait."""
        try:
            response: HttpResponseBase = super().post(request, *args, **kwargs)
        except TooManyGuesses as guesses:
            return _wait(request, guesses.retry_after)
        return response

    def get_next_url(self) -> str | None:
        """Lead to a page of the desk only, never to what takes a POST."""
        wanted = self.request.POST.get("next", self.request.GET.get("next", ""))
        return nearest_page(wanted) if wanted.startswith(settings.DESK_PATH) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Carry on what an earlier page carried."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "pending": PendingForm.carried(self.request.POST)}

    def form_valid(self, form: DeskLoginForm) -> HttpResponse:
        """Sign in and go on: to what was pending, or to the page that was asked for."""
        pending, same = PendingForm.carried(self.request.POST), device_cookies.was_last(self.request, form.user)
        response: HttpResponse = super().form_valid(form)
        if pending is None or not isinstance(self.request.user, Officer):
            return response
        page = go_on_with(self.request, replace(pending, of_another=not same))
        page.cookies.update(response.cookies)
        return page


def sign_in_first(request: HttpRequest, pending: PendingForm | None, *, status: int = 200) -> HttpResponse:
    """Show the sign-in in the place of what was asked for, with what was sent."""
    return _sign_in(request, pending, nearest_page(request.get_full_path()), status)


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    response = _sign_in(
        request, PendingForm.carried(request.POST), request.POST.get("next", ""), 429, formatting.format_wait(seconds)
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def _sign_in(
    request: HttpRequest, pending: PendingForm | None, next_url: str, status: int, problem: str = ""
) -> HttpResponse:
    shown = {
        "form": DeskLoginForm(request=request, initial={"login": request.POST.get("login", "")}),
        "redirect_field_name": "next",
        "redirect_field_value": next_url,
        "pending": pending,
        "problem": problem,
        "old_page": status == HTTPStatus.FORBIDDEN,
    }
    return render(request, "account/login.html", shown, status=status)


class DeskLogout(LogoutView):  # type: ignore[misc]
    """Sign-out, which also locks."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the unlock cookie back with the session."""
        response: HttpResponse = super().post(*args, **kwargs)
        return delete_unlock_cookie(response)


class DeskPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password and the new one twice."""

    def clean_oldpassword(self) -> str:
        """Make sure that it is the officer who asks. Raises TooManyGuesses."""
        typed: str = self.cleaned_data["oldpassword"]
        if not get_adapter().is_password(self.user, typed):
            raise get_adapter().validation_error("enter_current_password")
        return typed


class DeskPasswordChange(PasswordChangeView):  # type: ignore[misc]
    """Changing the password locks; the passphrase stays what it was."""

    form_class = DeskPasswordForm

    def get_success_url(self) -> str:
        """Return to the first page of the desk."""
        return reverse("admin:index") + "?done=password"

    def form_valid(self, form: Any) -> HttpResponse:
        """Take the unlock cookie back: the sign-in it was bound to has a new key."""
        response: HttpResponse = super().form_valid(form)
        device_cookies.remember(response, self.request, officer_of(self.request))
        return delete_unlock_cookie(response)
