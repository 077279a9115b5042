"""Tampered vectors, field by field, and the failure that each MUST give."""

from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipline import envelope
from tipline.envelope import codes, hpke

from .vector_files import Vector, content_key, fixed_bytes, grant_context_of, hexed, holder_of, load, search_context_of

# The order of the group of Ed25519 (RFC 8032 section 5.1).
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def tampered() -> list[Vector]:
    """Made from the committed vectors; each names the failure that an opener must give."""
    base = {
        v["name"]: v for name in ("content", "held", "search", "unlock", "signatures", "opening") for v in load(name)
    }
    return [
        *_tampered_content(base["headline"]),
        *_tampered_wrap(base["sealed case"], nonce=None),
        *_tampered_wrap(base["held case"], nonce=3),
        *_tampered_wrap(base["sealed tip"], nonce=None),
        *_tampered_wrap(base["held tip"], nonce=3),
        *_tampered_search(base["search copy, version 7"]),
        *_tampered_grant(base["grant, officer"]),
        *_tampered_sealed_key(base["mailbox key"], {"tip": hexed("other", 16), "epoch": 1, "seed": hexed("o", 32)}),
        *_tampered_sealed_key(
            base["identity key"],
            {"tip": hexed("o", 16), "grant": hexed("o", 16), "not_after": 1900000001, "secret": hexed("o", 32)},
        ),
        *_tampered_passphrase(base["passphrase, cheap"]),
        *_tampered_unlocked(base["unlocked"]),
        *_tampered_signature(base["key log, officer"]),
        *_tampered_public(),
        *_tampered_codes(),
    ]


def _case(base: Vector, what: str, failure: str, *, sealed: bytes | str | None = None, **changed: Any) -> Vector:
    text = base["sealed"] if sealed is None else sealed.hex() if isinstance(sealed, bytes) else sealed
    name = f"{base['name']}: {what}"
    w = base["with"] | changed
    return {"name": name, "structure": base["structure"], "with": w, "sealed": text, "failure": failure}


def _altered(base: Vector, flips: dict[str, tuple[int, int, str]]) -> Iterator[Vector]:
    for what, (offset, mask, failure) in flips.items():
        sealed = bytearray.fromhex(base["sealed"])
        sealed[offset] ^= mask
        yield _case(base, what, failure, sealed=bytes(sealed))


def _cut(base: Vector, *keep: int) -> Iterator[Vector]:
    sealed = bytes.fromhex(base["sealed"])
    for count in keep:
        yield _case(base, f"cut to {count} bytes", "Damaged", sealed=sealed[:count])
    yield _case(base, "last byte cut", "Damaged", sealed=sealed[:-1])
    yield _case(base, "a byte more", "Damaged", sealed=sealed + b"\x00")


PREFIX_FLIPS = {"other format": (0, 3, "Unsupported"), "other suite": (1, 3, "Unsupported")}


def _tampered_content(base: Vector) -> Iterator[Vector]:
    yield from _altered(
        base,
        PREFIX_FLIPS
        | {
            "unknown purpose": (2, 0x62, "Unsupported"),
            "other purpose": (2, 3, "NotForMe"),
            "department": (3, 1, "NotForMe"),
            "tip": (19, 1, "NotForMe"),
            "epoch": (38, 2, "NotForMe"),
            "object": (39, 0x80, "NotForMe"),
            "salt": (70, 1, "Damaged"),
            "commitment": (71, 1, "Damaged"),
            "commitment's last byte": (102, 1, "Damaged"),
            "ciphertext": (103, 1, "Damaged"),
            "padding under the tag": (350, 1, "Damaged"),
            "tag": (-1, 1, "Damaged"),
        },
    )
    yield from _cut(base, 0, 1, 2, 70, 71, 102, 103, 118)
    yield _case(base, "read as another purpose", "NotForMe", purpose=2)
    for name in ("department", "tip", "object"):
        yield _case(base, f"read as another {name}'s", "NotForMe", **{name: hexed("other", 16)})
    yield _case(base, "read at another epoch", "NotForMe", epoch=2)
    yield _case(base, "another key", "Damaged", key=hexed("other", 32))
    for what, padded in {
        "a byte of padding that is not zero": (3).to_bytes(4, "big") + b"abc" + bytes(248) + b"\x01",
        "a length over what there is": (253).to_bytes(4, "big") + bytes(252),
        "a length far over": (2**32 - 1).to_bytes(4, "big") + bytes(252),
        "longer than its class": (3).to_bytes(4, "big") + b"abc" + bytes(505),
        "shorter than its class": (3).to_bytes(4, "big") + b"abc",
        "no room for a length": b"\x00\x00",
    }.items():
        yield _case(base, what, "Damaged", sealed=_sealed_raw(base, padded))


def _sealed_raw(base: Vector, padded: bytes) -> bytes:
    """A true envelope over bytes that are not padded as they must be."""
    key, bound = bytes.fromhex(base["with"]["key"]), bytes.fromhex(base["sealed"])[:103]
    return bound + AESGCM(envelope.derive(key, "seal", bound[:71])).encrypt(bytes(12), padded, bound)


def _tampered_wrap(base: Vector, nonce: int | None) -> Iterator[Vector]:
    flips = PREFIX_FLIPS | {"unknown form": (2, 4, "Unsupported"), "the other form": (2, 3, "Damaged")}
    if nonce is None:
        flips |= {
            "ML-KEM ciphertext": (3, 1, "Damaged"),
            "X25519 share": (3 + 1088, 1, "Damaged"),
            "bit that X25519 ignores": (3 + 1119, 0x80, "Damaged"),
            "ciphertext": (3 + 1120, 1, "Damaged"),
        }
    else:
        flips |= {"nonce": (nonce, 1, "Damaged"), "ciphertext": (nonce + 12, 1, "Damaged")}
    yield from _altered(base, flips | {"tag": (-1, 1, "Damaged")})
    yield from _cut(base, 0, 1, 2, 3)
    yield from (
        _case(base, f"read as {kind}", "Damaged", kind=kind)
        for kind in ("case", "tip", "work", "identity", "audit")
        if kind != base["with"]["kind"]
    )
    yield _case(base, "read as another tip's", "Damaged", tip=hexed("other", 16))
    yield _case(base, "read at another epoch", "Damaged", epoch=2)
    yield _case(base, "read as another unit's", "Damaged", unit_id=hexed("other", 16))
    yield _case(base, "another kid", "NotForMe", unit_kid=hexed("other", 16))
    yield _case(base, "another unit key", "NotForMe", secret=hexed("other", 32))
    other = envelope.UnitKey(fixed_bytes("other", 32))
    yield _case(base, "another version", "Damaged", secret=other.secret.hex(), unit_kid=other.kid.hex())


def _tampered_search(base: Vector) -> Iterator[Vector]:
    flips = {"version": (5, 1, "Damaged"), "nonce": (6, 1, "Damaged"), "ciphertext": (18, 1, "Damaged")}
    yield from _altered(base, PREFIX_FLIPS | flips | {"tag": (-1, 1, "Damaged")})
    yield from _cut(base, 0, 1, 2, 6, 17, 18)
    for name in ("tip", "unit_id"):
        yield _case(base, f"another {name}", "Damaged", **{name: hexed("other", 16)})
    yield _case(base, "another epoch", "Damaged", epoch=2)
    yield _case(base, "another kid", "NotForMe", unit_kid=hexed("other", 16))
    yield _case(base, "another unit key", "NotForMe", secret=hexed("other", 32))
    yield _case(base, "put back after a later one", "Damaged", version=8)
    unit, version = envelope.UnitKey(fixed_bytes("unit", 32)), bytes.fromhex(base["sealed"])[2:6]
    aad = search_context_of(base["with"]).aad(version)
    unpadded = unit.search_cipher.encrypt(bytes(12), b"\x01 no padding", aad)
    yield _case(base, "without padding", "Damaged", sealed=b"\x01\x01" + version + bytes(12) + unpadded)


def _tampered_grant(base: Vector) -> Iterator[Vector]:
    flips = {"encapsulation": (2, 1, "Damaged"), "ciphertext": (1122, 1, "Damaged"), "tag": (-1, 1, "Damaged")}
    yield from _altered(base, PREFIX_FLIPS | flips)
    yield from _cut(base, 0, 1, 2)
    for name in ("department", "unit_id", "holder_id", "unit_kid"):
        yield _case(base, f"another {name}", "Damaged", **{name: hexed("other", 16)})
    yield _case(base, "another holder_kid", "NotForMe", holder_kid=hexed("other", 16))
    yield _case(base, "another holder", "NotForMe", secret=hexed("other", 32))
    w = base["with"] | {"unit_kid": hexed("other", 16)}
    info = grant_context_of(w).ctx()
    forged = b"\x01\x01" + hpke.seal_to(holder_of(w).kem_public, info, bytes.fromhex(base["opens_to"]))
    yield _case(base, "a key that is not the one named", "NotForMe", sealed=forged, unit_kid=w["unit_kid"])


def _tampered_sealed_key(base: Vector, others: Vector) -> Iterator[Vector]:
    flips = {"encapsulation": (2, 1, "Damaged"), "ciphertext": (1122, 1, "Damaged"), "tag": (-1, 1, "Damaged")}
    yield from _altered(base, PREFIX_FLIPS | flips)
    yield from _cut(base, 0, 1, 2)
    for name, value in others.items():
        yield _case(base, f"another {name}", "Damaged", **{name: value})


def _tampered_passphrase(base: Vector) -> Iterator[Vector]:
    yield from _altered(
        base,
        PREFIX_FLIPS
        | {
            "kind of a passkey": (2, 3, "Unsupported"),
            "memory over the most": (3, 0x80, "Unsupported"),
            "memory under the least": (6, 0x40, "Unsupported"),
            "other memory": (6, 1, "WrongPassphrase"),
            "passes over the most": (7, 1, "Unsupported"),
            "no passes": (10, 1, "Unsupported"),
            "other passes": (10, 2, "WrongPassphrase"),
            "lanes over the most": (11, 0x40, "Unsupported"),
            "no lanes": (11, 1, "Unsupported"),
            "other lanes": (11, 2, "WrongPassphrase"),
            "salt": (12, 1, "WrongPassphrase"),
            "nonce": (28, 1, "WrongPassphrase"),
            "ciphertext": (40, 1, "WrongPassphrase"),
            "tag": (-1, 1, "WrongPassphrase"),
        },
    )
    yield from _cut(base, 0, 1, 2, 3)
    yield _case(base, "cheaper than the standard", "Unsupported", minimum=[65536, 3, 4])
    for name in ("officer", "method"):
        yield _case(base, f"another {name}", "WrongPassphrase", **{name: hexed("other", 16)})
    for what, typed in {"other": "correct horse", "empty": " ", "other case": "Correct horse battery staple"}.items():
        yield _case(base, f"{what} passphrase", "WrongPassphrase", passphrase=typed)


def _tampered_unlocked(base: Vector) -> Iterator[Vector]:
    flips = {"nonce": (2, 1, "Damaged"), "ciphertext": (14, 1, "Damaged"), "tag": (-1, 1, "Damaged")}
    yield from _altered(base, PREFIX_FLIPS | flips)
    yield from _cut(base, 0, 1, 2)
    yield _case(base, "another cookie", "Damaged", cookie=hexed("other", 32))
    yield _case(base, "another officer", "Damaged", officer=hexed("other", 16))
    yield _case(base, "another login", "Damaged", login=hexed("other", 16))


def _tampered_signature(base: Vector) -> Iterator[Vector]:
    public, sealed = bytes.fromhex(base["with"]["public"]), bytes.fromhex(base["sealed"])
    bad = "BadSignature"
    yield from _altered(base, {"R": (0, 1, bad), "S": (32, 1, bad)})
    yield _case(base, "cut", bad, sealed=sealed[:-1])
    yield _case(base, "a byte more", bad, sealed=sealed + b"\x00")
    yield _case(base, "none", bad, sealed=b"")
    larger = int.from_bytes(sealed[32:], "little") + ED25519_ORDER
    yield _case(base, "S over the order", bad, sealed=sealed[:32] + larger.to_bytes(32, "little"))
    yield _case(base, "another purpose", bad, purpose="referral")
    yield _case(base, "fields cut elsewhere", bad, fields=[b"a".hex(), b"bc".hex()])
    yield _case(base, "a field less", bad, fields=[b"ab".hex()])
    yield _case(base, "a field more", bad, fields=[b"ab".hex(), b"c".hex(), ""])
    other = envelope.OfficerKey(fixed_bytes("other", 32)).sign_public
    yield _case(base, "another key", bad, public=other.hex())
    yield _case(base, "key cut", bad, public=public[:-1].hex())
    yield _case(base, "key of another format", "Unsupported", public=(b"\x02" + public[1:]).hex())
    yield _case(base, "key of another suite", "Unsupported", public=(b"\x01\x02" + public[2:]).hex())
    yield _case(base, "no key", "Damaged", public="")


def _tampered_public() -> Iterator[Vector]:
    key = envelope.UnitKey(fixed_bytes("unit", 32)).kem_public
    base = {"name": "public key", "structure": "public key", "with": {}, "sealed": key.hex()}
    yield from _altered(base, PREFIX_FLIPS)
    yield from _cut(base, 0, 1, 2, 34)
    yield _case(base, "ML-KEM part not reduced", "Damaged", sealed=key[:2] + b"\xff\xff\xff" + key[5:])
    yield _case(base, "X25519 part of small order", "Damaged", sealed=key[:-32] + bytes(32))


def _tampered_codes() -> Iterator[Vector]:
    receipt = load("receipts")[-1]["text"]
    base = {"name": "receipt", "structure": "receipt", "with": {}, "sealed": receipt}
    yield _case(base, "two neighbours changed places", "Mistyped", sealed=receipt[1] + receipt[0] + receipt[2:])
    yield _case(base, "a character less", "Mistyped", sealed=receipt[:-1])
    yield _case(base, "a character more", "Mistyped", sealed=receipt + "0")
    yield _case(base, "a letter U", "Mistyped", sealed="U" + receipt[1:])
    yield _case(base, "a Cyrillic letter", "Mistyped", sealed="\u0410" + receipt[1:])
    yield _case(base, "nothing", "Mistyped", sealed="")
    yield _case(base, "far too long", "Mistyped", sealed="0" * 501)
    code = load("codes")[1]["recovery_code"].replace("-", "")
    base = {"name": "recovery code", "structure": "recovery code", "with": {}, "sealed": code}
    yield _case(base, "blocks changed places", "Mistyped", sealed=code[28:] + code[:28])
    yield _case(base, "one block twice", "Mistyped", sealed=code[:28] + code[:28])
    yield _case(base, "cut", "Mistyped", sealed=code[:-1])
    version = codes.with_checksum("4" + code[1:26], 1)
    yield _case(base, "another version", "Unsupported", sealed=version + code[28:])
    yield from _tampered_admission_code(load("codes")[0]["admission_code"])


def _tampered_admission_code(code: str) -> Iterator[Vector]:
    base = {"name": "admission code", "structure": "admission code", "with": {}, "sealed": code}
    yield _case(base, "nothing", "Mistyped", sealed="")
    yield _case(base, "a character less", "Mistyped", sealed=code[:-1])
    yield _case(base, "a character more", "Mistyped", sealed=code + "0")
    yield _case(base, "a letter U", "Mistyped", sealed=code[:-1] + "U")
    yield _case(base, "another character", "Mistyped", sealed=("1" if code[0] != "1" else "2") + code[1:])
    data = code.replace("-", "")[:-2]
    yield _case(base, "the checksum of a receipt", "Mistyped", sealed=codes.with_checksum(data))


def tampered_files() -> list[Vector]:
    """Edits of the sealed file of 200,000 bytes (four chunks), 65,536 bytes (one full chunk) and 0 bytes."""
    big: dict[str, tuple[str, list[list[Any]], Vector]] = {
        "other format": ("Unsupported", [["flip", 0, 3]], {}),
        "other suite": ("Unsupported", [["flip", 1, 3]], {}),
        "unknown purpose": ("Unsupported", [["flip", 2, 0x60]], {}),
        "other purpose": ("NotForMe", [["flip", 2, 1]], {}),
        "department": ("NotForMe", [["flip", 3, 1]], {}),
        "tip": ("NotForMe", [["flip", 19, 1]], {}),
        "epoch": ("NotForMe", [["flip", 38, 2]], {}),
        "object": ("NotForMe", [["flip", 39, 1]], {}),
        "salt": ("Damaged", [["flip", 55, 1]], {}),
        "commitment": ("Damaged", [["flip", 71, 1]], {}),
        "first chunk": ("Damaged", [["flip", 103, 1]], {}),
        "tag of the second chunk": ("Damaged", [["flip", 103 + 2 * 65552 - 1, 1]], {}),
        "last tag": ("Damaged", [["flip", -1, 1]], {}),
        "nothing": ("Damaged", [["keep", 0]], {}),
        "no commitment": ("Damaged", [["keep", 71]], {}),
        "no chunk": ("Damaged", [["keep", 103]], {}),
        "cut at a chunk's end": ("Damaged", [["keep", 103 + 2 * 65552]], {}),
        "last byte cut": ("Damaged", [["cut", 1]], {}),
        "a byte more": ("Damaged", [["append", "00"]], {}),
        "chunks in another order": ("Damaged", [["swap chunks", 0, 1]], {}),
        "a chunk left out": ("Damaged", [["drop chunk", 1]], {}),
        "the last chunk twice": ("Damaged", [["repeat chunk", 3]], {}),
        "another key": ("Damaged", [], {"key": hexed("other", 32)}),
        "another tip's": ("NotForMe", [], {"tip": hexed("other", 16)}),
        "another epoch": ("NotForMe", [], {"epoch": 2}),
        "another object's": ("NotForMe", [], {"object": hexed("other", 16)}),
        "said to be shorter": ("Damaged", [], {"length": 199999}),
        "said to be shorter by a chunk": ("Damaged", [], {"length": 131072}),
        "said to be longer": ("Damaged", [], {"length": 210000}),
    }
    one: dict[str, tuple[str, list[list[Any]], Vector]] = {
        "cut to nothing": ("Damaged", [["keep", 103]], {}),
        "said to be empty": ("Damaged", [], {"length": 0}),
    }
    none: dict[str, tuple[str, list[list[Any]], Vector]] = {
        "a byte more": ("Damaged", [["append", "00"]], {}),
        "its chunk twice": ("Damaged", [["repeat chunk", 0]], {}),
        "no chunk": ("Damaged", [["keep", 103]], {}),
    }
    return [
        {
            "name": what,
            "file": length,
            "edits": edits,
            "with": content_key(9) | {"length": length} | w,
            "failure": failure,
        }
        for length, cases in ((200000, big), (65536, one), (0, none))
        for what, (failure, edits, w) in cases.items()
    ]
