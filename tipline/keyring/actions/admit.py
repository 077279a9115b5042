"""Admit an officer to a unit: the grant is the membership, and the key log says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, has_role
from tipline.envelope import Mistyped, UnitKey, admission_code_matches, key_id, seal_grant
from tipline.keyring.actions.enrol import admission_mark
from tipline.keyring.errors import AdmissionCodeWrong, AlreadyMember, NotAdmissible, NotSupervisor
from tipline.keyring.log import append, verified
from tipline.keyring.log.entries import Admit, Member, OfficerKeys, Signer, Statement
from tipline.keyring.models import EnrolledKey, Grant, UnitKeyVersion
from tipline.keyring.unlocked import Unlocked, grant_place


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

    Returns the grant of the newest version. Raises NotSupervisor, NotAdmissible, AdmissionCodeWrong, AlreadyMember,
    NoGrant, KeyLogBroken.
    """
    department = unit.department
    log = verified(department)
    if unlocked.officer.department_id != department.pk or not unlocked.is_supervisor_of(unit.pk):
        raise NotSupervisor
    if newcomer.pk == unlocked.officer.pk:
        raise NotAdmissible
    unit_keys = [unlocked.unit_key(unit.pk, key.kid) for key in log.unit_keys(unit.pk)]
    if not unit_keys:
        raise NotSupervisor
    with transaction.atomic():
        key = admissible_key(newcomer, department, admission_code)
        granted = Granting(unit, newcomer, key, unlocked.secret).grant(unit_keys, supervisor=supervisor)
        record(
            deed=Event.Deed.UNIT_GRANTED,
            actor=unlocked.officer.pk,
            department=department.pk,
            subjects=[unit.pk, newcomer.pk],
            at=at,
        )
    return granted


def admissible_key(newcomer: Officer, department: Department, typed: str) -> EnrolledKey:
    """Return the newcomer's key if they may be a member and the typed code is that of the key as stored.

    Raises NotAdmissible, AdmissionCodeWrong.
    """
    if newcomer.department_id != department.pk or not newcomer.is_active or newcomer.is_superuser:
        raise NotAdmissible
    if has_role(newcomer, ADMINISTRATOR):
        raise NotAdmissible
    key = EnrolledKey.objects.select_for_update().filter(officer=newcomer, retired=False).first()
    if key is None:
        raise NotAdmissible
    public, sign_public = bytes(key.kem_public), bytes(key.sign_public)
    try:
        matches = admission_code_matches(admission_mark(newcomer, public, sign_public), typed)
    except Mistyped:
        matches = False
    if not matches or bytes(key.kid) != key_id(public):
        raise AdmissionCodeWrong
    return key


class Granting:
    """One newcomer's key, one unit, and the key that signs for it: an officer's or a recovery kit's."""

    def __init__(self, unit: Unit, newcomer: Officer, key: EnrolledKey, signer: Signer) -> None:
        self.unit, self.newcomer, self.key, self.signer = unit, newcomer, key, signer
        self.kid = bytes(key.kid)

    def grant(self, unit_keys: list[UnitKey], *, supervisor: bool) -> Grant:
        """Write log entries and grants for these versions, oldest first; return the last grant.

        Raises AlreadyMember if there is nothing to add, KeyLogBroken if the signer has no right to it.
        """
        log = verified(self.unit.department)
        lacking = [key for key in unit_keys if not log.is_member(self.unit.pk, self.kid, key.kid)]
        members = [Member(self.unit.pk, self.newcomer.pk, self.kid, key.kid) for key in lacking]
        self.enter(members, supervisor=supervisor)
        return [self._store(key) for key in unit_keys][-1]

    def enter(self, members: Sequence[Member] = (), *, supervisor: bool) -> None:
        """Have the log hold the key, with `supervisor` its right to admit, and these memberships.

        Raises AlreadyMember if neither a right nor a membership is new.
        """
        log = verified(self.unit.department)
        admits = supervisor and not log.key_may_admit(self.kid, self.unit.pk)
        if not members and not admits:
            raise AlreadyMember
        statements: list[Statement] = []
        if not log.holds_officer_key(self.kid):
            statements.append(OfficerKeys(self.newcomer.pk, bytes(self.key.kem_public), bytes(self.key.sign_public)))
        if admits:
            statements.append(Admit(self.newcomer.pk, self.kid, self.unit.pk))
        append(department=self.unit.department, statements=[*statements, *members], signer=self.signer)

    def _store(self, unit_key: UnitKey) -> Grant:
        place = grant_place(self.newcomer, self.unit.pk, unit_key.kid, self.kid)
        version = UnitKeyVersion.objects.get(unit=self.unit, kid=unit_key.kid)
        sealed = seal_grant(bytes(self.key.kem_public), unit_key, place)
        return Grant.objects.update_or_create(unit_key=version, officer_key=self.key, defaults={"sealed": sealed})[0]
