"""What signing in and out means here: recorded, and never leaving a key unlocked."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.desk import device_cookies, throttling
from tipline.desk.redirects import is_page
from tipline.keyring.actions import lock


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's flows with the audit trail and the keyring attached."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officers are invited; nobody signs up."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead to pages of the desk only."""
        return is_page(url)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows shows what happened."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send no mail: it would carry an address and a browser's name."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Record the sign-in, and let this browser prove from now on that it is one of the officer's."""
        _record(Event.Action.SIGNED_IN, user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Officer):
            device_cookies.remember(response, request, user)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Try a password at the sign-in. Raises TooManyGuesses."""
        guess = throttling.guess_at_sign_in(request, str(credentials.get("username", "")))
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            guess.right()
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Try the password of who is signed in. Raises TooManyGuesses."""
        return isinstance(user, Officer) and self.is_password(user, password)

    def is_password(self, officer: Officer, typed: str) -> bool:
        """Tell whether this is the password of the officer who is signed in. Raises TooManyGuesses."""
        guess = throttling.guess_while_signed_in(self.request)
        if officer.check_password(typed):
            guess.right()
            return True
        _record(Event.Action.SIGN_IN_FAILED, officer, by_them=False)
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failed sign-in. What was typed as a name is not kept: it may be a password."""
        name = str(credentials.get("username", ""))
        _record(Event.Action.SIGN_IN_FAILED, Officer.objects.filter(username__iexact=name).first(), by_them=False)

    def logout(self, request: HttpRequest) -> None:
        """Lock, record, sign out."""
        if isinstance(request.user, Officer):
            with transaction.atomic():
                lock(officer=request.user, at=timezone.now())
                _record(Event.Action.SIGNED_OUT, request.user)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change the password and lock: whoever knew the old one keeps nothing open."""
        with transaction.atomic():
            super().set_password(user, password)
            if isinstance(user, Officer):
                lock(officer=user, at=timezone.now())
                _record(Event.Action.PASSWORD_CHANGED, user)


def _record(action: Event.Action, who: Any, by_them: bool = True) -> None:
    officer = who if isinstance(who, Officer) else None
    record(
        action=action,
        actor=officer.pk if officer and by_them else None,
        department=officer.department_id if officer else None,
        subjects=[officer.pk] if officer else [],
        at=timezone.now(),
    )
