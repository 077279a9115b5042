"""Signing in and out, changing the password: allauth's views, limited and locked."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tipline.desk.accounts import forget_unlocking
from tipline.desk.signing_in import wait_for
from tipline.desk.views.errors import too_fast


class DeskLoginForm(LoginForm):  # type: ignore[misc]
    """User name and password, each said once: no placeholder beside the label."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class DeskLogin(LoginView):  # type: ignore[misc]
    """Sign-in by user name and password, refused for a while after too many failures."""

    form_class = DeskLoginForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look at the limits before any password is tried."""
        seconds = wait_for(request, request.POST.get("login", ""))
        if seconds is not None:
            return too_fast(request, seconds)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response


class DeskLogout(LogoutView):  # type: ignore[misc]
    """Sign-out, which also locks."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the unlock cookie back with the session."""
        response: HttpResponse = super().post(*args, **kwargs)
        return forget_unlocking(response)


class DeskPasswordChange(PasswordChangeView):  # type: ignore[misc]
    """Changing the password locks; the passphrase stays what it was."""

    def get_success_url(self) -> str:
        """Return to the first page of the desk."""
        return reverse("admin:index") + "?done=password"

    def form_valid(self, form: Any) -> HttpResponse:
        """Take the unlock cookie back: the sign-in it was bound to has a new key."""
        response: HttpResponse = super().form_valid(form)
        return forget_unlocking(response)
