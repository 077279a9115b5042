"""What the audit trail leans on outside the database: the service key, and a file in the folder of keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tipline.audit import trail
from tipline.audit.models import Event
from tipline.audit.outside import Outside, Signed
from tipline.keyring import files, service
from tipline.keyring.errors import ServiceKeyMissing
from tipline.keyring.models import KeyLogEntry

HEADS: Final = files.LineFile("audit.heads")
WAITS: Final = timedelta(minutes=15)
"""Longer than what was recorded waits to be linked while the tick works."""
SHOWN: Final = timedelta(days=30)
"""How long the desk says that something was missed."""


def outside() -> Outside:
    """Return the means by which the trail is linked, signed and held against its file."""
    return Outside(mac=mac, sign=_sign, lines=HEADS)


def trail_stands() -> bool:
    """Tell whether the trail is linked, fits its file, has nothing put in since, and nothing was missed lately."""
    try:
        if trail.standing(outside()):
            return False
    except (OSError, ServiceKeyMissing):
        return False
    now = timezone.now()
    # Who keeps the tick from linking keeps what waits within their reach.
    if Event.objects.filter(link__isnull=True, at__lt=now - WAITS).exists():
        return False
    return not Event.objects.filter(deed=Event.Deed.TIPS_MISSED, at__gt=now - SHOWN).exists()


def mac(label: str, *fields: bytes) -> bytes:
    """Return the MAC of the trail for these fields. Raises ServiceKeyMissing.

    An installation begins to record before its first department is set up, which makes the service key: it is made
    here then. One that is lost later is not replaced.
    """
    if not files.exists(service.FILE) and not KeyLogEntry.objects.exists():
        service.ensure_service_key()
    return service.mac(label, *fields)


def _sign(fields: tuple[bytes, ...]) -> Signed:
    return service.sign("checkpoint", *fields)
