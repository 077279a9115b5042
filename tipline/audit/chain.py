"""The bytes that the marks, the chain and the signatures of the trail are made over (SPEC section 18)."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from typing import Final

from tipline.audit.models import Event, Link
from tipline.audit.outside import Mac

START: Final = bytes(32)


def event_mark(mac: Mac, event: Event) -> bytes:
    """Return the MAC over the event as canonical JSON: who writes the database can put in no event and change none."""
    facts = {
        "id": str(event.public_id),
        "department": _text(event.department),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": _text(event.actor),
        "deed": event.deed,
        "about": _text(event.about),
        "subjects": event.subjects,
        "detail": event.detail,
    }
    body = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    return mac("audit event", hashlib.sha256(body).digest())


def is_marked(mac: Mac, event: Event) -> bool:
    """Tell whether the event is as it was recorded."""
    return hmac.compare_digest(event_mark(mac, event), bytes(event.mark))


def link_digest(mac: Mac, previous: bytes, link: Link) -> bytes:
    """Return the MAC over the link before, this one's position and batch, and its event's mark."""
    numbers = link.position.to_bytes(8, "big"), link.batch.to_bytes(8, "big")
    return mac("audit link", previous, *numbers, bytes(link.event.mark))


def checkpoint_fields(position: int, digest: bytes) -> tuple[bytes, ...]:
    """Return the fields that a checkpoint's signature covers."""
    return (position.to_bytes(8, "big"), digest)


def _text(value: object) -> str | None:
    return str(value) if value else None
