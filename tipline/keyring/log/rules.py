"""Who may add what to a key log: each entry is judged by the state before it.

| statement | who may sign it |
|---|---|
| root | itself, as the first entry only; its fingerprint is pinned outside the database |
| root next, recovery, service | the root |
| unit kind | the root; a kit for a unit of its own; as the second person a key that may admit to some unit |
| officer | a kit; a key that may admit to some unit; for its own officer any key that stands at some unit |
| admit | the unit's kit; a key that may admit to that unit, never for its own officer |
| unit | the unit's kit; a key that may admit to that unit, for the first version only |
| member | the unit's kit; a key that may admit to that unit, of its own officer only itself with the version it made |
| category | a kit for what concerns its own units; as the second person a key that may admit to some unit |
| replace | the unit's kit; a key that may admit to that unit, never for its own officer; the key that is replaced |
| retire | the root for officers' and service keys; the unit's kit for a version of the unit's key |

Where an oversight unit gets or got a category's tips, and for a unit of the oversight kit, the second person's key has
to be one that may admit to an oversight unit.

Every right belongs to a key, not to an officer: a second key of the same officer starts with nothing, so that who may
admit to one unit cannot take over, with a key that they enrol, what another unit gave its supervisor. For the same
reason a key is replaced unit by unit, unless its owner does it; it is retired once it stands nowhere any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from tipline.departments.models import Unit
from tipline.envelope import key_id
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import entries
from tipline.keyring.log.entries import Entry
from tipline.keyring.log.routes import check_category
from tipline.keyring.log.state import Change, LogState, SealingKey, Version
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
    Statement,
    UnitKind,
    UnitVersion,
)


def extended(state: LogState, entry: Entry, pinned_root: bytes) -> LogState:
    """Return the state after one more entry. Raises KeyLogBroken if it does not follow or was not allowed."""
    if entry.sequence != state.sequence + 1 or entry.previous != state.head:
        raise KeyLogBroken("an entry that does not follow the one before")
    after = replace(
        state,
        digests=[*state.digests, entry.digest],
        roots=list(state.roots),
        _kits=dict(state._kits),
        _services=list(state._services),
        _units=dict(state._units),
        _categories=dict(state._categories),
        _changes=list(state._changes),
        _officers=dict(state._officers),
        _signers=dict(state._signers),
        _admits=set(state._admits),
        _versions={unit: list(versions) for unit, versions in state._versions.items()},
        _members=dict(state._members),
        _replaced=set(state._replaced),
        _retired=set(state._retired),
        _known_since=dict(state._known_since),
    )
    _Extension(after, entry.signer, pinned_root).apply(entry)
    return after


class _Extension:
    """Judges one entry by the state before it and writes it into that state."""

    def __init__(self, state: LogState, signer: bytes, pinned_root: bytes) -> None:
        self.state: Final = state
        self.signer: Final = signer
        self.pinned_root: Final = pinned_root
        self.kit: Final = next((kit for kit, keys in state._kits.items() if keys.sign_public == signer), None)
        officer = state._signers.get(signer)
        self.officer: Final = officer if officer and officer.kid not in state._retired else None

    def apply(self, entry: Entry) -> None:
        """Raise KeyLogBroken, or take what the entry states into the state."""
        judges: dict[type[Statement], Callable[[Any], None]] = {
            Root: self._root,
            Address: self._address,
            RootNext: self._root_next,
            Recovery: self._recovery,
            Service: self._service,
            UnitKind: self._unit_kind,
            OfficerKeys: self._officer,
            Admit: self._admit,
            UnitVersion: self._unit,
            Member: self._member,
            Replace: self._replace,
            Retire: self._retire,
            CategoryStated: self._category,
        }
        judges[type(entry.statement)](entry.statement)

    def _root(self, said: Root) -> None:
        _need(
            self.state.sequence == 1 and self.signer == said.sign_public,
            "a root that is not the first entry or not its own",
        )
        _need(
            self.pinned_root == entries.fingerprint(self.state.department, said.sign_public),
            "a root that is not the pinned one",
        )
        self.state.roots.append(said.sign_public)

    def _address(self, said: Address) -> None:
        self._by_root()
        _need(self.state.address is None, "a second address")
        self.state.address = said.slug

    def _root_next(self, said: RootNext) -> None:
        self._by_root()
        self._new_signer(said.sign_public)
        self.state.roots.append(said.sign_public)
        desk = self.state._kits.get(Unit.Kit.DESK)
        if desk is not None:
            self.state._kits[Unit.Kit.DESK] = replace(desk, sign_public=said.sign_public)

    def _recovery(self, said: Recovery) -> None:
        self._by_root()
        _need(said.kit not in self.state._kits, "a second key of a kit")
        _need((said.kit == Unit.Kit.DESK) == (said.sign_public == self.state.root), "the root signs for the desk kit")
        if said.kit != Unit.Kit.DESK:
            self._new_signer(said.sign_public)
        self.state._kits[said.kit] = said

    def _service(self, said: Service) -> None:
        self._by_root()
        self._new_signer(said.sign_public)
        self.state._services.append(said.sign_public)

    def _unit_kind(self, said: UnitKind) -> None:
        _need(said.unit not in self.state._units, "a second kind of a unit")
        self.state._units[said.unit] = said
        if self.kit is None and not self._is_root():
            self._as_second_person(said.proposer, oversight=self.state.kit_of(said.unit) == Unit.Kit.OVERSIGHT)
        else:
            _need(self._is_root() or self._is_kit_of(said.unit), "a unit by a key that may not name it")
            _need(said.proposer is None, "a proposal that a kit confirms")
        self._note_change(said, None)

    def _officer(self, said: OfficerKeys) -> None:
        own = self.officer is not None and self.officer.officer == said.officer
        stands = self.officer is not None and self.state.stands(self.officer.kid)
        allowed = stands if own else self.kit is not None or self._admits_somewhere()
        _need(allowed, "an officer by a key that may not enrol")
        _need(said.kid not in self.state._officers, "an officer's key twice")
        self._new_signer(said.sign_public)
        self.state._officers[said.kid] = said
        self.state._signers[said.sign_public] = said
        self.state._known_since.setdefault(said.officer, self.state.sequence)

    def _admit(self, said: Admit) -> None:
        self._by_kit_or_supervisor(said.unit)
        self._not_oneself(said.officer)
        self._key_of(said.officer, said.officer_kid)
        self._not_replaced(said.unit, said.officer_kid)
        _need((said.officer_kid, said.unit) not in self.state._admits, "a right twice")
        self.state._admits.add((said.officer_kid, said.unit))

    def _unit(self, said: UnitVersion) -> None:
        self._by_kit_or_supervisor(said.unit)
        versions = self.state._versions.setdefault(said.unit, [])
        _need(said.version == len(versions) + 1, "a version out of order")
        _need(said.version == 1 or self._is_kit_of(said.unit), "a later version by a key that may not make it")
        kid = key_id(said.kem_public)
        known = {version.key.kid for others in self.state._versions.values() for version in others}
        _need(kid not in known, "a unit's key twice")
        versions.append(Version(said.version, SealingKey(said.unit, kid, said.kem_public), self.signer))

    def _member(self, said: Member) -> None:
        self._by_kit_or_supervisor(said.unit)
        self._key_of(said.officer, said.officer_kid)
        self._not_replaced(said.unit, said.officer_kid)
        version = next((v for v in self.state._versions.get(said.unit, []) if v.key.kid == said.unit_kid), None)
        _need(version is not None and said.unit_kid not in self.state._retired, "a member of an unknown key")
        if version is None or version.made_by != self.signer or not self._is_own_key(said.officer_kid):
            self._not_oneself(said.officer)
        place = (said.unit, said.officer_kid, said.unit_kid)
        _need(place not in self.state._members, "a member twice")
        self.state._members[place] = said.officer

    def _replace(self, said: Replace) -> None:
        if not self._is_own_key(said.old_kid):
            self._by_kit_or_supervisor(said.unit)
            self._not_oneself(said.officer)
        self._key_of(said.officer, said.old_kid)
        self._key_of(said.officer, said.new_kid)
        _need(said.old_kid != said.new_kid, "a key in its own place")
        _need(self.state.stands_at(said.unit, said.old_kid), "a key in the place of one that is not there")
        self._not_replaced(said.unit, said.new_kid)
        self._hand_over(said)
        self.state._replaced.add((said.unit, said.old_kid))
        if not self.state.stands(said.old_kid):
            self.state._retired.add(said.old_kid)

    def _hand_over(self, said: Replace) -> None:
        for unit, kid, unit_kid in list(self.state._members):
            if (unit, kid) == (said.unit, said.old_kid):
                del self.state._members[unit, kid, unit_kid]
                self.state._members[unit, said.new_kid, unit_kid] = said.officer
        if (said.old_kid, said.unit) in self.state._admits:
            self.state._admits.remove((said.old_kid, said.unit))
            self.state._admits.add((said.new_kid, said.unit))

    def _retire(self, said: Retire) -> None:
        _need(said.kid not in self.state._retired, "a key retired twice")
        services = {key_id(public) for public in self.state._services}
        if said.kid in self.state._officers or said.kid in services:
            self._by_root()
        else:
            owner = next(
                (unit for unit, held in self.state._versions.items() if any(v.key.kid == said.kid for v in held)), None
            )
            _need(owner is not None and self._is_kit_of(owner), "a key retired by one that may not")
        self.state._retired.add(said.kid)

    def _category(self, said: CategoryStated) -> None:
        before = self.state.category(said.category)
        oversight = self.state.touches_oversight(before, said)
        if self.kit is None:
            self._as_second_person(said.proposer, oversight=oversight)
        else:
            _need(self.kit == (Unit.Kit.OVERSIGHT if oversight else Unit.Kit.DESK), "a category by the other kit")
            _need(said.proposer is None, "a proposal that a kit confirms")
        check_category(self.state, said)
        self.state._categories[said.category] = said
        self._note_change(said, before)

    def _as_second_person(self, proposer: UUID | None, *, oversight: bool) -> None:
        may = self.officer is not None and self.state.may_decide(self.officer.kid, oversight=oversight)
        _need(may, "a change by a key that may not confirm it")
        _need(proposer is not None, "a change that nobody proposed")
        if proposer is not None:
            self._not_oneself(proposer)

    def _note_change(self, said: UnitKind | CategoryStated, before: CategoryStated | None) -> None:
        signed_by = self.officer.officer if self.officer else None
        self.state._changes.append(Change(self.state.sequence, said, before, signed_by))

    def _is_root(self) -> bool:
        return self.state.root is not None and self.signer == self.state.root

    def _is_kit_of(self, unit: UUID | None) -> bool:
        return self.kit is not None and unit is not None and self.state.kit_of(unit) == self.kit

    def _is_own_key(self, kid: bytes) -> bool:
        return self.officer is not None and self.officer.kid == kid

    def _admits_somewhere(self) -> bool:
        return self.officer is not None and any(kid == self.officer.kid for kid, _ in self.state._admits)

    def _by_root(self) -> None:
        _need(self._is_root(), "an entry that only the root may sign")

    def _by_kit_or_supervisor(self, unit: UUID) -> None:
        _need(unit in self.state._units, "an unknown unit")
        supervises = self.officer is not None and self.state.key_may_admit(self.officer.kid, unit)
        _need(supervises or self._is_kit_of(unit), "an entry by a key that has no right at the unit")

    def _not_oneself(self, officer: UUID) -> None:
        _need(self.officer is None or self.officer.officer != officer, "an officer for themselves")

    def _key_of(self, officer: UUID, kid: bytes) -> None:
        known = self.state.officer_key(kid)
        _need(known is not None and known.officer == officer, "a key that is not the officer's")

    def _not_replaced(self, unit: UUID, kid: bytes) -> None:
        _need(not self.state.was_replaced(unit, kid), "a key that was replaced at this unit")

    def _new_signer(self, public: bytes) -> None:
        kits = {keys.sign_public for keys in self.state._kits.values()}
        taken = public in self.state.roots or public in kits or public in self.state._signers
        _need(not taken and public not in self.state._services, "a signing key twice")


def _need(holds: bool, reason: str) -> None:
    if not holds:
        raise KeyLogBroken(reason)
