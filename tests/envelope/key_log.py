"""The vectors of the key log, made from SPEC.md section 17 without the product's code."""

from __future__ import annotations

from hashlib import sha256

from tipline import envelope

from .vector_files import Vector, fixed_bytes

DEPARTMENT = fixed_bytes("department", 16)
DESK_KIT = envelope.RecoveryKey(fixed_bytes("desk kit", 32))
OVERSIGHT_KIT = envelope.RecoveryKey(fixed_bytes("oversight kit", 32))
OFFICER, OFFICER_ID = envelope.OfficerKey(fixed_bytes("officer", 32)), fixed_bytes("officer id", 16)
NEW_KEY = envelope.OfficerKey(fixed_bytes("new key", 32))
NEXT_ROOT = envelope.RecoveryKey(fixed_bytes("next root", 32))
UNIT, UNIT_ID = envelope.UnitKey(fixed_bytes("unit", 32)), fixed_bytes("unit id", 16)
OVERSIGHT_ID, CATEGORY = fixed_bytes("other unit id", 16), fixed_bytes("category", 16)
SHOWN = b'{"active":true,"life_safety":false,"names":{}}'
RENAMED = '{"active":false,"life_safety":true,"names":{"en":"Gangs","es":"Pandillas en la ca\u00f1ada"}}'.encode()
SERVICE = envelope.ServiceKey(fixed_bytes("s", 32))
Signer = envelope.RecoveryKey | envelope.OfficerKey


def officer_fields(key: envelope.OfficerKey) -> list[bytes]:
    """Return the fields of an `officer` statement, the proof among them."""
    return [OFFICER_ID, key.kem_public, key.sign_public, envelope.prove_enrolment(key, OFFICER_ID)]


STATED: list[tuple[Signer, str, list[bytes]]] = [
    (DESK_KIT, "root", [DESK_KIT.sign_public]),
    (DESK_KIT, "address", [b"riverton"]),
    (DESK_KIT, "recovery", [b"desk", DESK_KIT.kem_public, DESK_KIT.sign_public]),
    (DESK_KIT, "recovery", [b"oversight", OVERSIGHT_KIT.kem_public, OVERSIGHT_KIT.sign_public]),
    (DESK_KIT, "service", [SERVICE.sign_public]),
    (DESK_KIT, "unit kind", [UNIT_ID, b"desk", b"Oficina de pistas", bytes(16)]),
    (OVERSIGHT_KIT, "unit kind", [OVERSIGHT_ID, b"oversight", "Asuntos internos — oversight".encode(), bytes(16)]),
    (DESK_KIT, "officer", officer_fields(OFFICER)),
    (DESK_KIT, "admit", [OFFICER_ID, OFFICER.kid, UNIT_ID]),
    (OFFICER, "unit", [UNIT_ID, envelope.u32(1), UNIT.kem_public]),
    (OFFICER, "member", [UNIT_ID, OFFICER_ID, OFFICER.kid, UNIT.kid]),
    (DESK_KIT, "category", [CATEGORY, envelope.u32(1), b"gangs", SHOWN, UNIT_ID, b"", bytes(16)]),
    (OFFICER, "unit kind", [fixed_bytes("night", 16), b"other", b"Night desk", fixed_bytes("proposer", 16)]),
    (OFFICER, "category", [CATEGORY, envelope.u32(2), b"gangs", RENAMED, UNIT_ID, b"", fixed_bytes("proposer", 16)]),
    (OFFICER, "officer", officer_fields(NEW_KEY)),
    (OFFICER, "replace", [UNIT_ID, OFFICER_ID, OFFICER.kid, NEW_KEY.kid]),
    (
        DESK_KIT,
        "root next",
        [NEXT_ROOT.sign_public, NEXT_ROOT.sign("enrolment", DEPARTMENT, NEXT_ROOT.sign_public)],
    ),
    (NEXT_ROOT, "retire", [UNIT.kid]),
]


def key_log() -> list[Vector]:
    """Return a whole log, an entry of every kind in it."""
    vectors: list[Vector] = []
    before = bytes(32)
    for sequence, (signer, kind, fields) in enumerate(STATED, start=1):
        body = _body(sequence, before, kind.encode(), *fields)
        entry = _signed(f"{sequence}, {kind}", signer, body)
        before = _digest(signer, body)
        vectors.append({**entry, "sequence": sequence, "kind": kind, "fields": [f.hex() for f in fields]})
        vectors[-1]["digest"] = before.hex()
    root = envelope.ctx("root", DEPARTMENT, DESK_KIT.sign_public)
    vectors[0]["fingerprint"] = sha256(root).hexdigest()
    return vectors


def key_log_refused() -> list[Vector]:
    """Return first entries that the root signed, none of which is to be read."""
    root, kem = DESK_KIT.sign_public, DESK_KIT.kem_public
    bodies = {
        "another label": ("R29", envelope.ctx("log entries", DEPARTMENT, envelope.u64(1), bytes(32), b"root", root)),
        "a cut end": ("R29", _body(1, bytes(32), b"root", root)[:-1]),
        "a byte behind it": ("R29", _body(1, bytes(32), b"root", root) + b"\0"),
        "nothing": ("R29", b""),
        "no kind": ("R30", _body(1, bytes(32))),
        "another department": ("R30", envelope.ctx("log entry", bytes(16), envelope.u64(1), bytes(32), b"root", root)),
        "a short sequence": ("R30", envelope.ctx("log entry", DEPARTMENT, b"\1", bytes(32), b"root", root)),
        "a short digest before": ("R30", _body(1, bytes(31), b"root", root)),
        "an unknown kind": ("R31", _body(1, bytes(32), b"rotate", root)),
        "a kind in capitals": ("R31", _body(1, bytes(32), b"Root", root)),
        "a field too many": ("R32", _body(1, bytes(32), b"root", root, b"")),
        "a field too few": ("R32", _body(1, bytes(32), b"root")),
        "a short kid": ("R32", _body(1, bytes(32), b"retire", bytes(15))),
        "a version of two bytes": ("R32", _body(1, bytes(32), b"unit", UNIT_ID, b"\0\1", UNIT.kem_public)),
        "a key of an unknown format": ("R33", _body(1, bytes(32), b"root", b"\2" + root[1:])),
        "a key of an unknown suite": ("R33", _body(1, bytes(32), b"root", root[:1] + b"\2" + root[2:])),
        "a signing key that is too short": ("R33", _body(1, bytes(32), b"root", root[:-1])),
        "a signing key that is too long": ("R33", _body(1, bytes(32), b"root", root + b"\0")),
        "an unknown kit": ("R33", _body(1, bytes(32), b"recovery", b"attic", kem, root)),
        "an unknown kind of unit": ("R33", _body(1, bytes(32), b"unit kind", UNIT_ID, b"attic", b"Attic", bytes(16))),
        "a unit without a name": ("R33", _body(1, bytes(32), b"unit kind", UNIT_ID, b"desk", b"", bytes(16))),
        "a name of 81 characters": ("R33", _body(1, bytes(32), b"unit kind", UNIT_ID, b"desk", 81 * b"a", bytes(16))),
        "a name of two lines": ("R33", _body(1, bytes(32), b"unit kind", UNIT_ID, b"desk", b"a\nb", bytes(16))),
        "a name that is no text": ("R33", _body(1, bytes(32), b"unit kind", UNIT_ID, b"desk", b"\xff", bytes(16))),
        "a code with a space": ("R33", _category(code=b"hate crime")),
        "units that are cut": ("R33", _category(further=UNIT_ID + b"\0")),
        "what is shown with a space": ("R33", _category(shown=SHOWN.replace(b":", b": "))),
        "what is shown in another order": (
            "R33",
            _category(shown=b'{"life_safety":false,"active":true,"names":{}}'),
        ),
        "a member too many": ("R33", _category(shown=SHOWN.replace(b"{}", b'{},"order":1'))),
        "a member twice": ("R33", _category(shown=SHOWN.replace(b"{", b'{"active":true,', 1))),
        "an empty name": ("R33", _category(shown=SHOWN.replace(b"{}", b'{"en":""}'))),
        "an escaped letter": ("R33", _category(shown=SHOWN.replace(b"{}", b'{"en":"\\u0041"}'))),
    }
    of_another = [OFFICER_ID, OFFICER.kem_public, OFFICER.sign_public, envelope.prove_enrolment(NEW_KEY, OFFICER_ID)]
    for_another_id = [*officer_fields(OFFICER)[:3], envelope.prove_enrolment(OFFICER, bytes(16))]
    bodies |= {
        "an officer's key without a proof": ("R34", _body(1, bytes(32), b"officer", *officer_fields(OFFICER)[:3], b"")),
        "a proof of another key": ("R34", _body(1, bytes(32), b"officer", *of_another)),
        "a proof for another officer": ("R34", _body(1, bytes(32), b"officer", *for_another_id)),
        "a next root without a proof": ("R34", _body(1, bytes(32), b"root next", NEXT_ROOT.sign_public, bytes(64))),
    }
    refused = [{**_signed(name, DESK_KIT, body), "rule": rule} for name, (rule, body) in bodies.items()]
    first = _body(1, bytes(32), b"root", root)
    for_another = _signed("a signature for another purpose", DESK_KIT, first, "checkpoint")
    another_key = {**_signed("a signature of another key", OVERSIGHT_KIT, first), "signer": root.hex()}
    return [*refused, {**for_another, "rule": "R34"}, {**another_key, "rule": "R34"}]


def _body(sequence: int, before: bytes, *fields: bytes) -> bytes:
    return envelope.ctx("log entry", DEPARTMENT, envelope.u64(sequence), before, *fields)


def _category(code: bytes = b"gangs", shown: bytes = SHOWN, further: bytes = b"") -> bytes:
    fields = (CATEGORY, envelope.u32(1), code, shown, UNIT_ID, further, bytes(16))
    return _body(1, bytes(32), b"category", *fields)


def _signed(name: str, signer: Signer, body: bytes, purpose: str = "key log") -> Vector:
    signature = signer.sign(purpose, body)
    entry = {"body": body.hex(), "signer": signer.sign_public.hex(), "signature": signature.hex()}
    return {"name": name, "department": DEPARTMENT.hex(), **entry}


def _digest(signer: Signer, body: bytes) -> bytes:
    return sha256(envelope.ctx("log digest", body, signer.sign_public, signer.sign("key log", body))).digest()
