"""An officer's key during one request, and the unit keys that it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR, has_role
from tipline.envelope import EnvelopeError, GrantContext, OfficerKey, UnitKey, open_grant
from tipline.keyring.errors import NoGrant
from tipline.keyring.log import Head, LogState, verified
from tipline.keyring.models import Grant

WITH_A_KEY: Final = (OFFICER, SUPERVISOR, CUSTODIAN, AUDITOR)
"""Whoever has none of these roles opens nothing, whatever was granted to them before."""


Place = tuple[UUID, bytes]
"""A unit, and the version of its key."""


@dataclass(frozen=True, slots=True)
class Granted:
    """The grants to an officer's key, and the head of the key log, as one statement found them."""

    sealed: dict[Place, bytes] = field(repr=False)
    head: Head


@dataclass(frozen=True)
class Unlocked:
    """An officer with their secret, usable until `until` at the latest. Never kept beyond the request.

    `granted`: what was read together with the secret; without it, it is asked for at the first need.
    """

    officer: Officer
    secret: OfficerKey = field(repr=False)
    until: datetime
    granted: Granted | None = field(default=None, repr=False, compare=False)
    _opened: dict[Place, UnitKey] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def unit_ids(self) -> frozenset[UUID]:
        """The units whose key this officer can open: granted, and a membership in the key log. Asked once."""
        return frozenset(unit for unit, _ in self._grants)

    def unit_key(self, unit_id: UUID, kid: bytes) -> UnitKey:
        """Open that version of the unit's key, once. Raises NoGrant."""
        place = (unit_id, kid)
        if place not in self._opened:
            self._opened[place] = self._open(place)
        return self._opened[place]

    def is_supervisor_of(self, unit_id: UUID) -> bool:
        """Tell whether the key log, as it is now, lets this officer's key admit to the unit."""
        department = self._department
        return department is not None and verified(department).key_may_admit(self.secret.kid, unit_id)

    @cached_property
    def log(self) -> LogState | None:
        """The key log as this request found it, None for who opens nothing. Asked once. Raises KeyLogBroken."""
        department = self._department
        if department is None:
            return None
        return verified(department, self.granted.head if self.granted else None)

    @property
    def _department(self) -> Department | None:
        officer = self.officer
        opens_nothing = not officer.is_active or officer.is_superuser or has_role(officer, ADMINISTRATOR)
        return None if opens_nothing or not has_role(officer, *WITH_A_KEY) else officer.department

    @cached_property
    def _grants(self) -> dict[Place, bytes]:
        log = self.log
        if log is None:
            return {}
        sealed = self.granted.sealed if self.granted else self._read_grants()
        return {place: grant for place, grant in sealed.items() if self._is_member(log, *place)}

    def _read_grants(self) -> dict[Place, bytes]:
        rows = Grant.objects.filter(officer_key__kid=self.secret.kid, officer_key__officer=self.officer)
        found = rows.values_list("unit_key__unit", "unit_key__kid", "sealed")
        return {(unit, bytes(kid)): bytes(sealed) for unit, kid, sealed in found}

    def _is_member(self, log: LogState, unit_id: UUID, kid: bytes) -> bool:
        return log.is_member(unit_id, self.secret.kid, kid)

    def _open(self, place: Place) -> UnitKey:
        sealed = self._grants.get(place)
        if sealed is None:
            raise NoGrant
        unit_id, kid = place
        try:
            return open_grant(self.secret, sealed, grant_context(self.officer, unit_id, kid, self.secret.kid))
        except EnvelopeError:
            raise NoGrant from None


def grant_context(officer: Officer, unit_id: UUID, unit_kid: bytes, officer_kid: bytes) -> GrantContext:
    """Return what a grant to an officer is bound to. Raises NoGrant for an officer without a department."""
    if officer.department_id is None:
        raise NoGrant
    return GrantContext(officer.department_id.bytes, unit_id.bytes, unit_kid, officer.pk.bytes, officer_kid)


def kit_grant_context(unit: Unit, unit_kid: bytes, kit_kid: bytes) -> GrantContext:
    """Return what a grant to a recovery kit is bound to: its kid stands for its id, so that the paper is enough."""
    return GrantContext(unit.department_id.bytes, unit.pk.bytes, unit_kid, kit_kid, kit_kid)
