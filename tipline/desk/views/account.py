"""Signing in and out, changing the password: allauth's views, limited and locked."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tipline.desk import devices
from tipline.desk.accounts import forget_unlocking
from tipline.desk.unlocking import officer_of


class DeskLoginForm(LoginForm):  # type: ignore[misc]
    """User name and password, each said once: no placeholder beside the label."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class DeskLogin(LoginView):  # type: ignore[misc]
    """Sign-in by user name and password."""

    form_class = DeskLoginForm


class DeskLogout(LogoutView):  # type: ignore[misc]
    """Sign-out, which also locks."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the unlock cookie back with the session."""
        response: HttpResponse = super().post(*args, **kwargs)
        return forget_unlocking(response)


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
        devices.remember(response, self.request, officer_of(self.request))
        return forget_unlocking(response)
