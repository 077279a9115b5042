"""Seal a tip on your own side and send it: what a program needs, in one file, with the library `cryptography` alone.

    python docs/tip_client.py http://localhost:8000 riverton weapons "He showed a gun at the bus stop."

The server gets sealed bytes, the category and whether somebody is in danger. It never sees the words, and never the
receipt, which is made here and printed once. Section numbers are those of tipline/envelope/SPEC.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import sys
import uuid
from typing import Any
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

Json = dict[str, Any]
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PREFIX = bytes([1, 1])  # format and suite
EPOCH = bytes([0, 0, 0, 1])
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Purpose number and padding class (size, fixed) of what a new tip holds: section 7.
HEADLINE, BODY, CONTACT, MAILBOX_KEY = (1, 256, True), (2, 1024, False), (4, 1024, True), (5, 64, True)
# What ends a line, what else is a space, and what is blank as well: section 19.4.
ENDS = "\n-\r\x1c-\x1e\x85\u2028\u2029"
SPACES = "\t\x1f \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"
BLANK = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)


def ctx(label: str, *fields: bytes) -> bytes:
    """Section 2."""
    parts = [len(field).to_bytes(2, "big") + field for field in fields]
    return b"tipline/1 " + label.encode() + b"\x00" + b"".join(parts)


def derive(key: bytes, label: str, *fields: bytes) -> bytes:
    """Section 2: HKDF-Expand-SHA256 of 32 bytes."""
    return hmac.digest(key, ctx(label, *fields) + b"\x01", "sha256")


def key_id(public: bytes) -> bytes:
    """Section 3."""
    return hashlib.sha256(ctx("key id", public[1:2], public[2:])).digest()[:16]


def public_of(seed: bytes) -> bytes:
    """Sections 3 and 4: the stored form of the X-Wing public key of a 32-byte seed."""
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key()
    return PREFIX + mlkem.public_bytes_raw() + x25519.public_bytes_raw()


def seal_to(public: bytes, info: bytes, secret: bytes) -> bytes:
    """Section 5."""
    mlkem, x25519 = public[2 : 2 + 1184], public[2 + 1184 :]
    key = MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(mlkem), X25519PublicKey.from_public_bytes(x25519))
    return SUITE.encrypt(secret, key, info=info)


def wrap(unit: uuid.UUID, public: bytes, kind: str, tip: uuid.UUID, secret: bytes) -> dict[str, str]:
    """Section 6.1: keys of the tip for a unit."""
    kid = key_id(public)
    info = ctx("wrap", kind.encode(), tip.bytes, EPOCH, unit.bytes, kid)
    sealed = PREFIX + b"\x01" + seal_to(public, info, secret)
    return {"unit": str(unit), "kind": kind, "kid": kid.hex(), "wrapped": b64(sealed)}


def pad(data: bytes, size: int, fixed: bool) -> bytes:
    """Section 7."""
    needed = 4 + len(data)
    if fixed and needed > size:
        raise ValueError("too long")
    exponent = needed.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    length = size if needed <= size else (needed + mask) & ~mask
    return (len(data).to_bytes(4, "big") + data).ljust(length, b"\x00")


def envelope(key: bytes, data: bytes, purpose: tuple[int, int, bool], place: tuple[uuid.UUID, ...]) -> bytes:
    """Section 8. `place` is department, tip and object."""
    number, size, fixed = purpose
    department, tip, thing = (part.bytes for part in place)
    header = PREFIX + bytes([number]) + department + tip + EPOCH + thing + secrets.token_bytes(16)
    bound = header + derive(key, "commit", header)
    return bound + AESGCM(derive(key, "seal", header)).encrypt(bytes(12), pad(data, size, fixed), bound)


def receipt_text(bits: int) -> str:
    """Sections 11.1 and 11.2: 26 characters and two of checksum, in seven groups."""
    code = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(26)))
    powers = [1]
    for _ in range(30):
        powers.append(powers[-1] << 1 ^ (0x25 if powers[-1] & 16 else 0))

    def times(left: int, right: int) -> int:
        return powers[(powers.index(left) + powers.index(right)) % 31] if left and right else 0

    def at(point: int) -> int:
        value = 0
        for letter in (*code, "0", "0"):
            value = times(value, point) ^ ALPHABET.index(letter)
        return value

    high = times(at(2) ^ at(4), powers[-powers.index(2 ^ 4) % 31])
    low = at(2) ^ times(high, 2)
    code += ALPHABET[high] + ALPHABET[low]
    return "-".join(code[start : start + 4] for start in range(0, 28, 4))


def sealed_tip(
    department: Json,
    keys: Json,
    category: str,
    text: str,
    *,
    contact: str = "",
    danger: bool = False,
    police: bool = False,
) -> tuple[str, Json]:
    """Return the receipt, to be shown to the resident and kept nowhere, and the body of the request.

    `police`: it is about somebody who works for the police.
    """
    home, tip = uuid.UUID(department["id"]), uuid.uuid4()
    publics = {uuid.UUID(key["unit"]): base64.b64decode(key["public_key"]) for key in keys["units"]}
    asked = next(one["units"] for one in department["categories"] if one["code"] == category)
    units = [unit for unit in map(uuid.UUID, asked) if unit in publics]
    bits = secrets.randbits(130)
    extracted = hmac.digest(ctx("receipt", home.bytes), (bits << 6).to_bytes(17, "big"), "sha256")
    resident = public_of(derive(extracted, "receipt kem"))
    tip_key, work_key, identity_key = (secrets.token_bytes(32) for _ in range(3))
    mailbox_key = derive(extracted, "receipt mailbox", tip.bytes)
    said = {"text": text, "category": category, "danger": danger, "police": police}
    work = hashlib.sha256(ctx("work key", work_key)).digest()[:16]

    def content(key: bytes, data: bytes, purpose: tuple[int, int, bool]) -> dict[str, str]:
        thing = uuid.uuid4()
        return {"id": str(thing), "envelope": b64(envelope(key, data, purpose, (home, tip, thing)))}

    wraps = [wrap(unit, publics[unit], "case", tip, tip_key + work_key) for unit in units]
    if contact:
        custodian = uuid.UUID(keys["custodian"])
        wraps.append(wrap(custodian, publics[custodian], "identity", tip, identity_key))
    box = content(tip_key, mailbox_key, MAILBOX_KEY)
    return receipt_text(bits), {
        "tip": str(tip),
        "category": category,
        "danger": danger,
        "headline": content(tip_key, headline(text).encode(), HEADLINE),
        "body": content(tip_key, body(said, key_id(resident), work), BODY),
        "contact": content(identity_key, contact.encode(), CONTACT) if contact else None,
        "mailbox": {
            "id": box["id"],
            "lookup_hash": b64(hashlib.sha256(ctx("lookup", derive(extracted, "receipt lookup"))).digest()),
            "resident_public": b64(resident),
            "key_for_units": box["envelope"],
        },
        "wraps": wraps,
    }


def body(said: Json, resident: bytes, work: bytes) -> bytes:
    """Section 19.1: what officers read."""
    keys = {"resident": resident.hex(), "work": work.hex(), "by": "browser"}
    return json.dumps({"v": 2, "answers": [], "language": "en", **said, **keys}, ensure_ascii=False).encode()


def headline(text: str) -> str:
    """Section 19.4: the first line in which something is seen."""
    first = next((line for line in re.split(f"[{ENDS}]", text) if re.search(f"[^{ENDS}{SPACES}{BLANK}]", line)), "")
    return first.strip(SPACES).encode()[:252].decode(errors="ignore")


def b64(data: bytes) -> str:
    """Base64 of RFC 4648 section 4."""
    return base64.b64encode(data).decode()


def call(address: str, sent: object = None) -> Json:
    """Send JSON and return the JSON that is answered; an error's answer is raised as urllib raises it."""
    headers, data = {"Content-Type": "application/json"}, None if sent is None else json.dumps(sent).encode()
    with urlopen(Request(address, data, headers), timeout=30) as answer:  # noqa: S310 - the caller names the server
        found: Json = json.load(answer)
        return found


def main(server: str, slug: str, category: str, text: str, contact: str = "") -> None:
    """Send one tip. Sending it again under the same form is safe: it makes no second tip."""
    home = f"{server.rstrip('/')}/api/v1/departments/{slug}"
    receipt, sealed = sealed_tip(call(home), call(f"{home}/keys"), category, text, contact=contact)
    call(f"{home}/sealed-tips", {**sealed, "form": call(f"{home}/forms", {})["form"]})
    sys.stdout.write(f"Sent. Keep this receipt, it is shown only here: {receipt}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
