"""Admit an officer to a unit: the grant is the membership, and the key log says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.actions import give_role
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import READING, has_role, may_join, role_of_member
from tipline.envelope import UnitKey, seal_grant
from tipline.keyring.actions.retire import drop_replaced
from tipline.keyring.admission import key_of_code
from tipline.keyring.errors import AlreadyMember, NotAdmissible, NotSupervisor
from tipline.keyring.log import LogState, append, verified
from tipline.keyring.log.statements import (
    Admit,
    Member,
    OfficerKeys,
    Replace,
    Signer,
    Statement,
)
from tipline.keyring.models import EnrolledKey, Grant, UnitKeyVersion
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked, grant_context


def admit(
    *,
    unlocked: Unlocked,
    unit: Unit,
    newcomer: Officer,
    admission_code: str,
    supervisor: bool = False,
    at: datetime,
) -> Grant:
    """Grant every current version of the unit's key to the newcomer's key; with `supervisor` they may admit, too.

    A new key of a member takes the old one's place at this unit and at no other; once it stands nowhere any more the
    old one is retired. Who has no role that reads gets one. Returns the grant of the newest version.

    Raises NotSupervisor, NotAdmissible, AdmissionCodeWrong, EnrolmentUnproven, AlreadyMember,
    NoGrant, KeyLogBroken.
    """
    log = verified(unit.department)
    if unlocked.officer.department_id != unit.department_id or not unlocked.is_supervisor_of(unit.pk):
        raise NotSupervisor
    if newcomer.pk == unlocked.officer.pk:
        raise NotAdmissible
    unit_keys = [unlocked.unit_key(unit.pk, key.kid) for key in log.unit_keys(unit.pk)]
    if not unit_keys:
        raise NotSupervisor
    key = admissible_key(newcomer, unit, admission_code)
    with transaction.atomic():
        granted = Granting(unit, newcomer, key, unlocked.secret).grant(unit_keys, supervisor=supervisor)
        record(
            action=Event.Action.UNIT_GRANTED,
            actor=unlocked.officer.pk,
            department=unit.department_id,
            subjects=[unit.pk, newcomer.pk],
            at=at,
        )
    return granted


def make_supervisor(*, unlocked: Unlocked, unit: Unit, member: Officer, at: datetime) -> None:
    """Let a member admit others to the unit; the log knows their key already, so no code is asked for.

    Raises NotSupervisor, NotAdmissible for who is no member by a key that stands, AlreadyMember for a supervisor,
    KeyLogBroken.
    """
    log = verified(unit.department)
    if unlocked.officer.department_id != unit.department_id or not unlocked.is_supervisor_of(unit.pk):
        raise NotSupervisor
    kid = log.member_key(unit.pk, member.pk)
    key = next((key for key in live_keys(member) if bytes(key.kid) == kid), None)
    if key is None or member.pk == unlocked.officer.pk or not _may_be_member(member, unit):
        raise NotAdmissible
    with transaction.atomic():
        Granting(unit, member, key, unlocked.secret).enter(supervisor=True)
        record(
            action=Event.Action.SUPERVISOR_MADE,
            actor=unlocked.officer.pk,
            department=unit.department_id,
            subjects=[unit.pk, member.pk],
            at=at,
        )


def admissible_key(newcomer: Officer, unit: Unit, typed: str) -> EnrolledKey:
    """Return that key of the newcomer, if they may be a member, whose code was typed.

    Raises NotAdmissible, AdmissionCodeWrong, EnrolmentUnproven.
    """
    keys = live_keys(newcomer)
    if not keys or not _may_be_member(newcomer, unit):
        raise NotAdmissible
    return key_of_code(keys, typed)


class Granting:
    """One newcomer's key, one unit, and the key that signs for it: an officer's or a recovery kit's."""

    def __init__(self, unit: Unit, newcomer: Officer, key: EnrolledKey, signer: Signer) -> None:
        self.unit, self.newcomer, self.key, self.signer = unit, newcomer, key, signer
        self.kid = bytes(key.kid)

    def grant(self, unit_keys: list[UnitKey], *, supervisor: bool) -> Grant:
        """Write log entries and grants for these versions, oldest first; return the last grant.

        Raises AlreadyMember if there is nothing to add, KeyLogBroken if the signer has no right to it.
        """
        self.enter(unit_keys, supervisor=supervisor)
        return [self._store(key) for key in unit_keys][-1]

    def enter(self, unit_keys: list[UnitKey] | None = None, *, supervisor: bool) -> None:
        """Have the log hold the key, in the place of an older one, its memberships and, with `supervisor`, its right.

        Gives the role that goes with it. Raises AlreadyMember if nothing of it is new, NotAdmissible for a key that
        was retired meanwhile or replaced at this unit.
        """
        if not EnrolledKey.objects.select_for_update().filter(pk=self.key.pk, retired=False).exists():
            raise NotAdmissible
        log = verified(self.unit.department)
        if log.was_replaced(self.unit.pk, self.kid):
            raise NotAdmissible
        news = self._news(log, unit_keys or [], supervisor)
        if not news:
            raise AlreadyMember
        if not log.holds_officer_key(self.kid):
            news.insert(0, officer_keys(self.key))
        after = append(department=self.unit.department, statements=news, signer=self.signer)
        drop_replaced(self.newcomer, after)
        if supervisor or not has_role(self.newcomer, *READING):
            give_role(officer=self.newcomer, role=role_of_member(self.unit, supervisor=supervisor))

    def _news(self, log: LogState, unit_keys: list[UnitKey], supervisor: bool) -> list[Statement]:
        unit, officer = self.unit.pk, self.newcomer.pk
        present = log.member_key(unit, officer)
        kids = {self.kid} if present is None else {self.kid, present}
        news: list[Statement] = []
        if present not in (None, self.kid):
            news.append(Replace(unit, officer, present, self.kid))
        if supervisor and not any(log.key_may_admit(kid, unit) for kid in kids):
            news.append(Admit(officer, self.kid, unit))
        lacking = (key.kid for key in unit_keys if not any(log.is_member(unit, kid, key.kid) for kid in kids))
        return [*news, *(Member(unit, officer, self.kid, unit_kid) for unit_kid in lacking)]

    def _store(self, unit_key: UnitKey) -> Grant:
        version = UnitKeyVersion.objects.get(unit=self.unit, kid=unit_key.kid)
        return store_grant(version, unit_key, self.newcomer, self.key)


def officer_keys(key: EnrolledKey) -> OfficerKeys:
    """Return the statement by which the log holds an officer's key."""
    return OfficerKeys(key.officer_id, bytes(key.kem_public), bytes(key.sign_public), bytes(key.proof))


def store_grant(version: UnitKeyVersion, unit_key: UnitKey, officer: Officer, key: EnrolledKey) -> Grant:
    """Seal a version of a unit's key to the officer's key. Raises NoGrant for an officer without a department."""
    context = grant_context(officer, version.unit_id, unit_key.kid, bytes(key.kid))
    sealed = seal_grant(bytes(key.kem_public), unit_key, context)
    return Grant.objects.update_or_create(unit_key=version, officer_key=key, defaults={"sealed": sealed})[0]


def _may_be_member(officer: Officer, unit: Unit) -> bool:
    return officer.department_id == unit.department_id and officer.is_active and may_join(officer, unit)
