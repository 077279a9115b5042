"""The bytes that the MACs and signatures of the trail cover (SPEC section 18)."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from typing import Final

from tipline.audit.anchor import Mac
from tipline.audit.models import Event, Link

START: Final = bytes(32)


def event_mac(mac: Mac, event: Event) -> bytes:
    """A MAC over the event as canonical JSON, so that who writes the database can neither insert nor change events."""
    facts = {
        "id": str(event.public_id),
        "department": _text(event.department),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": _text(event.actor),
        "action": event.action,
        "about": _text(event.about),
        "subjects": event.subjects,
        "detail": event.detail,
    }
    body = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    return mac("audit event", hashlib.sha256(body).digest())


def has_valid_mac(mac: Mac, event: Event) -> bool:
    return hmac.compare_digest(event_mac(mac, event), bytes(event.mac))


def link_digest(mac: Mac, previous: bytes, link: Link) -> bytes:
    """A MAC over the previous link, this one's position and batch, and its event's MAC."""
    numbers = link.position.to_bytes(8, "big"), link.batch.to_bytes(8, "big")
    return mac("audit link", previous, *numbers, bytes(link.event.mac))


def checkpoint_fields(position: int, digest: bytes) -> tuple[bytes, ...]:
    return (position.to_bytes(8, "big"), digest)


def _text(value: object) -> str | None:
    return str(value) if value else None
