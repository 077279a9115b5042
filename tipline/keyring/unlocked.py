"""An officer's key during one request, and the unit keys that it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from tipline.departments.models import Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR, has_role
from tipline.envelope import EnvelopeError, GrantContext, OfficerKey, UnitKey, open_grant
from tipline.keyring.errors import NoGrant
from tipline.keyring.log import LogState, verified
from tipline.keyring.models import Grant

WITH_A_KEY: Final = (OFFICER, SUPERVISOR, CUSTODIAN, AUDITOR)
"""Whoever has none of these roles opens nothing, whatever was granted to them before."""


@dataclass(frozen=True)
class Unlocked:
    """An officer with their secret, usable until `until` at the latest. Never kept beyond the request."""

    officer: Officer
    secret: OfficerKey = field(repr=False)
    until: datetime
    _opened: dict[tuple[UUID, bytes], UnitKey] = field(default_factory=dict, repr=False, compare=False)

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
        """Tell whether the key log lets this officer's key admit to the unit."""
        log = self._log
        return log is not None and log.key_may_admit(self.secret.kid, unit_id)

    @property
    def _log(self) -> LogState | None:
        officer = self.officer
        if officer.department is None or not officer.is_active or officer.is_superuser:
            return None
        if not has_role(officer, *WITH_A_KEY) or has_role(officer, ADMINISTRATOR):
            return None
        return verified(officer.department)

    @cached_property
    def _grants(self) -> dict[tuple[UUID, bytes], bytes]:
        log = self._log
        if log is None:
            return {}
        rows = Grant.objects.filter(officer_key__kid=self.secret.kid, officer_key__officer=self.officer)
        found = rows.values_list("unit_key__unit", "unit_key__kid", "sealed")
        granted = {(unit, bytes(kid)): bytes(sealed) for unit, kid, sealed in found}
        return {place: sealed for place, sealed in granted.items() if self._is_member(log, *place)}

    def _is_member(self, log: LogState, unit_id: UUID, kid: bytes) -> bool:
        return log.is_member(unit_id, self.secret.kid, kid)

    def _open(self, place: tuple[UUID, bytes]) -> UnitKey:
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
