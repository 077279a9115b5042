"""What the audit trail leans on outside the database: the service key, and a file in the folder of keys."""

from __future__ import annotations

from typing import Final

from tipline.audit.outside import Outside, Signed
from tipline.keyring import files, service
from tipline.keyring.models import KeyLogEntry

HEADS: Final = files.LineFile("audit.heads")


def outside() -> Outside:
    """Return the means by which the trail is linked, signed and held against its file."""
    return Outside(mac=mac, sign=_sign, lines=HEADS)


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
