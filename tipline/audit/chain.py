"""The bytes that the audit chain hashes and signs."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Final

from tipline.audit.models import Event

START: Final = bytes(32)


def link_digest(previous: bytes, position: int, event: Event) -> bytes:
    """Return SHA-256 over a label, the digest before, the position (u64) and the event as canonical JSON."""
    facts = {
        "id": str(event.public_id),
        "department": str(event.department) if event.department else None,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(event.actor) if event.actor else None,
        "deed": event.deed,
        "subjects": event.subjects,
    }
    body = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(b"tipline/1 audit link\x00" + previous + position.to_bytes(8, "big") + body).digest()


def checkpoint_fields(position: int, digest: bytes) -> tuple[bytes, ...]:
    """Return the fields that a checkpoint's signature covers."""
    return (position.to_bytes(8, "big"), digest)
