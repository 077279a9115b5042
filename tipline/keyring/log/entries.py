"""The bytes of a log entry: how a statement is written, signed and read back strictly (SPEC section 17)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from tipline.departments.models import Unit
from tipline.envelope import EnvelopeError, check_enrolment, ctx, is_signing_key, key_id, u32, u64, verify
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log.shown import is_name, read_shown
from tipline.keyring.log.statements import (
    Address,
    Admit,
    CategoryStated,
    Member,
    OfficerKeys,
    Recovery,
    Replace,
    Retire,
    Root,
    RootNext,
    Service,
    Signer,
    Statement,
    UnitKind,
    UnitVersion,
)

PURPOSE: Final = "key log"
NO_DIGEST: Final = bytes(32)
KEM_PUBLIC_LENGTH: Final = 1218
"""Format, suite and a raw X-Wing public key (envelope SPEC, section 4)."""

_HEAD: Final = ctx("log entry")


@dataclass(frozen=True, slots=True)
class Entry:
    """A log entry as it was read: its place in the chain, what it states, and who signed it."""

    sequence: int
    previous: bytes
    statement: Statement
    body: bytes
    signer: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """32 bytes: what the next entry names as the one before."""
        return hashlib.sha256(ctx("log digest", self.body, self.signer, self.signature)).digest()


@dataclass(frozen=True, slots=True)
class _Field:
    length: int | None
    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], Any]


def _known_format(public: bytes) -> bytes:
    key_id(public)
    return public


def _whole_sign_public(public: bytes) -> bytes:
    if not is_signing_key(public):
        raise ValueError("a signing key of another length than its suite says")
    return public


def _code(data: bytes) -> str:
    if not re.fullmatch(rb"[A-Za-z0-9_-]{1,40}", data):
        raise ValueError("no code")
    return data.decode("ascii")


def _name(data: bytes) -> str:
    name = data.decode()
    if not is_name(name):
        raise ValueError("no name")
    return name


def _ids(data: bytes) -> tuple[UUID, ...]:
    if len(data) % 16:
        raise ValueError("no list of ids")
    return tuple(UUID(bytes=data[start : start + 16]) for start in range(0, len(data), 16))


_NOBODY: Final = UUID(int=0)
_ID: Final = _Field(16, lambda value: value.bytes, lambda data: UUID(bytes=data))
_KID: Final = _Field(16, bytes, bytes)
_KEM: Final = _Field(KEM_PUBLIC_LENGTH, bytes, _known_format)
_SIGN: Final = _Field(None, bytes, _whole_sign_public)
_SIGNATURE: Final = _Field(None, bytes, bytes)
_VERSION: Final = _Field(4, u32, lambda data: int.from_bytes(data, "big"))
_KIT: Final = _Field(None, lambda value: value.encode("ascii"), lambda data: Unit.Kit(data.decode("ascii")).value)
_UNIT_KIND: Final = _Field(
    None, lambda value: value.encode("ascii"), lambda data: Unit.Kind(data.decode("ascii")).value
)
# What could not be read back is not written either: an entry that was signed stays in the log for good.
_CODE: Final = _Field(None, lambda value: _code(value.encode("ascii")).encode("ascii"), _code)
_NAME: Final = _Field(None, lambda value: _name(value.encode()).encode(), _name)
_SHOWN: Final = _Field(None, lambda value: value.to_bytes(), read_shown)
_IDS: Final = _Field(None, lambda value: b"".join(one.bytes for one in value), _ids)
_ID_OR_ZEROS: Final = _Field(
    16, lambda value: (value or _NOBODY).bytes, lambda data: UUID(bytes=data) if any(data) else None
)

_KINDS: Final[dict[str, tuple[type[Statement], tuple[_Field, ...]]]] = {
    "root": (Root, (_SIGN,)),
    "recovery": (Recovery, (_KIT, _KEM, _SIGN)),
    "service": (Service, (_SIGN,)),
    "unit kind": (UnitKind, (_ID, _UNIT_KIND, _NAME, _ID_OR_ZEROS)),
    "officer": (OfficerKeys, (_ID, _KEM, _SIGN, _SIGNATURE)),
    "admit": (Admit, (_ID, _KID, _ID)),
    "unit": (UnitVersion, (_ID, _VERSION, _KEM)),
    "member": (Member, (_ID, _ID, _KID, _KID)),
    "retire": (Retire, (_KID,)),
    "category": (CategoryStated, (_ID, _VERSION, _CODE, _SHOWN, _ID, _IDS, _ID_OR_ZEROS)),
    "address": (Address, (_CODE,)),
    "root next": (RootNext, (_SIGN, _SIGNATURE)),
    "replace": (Replace, (_ID, _ID, _KID, _KID)),
}
_NAMES: Final = {made: name for name, (made, _) in _KINDS.items()}


def write(department: UUID, sequence: int, previous: bytes, statement: Statement, signer: Signer) -> Entry:
    """Return the signed entry of that statement at that place."""
    body = body_of(department, sequence, previous, statement)
    return Entry(sequence, previous, statement, body, signer.sign_public, signer.sign(PURPOSE, body))


def body_of(department: UUID, sequence: int, previous: bytes, statement: Statement) -> bytes:
    """Return the bytes that are signed when this is stated at that place."""
    name = _NAMES[type(statement)]
    values = [getattr(statement, member.name) for member in fields(statement)]
    packed = [field.pack(value) for field, value in zip(_KINDS[name][1], values, strict=True)]
    return ctx("log entry", department.bytes, u64(sequence), previous, name.encode("ascii"), *packed)


def read(department: UUID, body: bytes, signer: bytes, signature: bytes) -> Entry:
    """Return the entry of these bytes if it is well formed, of this department, and signed by `signer`.

    Whether that signer may say so is for the state to judge. Raises KeyLogBroken.
    """
    parts = _fields(body)
    if len(parts) < 4 or parts[0] != department.bytes or len(parts[1]) != 8 or len(parts[2]) != len(NO_DIGEST):
        raise KeyLogBroken("an entry of another department or shape")
    statement = _statement(parts[3], parts[4:])
    try:
        verify(signer, signature, PURPOSE, body)
        _check_proof(department, statement)
    except EnvelopeError:
        raise KeyLogBroken("a signature that does not verify") from None
    return Entry(int.from_bytes(parts[1], "big"), parts[2], statement, body, signer, signature)


def fingerprint(department: UUID, root: bytes) -> bytes:
    """32 bytes: SHA-256(ctx("root", department, root public key)), which is pinned in a file outside the database."""
    return hashlib.sha256(ctx("root", department.bytes, root)).digest()


def _check_proof(department: UUID, said: Statement) -> None:
    if isinstance(said, OfficerKeys):
        check_enrolment(
            said.proof, officer=said.officer.bytes, kem_public=said.kem_public, sign_public=said.sign_public
        )
    elif isinstance(said, RootNext):
        verify(said.sign_public, said.proof, "enrolment", department.bytes, said.sign_public)


def _statement(name: bytes, values: list[bytes]) -> Statement:
    known = _KINDS.get(name.decode("ascii", "replace"))
    if known is None:
        raise KeyLogBroken("an entry of an unknown kind")
    made, wanted = known
    if len(values) != len(wanted):
        raise KeyLogBroken("an entry with another number of fields")
    if any(field.length not in (None, len(value)) for field, value in zip(wanted, values, strict=True)):
        raise KeyLogBroken("a field of another length")
    try:
        return made(*(field.unpack(value) for field, value in zip(wanted, values, strict=True)))
    except (ValueError, RecursionError, EnvelopeError):
        raise KeyLogBroken("a field with an unknown value") from None


def _fields(body: bytes) -> list[bytes]:
    if not body.startswith(_HEAD):
        raise KeyLogBroken("an entry with another head")
    found, position = [], len(_HEAD)
    while position < len(body):
        start = position + 2
        position = start + int.from_bytes(body[position:start], "big")
        if start > len(body) or position > len(body):
            raise KeyLogBroken("an entry that is cut short")
        found.append(body[start:position])
    return found
