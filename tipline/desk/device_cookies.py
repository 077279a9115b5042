"""Which browser an officer signed in from before: a proof that it keeps, on which their guesses are counted apart.

The scheme is OWASP's device cookie. A proof opens nothing and replaces no password. It is bound to the officer and to
their present password, and names nobody: only who knows the name can hold it against it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from tipline.departments.models import Officer

LIFE: Final = timedelta(days=90)
MOST_PROOFS: Final = 8
"""So many officers share a computer; of more, who signed in least lately is forgotten."""
LONGEST: Final = 200
_BETWEEN: Final = "."


def known_by(request: HttpRequest, officer: Officer) -> str | None:
    """Return the name of the count that this browser has for the officer, None where it proves nothing."""
    return next((number for proof in _brought(request) if (number := _proven(proof, officer))), None)


def was_last(request: HttpRequest, officer: Officer) -> bool:
    """Tell whether nobody else signed in from this browser since the officer did."""
    brought = _brought(request)
    return bool(brought) and _proven(brought[0], officer) is not None


def remember(response: HttpResponse, request: HttpRequest, officer: Officer) -> None:
    """Hand the browser a fresh proof for an officer who signed in or changed their password from it."""
    number = known_by(request, officer) or secrets.token_urlsafe(16)
    others = [proof for proof in _brought(request) if _proven(proof, officer) is None]
    proofs = [_signer(officer).sign(number), *others][:MOST_PROOFS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        _BETWEEN.join(proofs),
        max_age=LIFE,
        path=settings.DESK_PATH,
        secure=settings.DEVICE_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _brought(request: HttpRequest) -> list[str]:
    proofs = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "").split(_BETWEEN)
    return [proof for proof in proofs[:MOST_PROOFS] if proof and len(proof) <= LONGEST]


def _proven(proof: str, officer: Officer) -> str | None:
    try:
        return str(_signer(officer).unsign(proof, max_age=LIFE))
    except BadSignature:
        return None


def _signer(officer: Officer) -> TimestampSigner:
    # The hash changes with the password, and so what was proven under the old one proves nothing any more.
    return TimestampSigner(salt=f"tipline device {officer.pk.hex} {officer.get_session_auth_hash()}")
