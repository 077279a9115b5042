"""Django's session, sign-in, form and message middleware for the desk only, and what an officer's request gets.

A resident's request passes all of these untouched: no session, no user, no cookie, no Vary: Cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin

from tipline.departments.models import Officer
from tipline.desk.unlock_cookie import delete_unlock_cookie, is_dead
from tipline.desk.views import errors
from tipline.http.paths import on_desk
from tipline.limits.guesses import TooManyGuesses

GetResponse = Callable[[HttpRequest], HttpResponse]


class DeskOnly(MiddlewareMixin):
    """Middleware that a request outside the desk does not go through."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return super().__call__(request) if on_desk(request) else self.get_response(request)  # type: ignore[return-value]


class DeskSessionMiddleware(DeskOnly, SessionMiddleware):
    """Sessions for officers."""


class DeskAuthenticationMiddleware(DeskOnly, AuthenticationMiddleware):
    """`request.user` for officers."""


class DeskMessageMiddleware(DeskOnly, MessageMiddleware):
    """Messages such as “You are signed out”; never one about a tip."""


class DeskCsrfMiddleware(DeskOnly, CsrfViewMiddleware):
    """Forms of officers carry a token; residents' forms use no ambient authority and need none."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        """Check the token of a form of the desk."""
        if not on_desk(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class OfficerLocaleMiddleware:
    """The desk speaks the officer's language and shows times in the department's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the officer's language and zone."""
        if not on_desk(request):
            return self.get_response(request)
        officer = request.user if isinstance(request.user, Officer) else None
        language = officer.language if officer else translation.get_language() or settings.LANGUAGE_CODE
        zone = officer.department.zone if officer and officer.department else None
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class DeskResponseMiddleware:
    """What holds for every answer of the desk: kept by nobody, and a dead unlock cookie is taken back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid caches and proxies to keep or to compress what an officer was shown."""
        response = self.get_response(request)
        if not on_desk(request):
            return response
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = errors.wrong_method(request, response.headers.get("Allow", ""))
        response.headers["Cache-Control"] = "no-store, no-transform, private"
        if is_dead(request) and settings.UNLOCK_COOKIE_NAME not in response.cookies:
            delete_unlock_cookie(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer “not found”, “not allowed” and “not so fast” with the desk's own pages."""
        if not on_desk(request):
            return None
        if isinstance(exception, Http404):
            return errors.not_found(request)
        if isinstance(exception, PermissionDenied):
            return errors.permission_denied(request)
        if isinstance(exception, TooManyGuesses):
            return errors.too_fast(request, exception.retry_after)
        return None
