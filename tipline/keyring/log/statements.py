"""What a key log can state, and what signs it (SPEC section 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tipline.envelope import key_id
from tipline.keyring.log.shown import Shown


@dataclass(frozen=True, slots=True)
class Root:
    """The key that everything else hangs on: the desk kit's signing key."""

    sign_public: bytes


@dataclass(frozen=True, slots=True)
class RootNext:
    """The key that is the root from here on; `proof` is its own signature."""

    sign_public: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """The short name by which residents reach the department; stated once, so that no row can swap two departments."""

    slug: str


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
    """A unit, its kind, which says to which kit it belongs, and its name; stated once, so that no row can move it.

    `proposer` is the administrator whose proposal the signer confirmed; a kit confirms nobody's.
    """

    unit: UUID
    unit_kind: str
    name: str
    proposer: UUID | None = None


@dataclass(frozen=True, slots=True)
class OfficerKeys:
    """The public keys of an officer; `proof` is the signature by which their maker holds them (`prove_enrolment`)."""

    officer: UUID
    kem_public: bytes
    sign_public: bytes
    proof: bytes

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
class Replace:
    """At this unit the officer's new key has what the old one had, and the old one nothing."""

    unit: UUID
    officer: UUID
    old_kid: bytes
    new_kid: bytes


@dataclass(frozen=True, slots=True)
class Retire:
    """A key that counts no more from here on."""

    kid: bytes


@dataclass(frozen=True, slots=True)
class CategoryStated:
    """A category as it is from here on: its code, what it shows and means, and the units to which its tips are sealed.

    `version` counts up by one with each statement about the same category. `proposer` as in `UnitKind`.
    """

    category: UUID
    version: int
    code: str
    shown: Shown
    primary: UUID
    further: tuple[UUID, ...] = ()
    proposer: UUID | None = None

    @property
    def units(self) -> tuple[UUID, ...]:
        """Every unit to which its tips are sealed, the primary first."""
        return (self.primary, *self.further)


Statement = (
    Root
    | Address
    | RootNext
    | Recovery
    | Service
    | UnitKind
    | OfficerKeys
    | Admit
    | UnitVersion
    | Member
    | Replace
    | Retire
    | CategoryStated
)


class Signer(Protocol):
    """A secret key that signs: an officer's or a recovery kit's."""

    @property
    def sign_public(self) -> bytes:
        """34 bytes: the public key."""

    def sign(self, purpose: str, *fields: bytes) -> bytes:
        """64 bytes: the signature."""
