"""An officer who has both keys, the one that stands and the one that waits, decides between them alone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department
from tipline.departments.roles import ADMINISTRATOR, has_role
from tipline.envelope import UnitKey
from tipline.keyring.actions.admit import officer_keys, store_grant
from tipline.keyring.actions.retire import drop_replaced, retire_keys
from tipline.keyring.admission import key_of_code
from tipline.keyring.errors import NoGrant, NotAdmissible, NotEnrolled
from tipline.keyring.log import LogState, append, verified
from tipline.keyring.log.statements import (
    Replace,
    Statement,
)
from tipline.keyring.models import EnrolledKey, UnitKeyVersion
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked


def replace_key(*, unlocked: Unlocked, admission_code: str, at: datetime) -> None:
    """Put the officer's other key, known by its code, in the place of the unlocked one at every unit; the old one ends.

    Raises NotEnrolled if the unlocked key stands nowhere, NotAdmissible, AdmissionCodeWrong, EnrolmentUnproven,
    NoGrant, KeyLogBroken.
    """
    officer, kid = unlocked.officer, unlocked.secret.kid
    department, log = _department_of(unlocked)
    key = key_of_code([key for key in live_keys(officer) if bytes(key.kid) != kid], admission_code)
    new_kid = bytes(key.kid)
    units = [unit for unit in log.units() if log.stands_at(unit, kid)]
    opened = _opened(unlocked, log)
    statements: list[Statement] = [] if log.holds_officer_key(new_kid) else [officer_keys(key)]
    statements += [Replace(unit, officer.pk, kid, new_kid) for unit in units]
    with transaction.atomic():
        if not EnrolledKey.objects.select_for_update().filter(pk=key.pk, retired=False).exists():
            raise NotAdmissible
        after = append(department=department, statements=statements, signer=unlocked.secret)
        for version, unit_key in opened:
            store_grant(version, unit_key, officer, key)
        drop_replaced(officer, after)
        record(
            action=Event.Action.KEY_REPLACED,
            actor=officer.pk,
            department=department.pk,
            subjects=[officer.pk, key.pk],
            at=at,
        )


def discard_waiting_key(*, unlocked: Unlocked, at: datetime) -> None:
    """Retire the officer's key that waits, made by somebody else or not needed any more.

    Raises NotEnrolled if the unlocked key stands nowhere itself or none waits, NotAdmissible, KeyLogBroken.
    """
    officer = unlocked.officer
    department, log = _department_of(unlocked)
    with transaction.atomic():
        waiting = [key for key in live_keys(officer) if not log.stands(bytes(key.kid))]
        if not waiting:
            raise NotEnrolled
        retire_keys(waiting)
        record(
            action=Event.Action.KEY_DISCARDED,
            actor=officer.pk,
            department=department.pk,
            subjects=[officer.pk, *(key.pk for key in waiting)],
            at=at,
        )


def _department_of(unlocked: Unlocked) -> tuple[Department, LogState]:
    officer = unlocked.officer
    if officer.department is None or not officer.is_active or has_role(officer, ADMINISTRATOR):
        raise NotAdmissible
    log = verified(officer.department)
    if not log.stands(unlocked.secret.kid):
        raise NotEnrolled
    return officer.department, log


def _opened(unlocked: Unlocked, log: LogState) -> list[tuple[UnitKeyVersion, UnitKey]]:
    """Return every version that the unlocked key was given, opened. Raises NoGrant if one does not open."""
    opened = []
    for unit in log.units():
        for held in log.unit_keys(unit):
            if log.is_member(unit, unlocked.secret.kid, held.kid):
                version = UnitKeyVersion.objects.filter(unit=unit, kid=held.kid).first()
                if version is None:
                    raise NoGrant
                opened.append((version, unlocked.unit_key(unit, held.kid)))
    return opened
