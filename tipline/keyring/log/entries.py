"""The bytes of a log entry: what can be stated, how it is written, signed and read back strictly (SPEC section 17)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from tipline.departments.models import Unit
from tipline.envelope import EnvelopeError, ctx, key_id, u32, u64, verify
from tipline.keyring.errors import KeyLogBroken

PURPOSE: Final = "key log"
NO_DIGEST: Final = bytes(32)
KEM_PUBLIC_LENGTH: Final = 1218
"""Format, suite and a raw X-Wing public key (envelope SPEC, section 4)."""
SIGN_PUBLIC_LENGTH: Final = 34

_HEAD: Final = ctx("log entry")


@dataclass(frozen=True, slots=True)
class Root:
    """The key that everything else hangs on: the desk kit's signing key."""

    sign_public: bytes


@dataclass(frozen=True, slots=True)
class Recovery:
    """The public keys of a recovery kit."""

    kit: str
    kem_public: bytes
    sign_public: bytes

    @property
    def kid(self) -> bytes:
        """16 bytes: the id of the kit's key."""
        return key_id(self.kem_public)


@dataclass(frozen=True, slots=True)
class Service:
    """A signing key of the server."""

    sign_public: bytes


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A unit and its kind, which says to which kit it belongs; stated once, so that no row can move it."""

    unit: UUID
    unit_kind: str


@dataclass(frozen=True, slots=True)
class OfficerKeys:
    """The public keys of an officer."""

    officer: UUID
    kem_public: bytes
    sign_public: bytes

    @property
    def kid(self) -> bytes:
        """16 bytes: the id of the key."""
        return key_id(self.kem_public)


@dataclass(frozen=True, slots=True)
class Admit:
    """This key of this officer may admit to the unit."""

    officer: UUID
    officer_kid: bytes
    unit: UUID


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """A version of a unit's key."""

    unit: UUID
    version: int
    kem_public: bytes


@dataclass(frozen=True, slots=True)
class Member:
    """This key of this officer was given this version of the unit's key."""

    unit: UUID
    officer: UUID
    officer_kid: bytes
    unit_kid: bytes


@dataclass(frozen=True, slots=True)
class Retire:
    """A key that counts no more from here on."""

    kid: bytes


Statement = Root | Recovery | Service | UnitKind | OfficerKeys | Admit | UnitVersion | Member | Retire


class Signer(Protocol):
    """A secret key that signs: an officer's or a recovery kit's."""

    @property
    def sign_public(self) -> bytes:
        """34 bytes: the public key."""

    def sign(self, purpose: str, *fields: bytes) -> bytes:
        """64 bytes: the signature."""


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


_ID: Final = _Field(16, lambda value: value.bytes, lambda data: UUID(bytes=data))
_KID: Final = _Field(16, bytes, bytes)
_KEM: Final = _Field(KEM_PUBLIC_LENGTH, bytes, _known_format)
_SIGN: Final = _Field(SIGN_PUBLIC_LENGTH, bytes, _known_format)
_VERSION: Final = _Field(4, u32, lambda data: int.from_bytes(data, "big"))
_KIT: Final = _Field(None, lambda value: value.encode("ascii"), lambda data: Unit.Kit(data.decode("ascii")).value)
_UNIT_KIND: Final = _Field(
    None, lambda value: value.encode("ascii"), lambda data: Unit.Kind(data.decode("ascii")).value
)

_KINDS: Final[dict[str, tuple[type[Statement], tuple[_Field, ...]]]] = {
    "root": (Root, (_SIGN,)),
    "recovery": (Recovery, (_KIT, _KEM, _SIGN)),
    "service": (Service, (_SIGN,)),
    "unit kind": (UnitKind, (_ID, _UNIT_KIND)),
    "officer": (OfficerKeys, (_ID, _KEM, _SIGN)),
    "admit": (Admit, (_ID, _KID, _ID)),
    "unit": (UnitVersion, (_ID, _VERSION, _KEM)),
    "member": (Member, (_ID, _ID, _KID, _KID)),
    "retire": (Retire, (_KID,)),
}
_NAMES: Final = {made: name for name, (made, _) in _KINDS.items()}


def write(department: UUID, sequence: int, previous: bytes, statement: Statement, signer: Signer) -> Entry:
    """Return the signed entry of that statement at that place."""
    name = _NAMES[type(statement)]
    fields = [field.pack(value) for field, value in zip(_KINDS[name][1], astuple(statement), strict=True)]
    body = ctx("log entry", department.bytes, u64(sequence), previous, name.encode("ascii"), *fields)
    return Entry(sequence, previous, statement, body, signer.sign_public, signer.sign(PURPOSE, body))


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
    except EnvelopeError:
        raise KeyLogBroken("a signature that does not verify") from None
    return Entry(int.from_bytes(parts[1], "big"), parts[2], statement, body, signer, signature)


def fingerprint(department: UUID, root: bytes) -> bytes:
    """32 bytes: SHA-256(ctx("root", department, root public key)), which is pinned in a file outside the database."""
    return hashlib.sha256(ctx("root", department.bytes, root)).digest()


def _statement(name: bytes, values: list[bytes]) -> Statement:
    known = _KINDS.get(name.decode("ascii", "replace"))
    if known is None:
        raise KeyLogBroken("an entry of an unknown kind")
    made, fields = known
    if len(values) != len(fields):
        raise KeyLogBroken("an entry with another number of fields")
    if any(field.length not in (None, len(value)) for field, value in zip(fields, values, strict=True)):
        raise KeyLogBroken("a field of another length")
    try:
        return made(*(field.unpack(value) for field, value in zip(fields, values, strict=True)))
    except (ValueError, EnvelopeError):
        raise KeyLogBroken("a field with an unknown value") from None


def _fields(body: bytes) -> list[bytes]:
    if not body.startswith(_HEAD):
        raise KeyLogBroken("an entry with another head")
    fields, position = [], len(_HEAD)
    while position < len(body):
        start = position + 2
        position = start + int.from_bytes(body[position:start], "big")
        if start > len(body) or position > len(body):
            raise KeyLogBroken("an entry that is cut short")
        fields.append(body[start:position])
    return fields
