"""The vectors of the audit trail, made from SPEC.md section 18 without the product's code."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from . import reference
from .vector_files import Vector, fixed_bytes, hexed

SERVICE = fixed_bytes("s", 32)


def uuid(name: str) -> str:
    """Return an id of the vectors as text."""
    return str(UUID(bytes=fixed_bytes(name, 16)))


EVENTS: list[dict[str, Any]] = [
    {
        "id": uuid("event"),
        "department": uuid("department"),
        "at": "2026-03-10T15:00:00.000000+00:00",
        "actor": None,
        "action": "day_sealed",
        "about": None,
        "subjects": ["2026-03-09", f"tip {fixed_bytes('tip', 16).hex()} {fixed_bytes('mark', 32).hex()}"],
        "detail": {},
    },
    {
        "id": uuid("other event"),
        "department": uuid("department"),
        "at": "2026-03-10T15:00:01.500000+00:00",
        "actor": uuid("officer id"),
        "action": "status_changed",
        "about": uuid("tip"),
        "subjects": [uuid("tip"), "caf\u00e9"],
        "detail": {"version": 2, "status": "closed", "oversight": False, "assignee": None},
    },
]
BATCHES = (1, 2)
LINES = (("signed", 1, "2026-03-10T15:00:30+00:00"), ("restore", 1, "2026-03-10T15:01:30+00:00"))


def audit() -> list[Vector]:
    """Return marks and links of two events, two lines of the file of heads, and the mark of a tip."""
    vectors: list[Vector] = []
    link = bytes(32)
    for position, (facts, batch) in enumerate(zip(EVENTS, BATCHES, strict=True), start=1):
        mark = _mac("audit event", sha256(_json(facts)).digest())
        before = {"before": link.hex(), "position": position, "batch": batch}
        link = _mac("audit link", link, position.to_bytes(8, "big"), batch.to_bytes(8, "big"), mark)
        vectors.append({"what": "event", "event": facts, "mark": mark.hex(), **before, "link": link.hex()})
    before_line = bytes(32)
    for number, (kind, position, at) in enumerate(LINES, start=1):
        digest = vectors[position - 1]["link"]
        text = f"{number} {kind} {position} {digest} {at}"
        before_line = _mac("audit head", before_line, text.encode())
        vectors.append({"what": "line", "line": f"{text} {before_line.hex()}"})
    unsealed = f"tip {hexed('tip', 16)} {hexed('tip', 16)} {hexed('department', 16)} 2026-03-10 here"
    code = _mac("audit unsealed", sha256(unsealed.encode()).digest()).hex()
    vectors.append({"what": "unsealed", "file": f"{unsealed}\n{code}\n"})
    return [*vectors, _tip()]


def _tip() -> Vector:
    names = ("headline", "body", "contact")
    parts: dict[str, Any] = {name: [uuid(f"{name} id"), fixed_bytes(name, 300).hex()] for name in names}
    mailbox = {
        "lookup_hash": fixed_bytes("lookup hash", 32).hex(),
        "resident_public": fixed_bytes("resident", 1218).hex(),
        "key_id": uuid("mailbox id"),
        "key_for_units": fixed_bytes("key for units", 183).hex(),
    }
    digest = sha256(
        reference.context(
            "tip mailbox",
            bytes.fromhex(mailbox["lookup_hash"]),
            bytes.fromhex(mailbox["resident_public"]),
            (1).to_bytes(4, "big"),
            UUID(mailbox["key_id"]).bytes,
            sha256(bytes.fromhex(mailbox["key_for_units"])).digest(),
            sha256(b"").digest(),
        )
    )
    wrap = sha256(fixed_bytes("kid", 16) + fixed_bytes("wrap", 1203))
    arrival = {
        "category": uuid("category"),
        "language": "es",
        "life_safety": True,
        "mailbox": digest.hexdigest(),
        "oversight": False,
        "wraps": [[uuid("unit id"), "case", wrap.digest()[:16].hex()]],
    }
    facts = {"department": uuid("department"), "tip": uuid("tip"), "reference": "7Q2M-K4TX", "channel": "web"}
    mark = _mac(
        "tip mark",
        UUID(facts["department"]).bytes,
        UUID(facts["tip"]).bytes,
        facts["reference"].encode(),
        facts["channel"].encode(),
        b"server",
        b"\x01",
        sha256(_json(arrival)).digest(),
        *(part for name in names for part in _sealed(parts[name])),
    )
    clear = {**facts, "sealed_by": "server", "has_contact": True}
    wraps = [{"unit": uuid("unit id"), "kind": "case", "kid": hexed("kid", 16), "wrapped": hexed("wrap", 1203)}]
    return {"what": "tip", **clear, **parts, "mailbox": mailbox, "wraps": wraps, "arrival": arrival, "mark": mark.hex()}


def _sealed(part: list[str]) -> tuple[bytes, bytes]:
    return UUID(part[0]).bytes, sha256(bytes.fromhex(part[1])).digest()


def _json(facts: object) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def _mac(label: str, *fields: bytes) -> bytes:
    return hmac.digest(reference.derive(SERVICE, label), reference.context(label, *fields), "sha256")
