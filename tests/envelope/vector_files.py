"""Reads the committed vectors, and opens one with the package or with the reference."""

import json
from collections.abc import Callable
from hashlib import shake_256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tipline import envelope
from tipline.envelope import hpke, search, stream, wraps

from . import reference

Vector = dict[str, Any]

FOLDER = Path(__file__).parent / "vectors"
FIXED = {1: 256, 4: 1024, 5: 64, 10: 1024, 13: 256, 15: 64, 16: 64}
GROWING = {2: 1024, 6: 512, 7: 512, 8: 512, 11: 1024, 12: 1024, 14: 512}


def load(name: str) -> list[Vector]:
    """The vectors of one committed file."""
    vectors: list[Vector] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return vectors


def fixed_bytes(name: str, length: int) -> bytes:
    """Bytes that look random and are the same for everyone."""
    return shake_256(b"tipline vector " + name.encode()).digest(length)


def hexed(name: str, length: int) -> str:
    """The same, in hexadecimal."""
    return fixed_bytes(name, length).hex()


def content_key(purpose: int) -> Vector:
    """What the vectors of this purpose are opened with."""
    ids = {"department": hexed("department", 16), "tip": hexed("tip", 16), "object": hexed("object", 16)}
    return {"key": hexed("tip key", 32), "purpose": purpose, "epoch": 1, **ids}


def header_of(w: Vector) -> envelope.Header:
    department, tip, object_id = (bytes.fromhex(w[name]) for name in ("department", "tip", "object"))
    return envelope.Header(envelope.Purpose(w["purpose"]), department, tip, w["epoch"], object_id)


def wrap_context_of(w: Vector) -> envelope.WrapContext:
    tip, unit, kid = (bytes.fromhex(w[name]) for name in ("tip", "unit_id", "unit_kid"))
    return envelope.WrapContext(kind=w["kind"], tip=tip, epoch=w["epoch"], unit=unit, unit_kid=kid)


def search_context_of(w: Vector) -> search.SearchContext:
    tip, unit, kid = (bytes.fromhex(w[name]) for name in ("tip", "unit_id", "unit_kid"))
    return search.SearchContext(tip=tip, epoch=w["epoch"], unit=unit, unit_kid=kid)


def grant_context_of(w: Vector) -> envelope.GrantContext:
    names = ("department", "unit_id", "unit_kid", "holder_id", "holder_kid")
    return envelope.GrantContext(*(bytes.fromhex(w[name]) for name in names))


def holder_of(w: Vector) -> envelope.OfficerKey | envelope.RecoveryKey:
    kind = envelope.OfficerKey if w["holder"] == "officer" else envelope.RecoveryKey
    return kind(bytes.fromhex(w["secret"]))


def edited(sealed: bytes, edits: list[list[Any]]) -> bytes:
    """What the edits of a tampered file vector make of the sealed file (see vectors/README.md)."""
    for name, *arguments in edits:
        sealed = _EDITS[name](sealed, *arguments)
    return sealed


def open_with_package(vector: Vector) -> str:
    """What the package makes of a vector, as it stands in `opens_to`. Raises what the package raises."""
    return _PACKAGE[vector["structure"]](vector["with"], vector["sealed"])


def open_with_reference(vector: Vector) -> str:
    """What the reference makes of a vector; raises `reference.RefusedError` or another exception."""
    return _REFERENCE[vector["structure"]](vector["with"], bytes.fromhex(vector["sealed"]))


def _chunks(sealed: bytes) -> list[bytes]:
    return [sealed[:103], *(sealed[at : at + 65552] for at in range(103, len(sealed), 65552))]


def _swap(sealed: bytes, first: int, second: int) -> bytes:
    chunks = _chunks(sealed)
    chunks[first + 1], chunks[second + 1] = chunks[second + 1], chunks[first + 1]
    return b"".join(chunks)


def _drop(sealed: bytes, number: int) -> bytes:
    chunks = _chunks(sealed)
    del chunks[number + 1]
    return b"".join(chunks)


def _flip(sealed: bytes, offset: int, mask: int) -> bytes:
    altered = bytearray(sealed)
    altered[offset] ^= mask
    return bytes(altered)


_EDITS: dict[str, Callable[..., bytes]] = {
    "flip": _flip,
    "cut": lambda sealed, count: sealed[:-count],
    "keep": lambda sealed, count: sealed[:count],
    "append": lambda sealed, more: sealed + bytes.fromhex(more),
    "swap chunks": _swap,
    "drop chunk": _drop,
    "repeat chunk": lambda sealed, number: sealed + _chunks(sealed)[number + 1],
}


def _b(w: Vector, name: str) -> bytes:
    return bytes.fromhex(w[name])


def _package_content(w: Vector, sealed: str) -> str:
    return envelope.open_content(_b(w, "key"), bytes.fromhex(sealed), header_of(w)).hex()


def _package_file(w: Vector, sealed: str) -> str:
    data = stream.open_chunks(_b(w, "key"), [bytes.fromhex(sealed)], header_of(w), length=w["length"])
    return b"".join(data).hex()


def _package_wrap(w: Vector, sealed: str) -> str:
    return envelope.open_wrap(envelope.UnitKey(_b(w, "secret")), bytes.fromhex(sealed), wrap_context_of(w)).hex()


def _package_search(w: Vector, sealed: str) -> str:
    unit = envelope.UnitKey(_b(w, "secret"))
    content, version = search.open_search(unit, bytes.fromhex(sealed), search_context_of(w))
    if version != w["version"]:
        raise envelope.Damaged("an older copy was put back")
    return content.hex()


def _package_grant(w: Vector, sealed: str) -> str:
    return envelope.open_grant(holder_of(w), bytes.fromhex(sealed), grant_context_of(w)).secret.hex()


def _package_mailbox(w: Vector, sealed: str) -> str:
    return envelope.open_mailbox_key(_b(w, "seed"), bytes.fromhex(sealed), tip=_b(w, "tip"), epoch=w["epoch"]).hex()


def _package_identity(w: Vector, sealed: str) -> str:
    holder = envelope.OfficerKey(_b(w, "secret"))
    grant, tip = _b(w, "grant"), _b(w, "tip")
    return wraps.open_identity_key(holder, bytes.fromhex(sealed), grant=grant, tip=tip, not_after=w["not_after"]).hex()


def _package_passphrase(w: Vector, sealed: str) -> str:
    minimum = envelope.Argon2Cost(*w["minimum"])
    wrapped, officer, method = bytes.fromhex(sealed), _b(w, "officer"), _b(w, "method")
    secret = envelope.passphrase_secret(wrapped, w["passphrase"], minimum=minimum)
    return envelope.unwrap_officer_key(wrapped, secret, officer=officer, method=method).secret.hex()


def _package_unlocked(w: Vector, sealed: str) -> str:
    return envelope.open_unlocked(
        bytes.fromhex(sealed), _b(w, "cookie"), officer=_b(w, "officer"), login=_b(w, "login")
    ).secret.hex()


def _package_signature(w: Vector, sealed: str) -> str:
    fields = [bytes.fromhex(field) for field in w["fields"]]
    envelope.verify(_b(w, "public"), bytes.fromhex(sealed), w["purpose"], *fields)
    return "verified"


def _package_public(w: Vector, sealed: str) -> str:
    hpke.seal_to(bytes.fromhex(sealed), b"", b"")
    return envelope.key_id(bytes.fromhex(sealed)).hex()


_PACKAGE: dict[str, Callable[[Vector, str], str]] = {
    "content": _package_content,
    "file": _package_file,
    "wrap": _package_wrap,
    "search": _package_search,
    "grant": _package_grant,
    "mailbox": _package_mailbox,
    "identity": _package_identity,
    "passphrase": _package_passphrase,
    "unlocked": _package_unlocked,
    "signature": _package_signature,
    "public key": _package_public,
    "receipt": lambda w, sealed: envelope.Receipt.parse(sealed).text,
    "recovery code": lambda w, sealed: envelope.parse_recovery_code(sealed).hex(),
    "admission code": lambda w, sealed: envelope.parse_admission_code(sealed),
}


def _prefix(sealed: bytes, length: int) -> bytes:
    if sealed[:2] != b"\x01\x01" or len(sealed) != length:
        raise reference.RefusedError("format, suite or length")
    return sealed[2:]


def _seed_and_kid(secret: bytes, label: str) -> tuple[bytes, bytes]:
    seed = reference.derive(secret, label)
    return seed, reference.kid(b"\x01\x01" + reference.xwing_expand(seed)[2])


def _header(w: Vector) -> bytes:
    return reference.header(w["purpose"], _b(w, "department"), _b(w, "tip"), w["epoch"], _b(w, "object"))


def _reference_content(w: Vector, sealed: bytes) -> str:
    purpose = w["purpose"]

    def length_after(needed: int) -> int:
        if purpose in FIXED:
            return FIXED[purpose]
        return max(GROWING[purpose], reference.padme(needed))

    return reference.open_content(_b(w, "key"), sealed, _header(w), length_after).hex()


def _reference_wrap(w: Vector, sealed: bytes) -> str:
    seed, kid = _seed_and_kid(_b(w, "secret"), "unit kem")
    body = _prefix(sealed, len(sealed))
    fields = (w["kind"].encode(), _b(w, "tip"), w["epoch"].to_bytes(4, "big"), _b(w, "unit_id"), _b(w, "unit_kid"))
    if kid != _b(w, "unit_kid"):
        raise reference.RefusedError("kid")
    key = 64 if w["kind"] == "case" else 32
    if body[0] == 1 and len(sealed) == 1139 + key:
        return reference.hpke_open(seed, reference.context("wrap", *fields), body[1:]).hex()
    if body[0] == 2 and len(sealed) == 31 + key:
        return reference.open_held(reference.derive(_b(w, "secret"), "unit hold"), sealed, fields).hex()
    raise reference.RefusedError("variant or length")


def _reference_search(w: Vector, sealed: bytes) -> str:
    _, kid = _seed_and_kid(_b(w, "secret"), "unit kem")
    body = _prefix(sealed, len(sealed))
    if kid != _b(w, "unit_kid") or int.from_bytes(body[:4], "big") != w["version"]:
        raise reference.RefusedError("kid or version")
    names = (_b(w, "tip"), w["epoch"].to_bytes(4, "big"), _b(w, "unit_id"), kid, body[:4])
    aad, key = reference.context("search", *names), reference.derive(_b(w, "secret"), "unit search")
    padded = reference.gcm_open(key, body[4:16], body[16:], aad)
    return reference.unpad(padded, lambda needed: max(1024, reference.padme(needed))).hex()


def _reference_grant(w: Vector, sealed: bytes) -> str:
    seed, kid = _seed_and_kid(_b(w, "secret"), f"{w['holder']} kem")
    names = ("department", "unit_id", "unit_kid", "holder_id", "holder_kid")
    info = reference.context("grant", *(_b(w, name) for name in names))
    unit = reference.hpke_open(seed, info, _prefix(sealed, 1170))
    if kid != _b(w, "holder_kid") or _seed_and_kid(unit, "unit kem")[1] != _b(w, "unit_kid"):
        raise reference.RefusedError("kid")
    return unit.hex()


def _reference_mailbox(w: Vector, sealed: bytes) -> str:
    kid = reference.kid(b"\x01\x01" + reference.xwing_expand(_b(w, "seed"))[2])
    info = reference.context("mailbox", _b(w, "tip"), w["epoch"].to_bytes(4, "big"), kid)
    return reference.hpke_open(_b(w, "seed"), info, _prefix(sealed, 1170)).hex()


def _reference_identity(w: Vector, sealed: bytes) -> str:
    seed, kid = _seed_and_kid(_b(w, "secret"), "officer kem")
    info = reference.context("identity", _b(w, "grant"), _b(w, "tip"), kid, w["not_after"].to_bytes(8, "big"))
    return reference.hpke_open(seed, info, _prefix(sealed, 1170)).hex()


def _reference_passphrase(w: Vector, sealed: bytes) -> str:
    body = _prefix(sealed, 88)
    memory, passes, lanes = int.from_bytes(body[1:5], "big"), int.from_bytes(body[5:9], "big"), body[9]
    low, high = w["minimum"], (262144, 16, 16)
    given = (memory, passes, lanes)
    if body[0] != 1 or not all(low[i] <= given[i] <= high[i] for i in range(3)):
        raise reference.RefusedError("kind or cost")
    text = " ".join(w["passphrase"].split()).encode()
    key = Argon2id(salt=body[10:26], length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(text)
    aad = reference.context("unlock wrap", _b(w, "officer"), _b(w, "method"), body[:10])
    return reference.gcm_open(reference.derive(key, "unlock wrap"), body[26:38], body[38:], aad).hex()


def _reference_unlocked(w: Vector, sealed: bytes) -> str:
    body = _prefix(sealed, 62)
    aad = reference.context("unlock", _b(w, "officer"), _b(w, "login"))
    return reference.gcm_open(reference.derive(_b(w, "cookie"), "unlock"), body[:12], body[12:], aad).hex()


def _reference_signature(w: Vector, sealed: bytes) -> str:
    fields = [w["purpose"].encode(), *(bytes.fromhex(field) for field in w["fields"])]
    raw = _prefix(_b(w, "public"), 34)
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(sealed, reference.context("sign", *fields))
    except InvalidSignature:
        raise reference.RefusedError("signature") from None
    return "verified"


def _reference_public(w: Vector, sealed: bytes) -> str:
    reference.xwing_encapsulate(_prefix(sealed, 1218))
    return reference.kid(sealed).hex()


_REFERENCE: dict[str, Callable[[Vector, bytes], str]] = {
    "content": _reference_content,
    "file": lambda w, sealed: reference.open_file(_b(w, "key"), sealed, _header(w), w["length"]).hex(),
    "wrap": _reference_wrap,
    "search": _reference_search,
    "grant": _reference_grant,
    "mailbox": _reference_mailbox,
    "identity": _reference_identity,
    "passphrase": _reference_passphrase,
    "unlocked": _reference_unlocked,
    "signature": _reference_signature,
    "public key": _reference_public,
}
