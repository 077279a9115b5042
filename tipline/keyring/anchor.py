"""What anchors the audit trail outside the database: the service key, and a file in the folder of keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from tipline.audit import trail
from tipline.audit.anchor import Anchor, Signed
from tipline.audit.models import Event
from tipline.keyring import key_folder, service_key
from tipline.keyring.errors import ServiceKeyMissing
from tipline.keyring.models import KeyLogEntry

HEADS: Final = key_folder.LineFile("audit.heads")
WAITS: Final = timedelta(minutes=15)
"""Longer than an event waits to be linked while the tick works."""
SHOWN: Final = timedelta(days=30)
"""How long the desk says that something was found missing."""


def anchor() -> Anchor:
    return Anchor(mac=mac, sign=_sign, heads=HEADS)


def trail_is_intact() -> bool:
    """Linked up to now, continuing its file, without forged events; and nothing was found missing lately."""
    try:
        if trail.trail_fault(anchor()):
            return False
    except (OSError, ServiceKeyMissing):
        return False
    now = timezone.now()
    # Whoever keeps the tick from linking can still change what waits.
    if Event.objects.filter(link__isnull=True, at__lt=now - WAITS).exists():
        return False
    return not Event.objects.filter(action=Event.Action.TIPS_MISSED, at__gt=now - SHOWN).exists()


def mac(label: str, *fields: bytes) -> bytes:
    """Raises ServiceKeyMissing.

    An installation records events before its first department is set up, which makes the service key: then it is made
    here. A key that is lost later is not replaced.
    """
    if not key_folder.exists(service_key.FILE) and not KeyLogEntry.objects.exists():
        service_key.load_or_create_service_key()
    return service_key.mac(label, *fields)


def _sign(fields: tuple[bytes, ...]) -> Signed:
    return service_key.sign("checkpoint", *fields)
