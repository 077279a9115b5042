"""What a key log says once it is read from its first entry on."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from tipline.departments.models import Unit
from tipline.envelope import key_id
from tipline.keyring.log import entries
from tipline.keyring.log.statements import (
    CategoryStated,
    OfficerKeys,
    Recovery,
    UnitKind,
)

OfficerPublic = OfficerKeys
KitPublic = Recovery


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A unit's public key that the verified log holds: the only thing that is ever sealed to."""

    unit: UUID
    kid: bytes
    kem_public: bytes


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a unit's key, and the signing key that made it."""

    number: int
    key: SealingKey
    made_by: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A unit or a category that was stated at a place of the log, what it replaced, and by whose key (None: a kit)."""

    sequence: int
    statement: UnitKind | CategoryStated
    before: CategoryStated | None
    signed_by: UUID | None


@dataclass(slots=True)
class LogState:
    """A verified log. Nobody changes it but `rules.extended`, which makes a new one."""

    department: UUID
    digests: list[bytes] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)
    """The signing keys that were the root one after the other; the first is the pinned one."""
    address: str | None = None
    """The short name by which residents reach the department."""
    _kits: dict[str, Recovery] = field(default_factory=dict)
    _services: list[bytes] = field(default_factory=list)
    _units: dict[UUID, UnitKind] = field(default_factory=dict)
    _categories: dict[UUID, CategoryStated] = field(default_factory=dict)
    _changes: list[Change] = field(default_factory=list)
    _officers: dict[bytes, OfficerKeys] = field(default_factory=dict)
    _signers: dict[bytes, OfficerKeys] = field(default_factory=dict)
    _admits: set[tuple[bytes, UUID]] = field(default_factory=set)
    _versions: dict[UUID, list[Version]] = field(default_factory=dict)
    _members: dict[tuple[UUID, bytes, bytes], UUID] = field(default_factory=dict)
    _replaced: set[tuple[UUID, bytes]] = field(default_factory=set)
    _retired: set[bytes] = field(default_factory=set)
    _known_since: dict[UUID, int] = field(default_factory=dict)

    @property
    def sequence(self) -> int:
        """The number of entries."""
        return len(self.digests)

    @property
    def head(self) -> bytes:
        """32 bytes: the digest of the last entry."""
        return self.digests[-1] if self.digests else entries.NO_DIGEST

    @property
    def root(self) -> bytes | None:
        """34 bytes or as many as its suite has: the key on which all others hang, None in an empty log."""
        return self.roots[-1] if self.roots else None

    @property
    def service_keys(self) -> tuple[bytes, ...]:
        """The server's signing keys, each of 34 bytes, that are not retired."""
        return tuple(public for public in self._services if key_id(public) not in self._retired)

    def kit_key(self, kit: str) -> KitPublic | None:
        """Return the public keys of a recovery kit."""
        return self._kits.get(kit)

    def kind_of(self, unit_id: UUID) -> Unit.Kind | None:
        """Return a unit's kind as the log has it."""
        said = self._units.get(unit_id)
        return Unit.Kind(said.unit_kind) if said else None

    def unit_name(self, unit_id: UUID) -> str | None:
        """Return a unit's name as the log has it, which a row of the database is only a copy of."""
        said = self._units.get(unit_id)
        return said.name if said else None

    def units(self) -> list[UUID]:
        """Return every unit, in the order in which the log names them."""
        return list(self._units)

    def kit_of(self, unit_id: UUID) -> Unit.Kit | None:
        """Return the kit to which a unit belongs."""
        kind = self.kind_of(unit_id)
        return Unit(kind=kind).kit if kind else None

    def units_of_kind(self, kind: Unit.Kind) -> list[UUID]:
        """Return the units of that kind, in the order in which the log names them."""
        return [unit for unit, said in self._units.items() if said.unit_kind == kind]

    def category(self, category_id: UUID) -> CategoryStated | None:
        """Return what was last stated about a category."""
        return self._categories.get(category_id)

    def categories(self) -> list[CategoryStated]:
        """Return what was last stated about each category, offered or not."""
        return list(self._categories.values())

    def is_oversight(self, said: CategoryStated) -> bool:
        """Tell whether an oversight unit is the first to read the category's tips: then no other unit reads them."""
        return self.kind_of(said.primary) == Unit.Kind.OVERSIGHT

    def touches_oversight(self, *said: CategoryStated | None) -> bool:
        """Tell whether an oversight unit gets tips by one of these statements."""
        return any(self.kind_of(unit) == Unit.Kind.OVERSIGHT for one in said if one for unit in one.units)

    def changes_since(self, sequence: int) -> list[Change]:
        """Return the units and categories that were stated behind that place of the log, the oldest first."""
        return [change for change in self._changes if change.sequence > sequence]

    def known_since(self, officer_id: UUID) -> int | None:
        """Return the place at which the log first names a key of the officer, None for one whom it does not know."""
        return self._known_since.get(officer_id)

    def may_decide(self, officer_kid: bytes, *, oversight: bool) -> bool:
        """Tell whether that key may confirm a change: it admits to some unit, with `oversight` to an oversight unit."""
        places = [unit for unit in self._units if self.key_may_admit(officer_kid, unit)]
        return any(not oversight or self.kind_of(unit) == Unit.Kind.OVERSIGHT for unit in places)

    def unit_key(self, unit_id: UUID) -> SealingKey | None:
        """Return the newest version of a unit's key, None while it has none."""
        keys = self.unit_keys(unit_id)
        return keys[-1] if keys else None

    def unit_keys(self, unit_id: UUID) -> tuple[SealingKey, ...]:
        """Return the versions of a unit's key that are not retired, oldest first."""
        versions = self._versions.get(unit_id, [])
        return tuple(version.key for version in versions if version.key.kid not in self._retired)

    def officer_key(self, kid: bytes) -> OfficerPublic | None:
        """Return the officer's public keys of that kid unless they are retired."""
        return None if kid in self._retired else self._officers.get(kid)

    def holds_officer_key(self, kid: bytes) -> bool:
        """Tell whether the log holds that key of an officer."""
        return self.officer_key(kid) is not None

    def members(self, unit_id: UUID) -> set[UUID]:
        """Return the officers who were given a version of the unit's key that is not retired."""
        return {
            officer
            for (unit, officer_kid, unit_kid), officer in self._members.items()
            if unit == unit_id and self._stands(unit, officer_kid, unit_kid)
        }

    def member_key(self, unit_id: UUID, officer_id: UUID) -> bytes | None:
        """Return the kid of the key by which the officer stands at the unit, None where none does."""
        kids = (kid for kid, known in self._officers.items() if known.officer == officer_id)
        return next((kid for kid in kids if self.stands_at(unit_id, kid)), None)

    def stands_at(self, unit_id: UUID, officer_kid: bytes) -> bool:
        """Tell whether that key is a member of the unit or may admit to it."""
        given = (unit_kid for unit, kid, unit_kid in self._members if (unit, kid) == (unit_id, officer_kid))
        return self.key_may_admit(officer_kid, unit_id) or any(
            self._stands(unit_id, officer_kid, unit_kid) for unit_kid in given
        )

    def stands(self, officer_kid: bytes) -> bool:
        """Tell whether that key counts at any unit; one that does not waits to be let in, or was replaced."""
        return any(self.stands_at(unit, officer_kid) for unit in self._units)

    def is_retired(self, kid: bytes) -> bool:
        """Tell whether that key of anybody counts no more."""
        return kid in self._retired

    def was_replaced(self, unit_id: UUID, officer_kid: bytes) -> bool:
        """Tell whether another key of its officer took that key's place at the unit."""
        return (unit_id, officer_kid) in self._replaced

    def is_member(self, unit_id: UUID, officer_kid: bytes, unit_kid: bytes) -> bool:
        """Tell whether that key of an officer was given that version of the unit's key."""
        return (unit_id, officer_kid, unit_kid) in self._members and self._stands(unit_id, officer_kid, unit_kid)

    def key_may_admit(self, officer_kid: bytes, unit_id: UUID) -> bool:
        """Tell whether that key may admit to the unit."""
        return officer_kid not in self._retired and (officer_kid, unit_id) in self._admits

    def may_admit(self, officer_id: UUID, unit_id: UUID) -> bool:
        """Tell whether a key of that officer may admit to the unit."""
        keys = (kid for kid, known in self._officers.items() if known.officer == officer_id)
        return any(self.key_may_admit(kid, unit_id) for kid in keys)

    def _stands(self, unit_id: UUID, officer_kid: bytes, unit_kid: bytes) -> bool:
        return officer_kid not in self._retired and unit_kid not in self._retired
