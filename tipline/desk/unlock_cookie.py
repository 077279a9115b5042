"""The officer's key during a request: taken up from the unlock cookie at first use, remembered for the request."""

from __future__ import annotations

import binascii
import hashlib
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.departments.models import Officer
from tipline.keyring.actions import resume
from tipline.keyring.unlocked import Unlocked

_REMEMBERED: Final = "_desk_unlocked"


def login_id(request: HttpRequest) -> bytes:
    """Return 32 bytes that stand for this sign-in: an unlocked key is bound to them."""
    return hashlib.sha256((request.session.session_key or "").encode()).digest()


def unlocked_of(request: HttpRequest) -> Unlocked | None:
    """Return the officer's key if they unlocked it in this sign-in and used it within the idle time, else None."""
    if not hasattr(request, _REMEMBERED):
        setattr(request, _REMEMBERED, _resume(request))
    found: Unlocked | None = getattr(request, _REMEMBERED)
    return found


def is_dead(request: HttpRequest) -> bool:
    """Tell whether the request brought an unlock cookie that was looked up and opens nothing any more."""
    brought = settings.UNLOCK_COOKIE_NAME in request.COOKIES
    return brought and hasattr(request, _REMEMBERED) and getattr(request, _REMEMBERED) is None


def set_unlock_cookie(response: HttpResponse, cookie: bytes) -> None:
    """Hand the browser the secret that opens the officer's key; gone when the browser closes."""
    response.set_cookie(
        settings.UNLOCK_COOKIE_NAME,
        cookie.hex(),
        path=settings.DESK_PATH,
        secure=settings.UNLOCK_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def delete_unlock_cookie(response: HttpResponse) -> HttpResponse:
    """Take the unlock cookie back."""
    response.delete_cookie(settings.UNLOCK_COOKIE_NAME, path=settings.DESK_PATH, samesite="Strict")
    response.cookies[settings.UNLOCK_COOKIE_NAME]["secure"] = settings.UNLOCK_COOKIE_SECURE
    return response


def _resume(request: HttpRequest) -> Unlocked | None:
    officer = getattr(request, "user", None)
    cookie = _cookie_bytes(request.COOKIES.get(settings.UNLOCK_COOKIE_NAME, ""))
    if not isinstance(officer, Officer) or cookie is None:
        return None
    return resume(officer=officer, cookie=cookie, login=login_id(request), at=timezone.now(), touch=True)


def _cookie_bytes(text: str) -> bytes | None:
    try:
        cookie = binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return None
    return cookie if len(cookie) == 32 else None
