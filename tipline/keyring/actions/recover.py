"""Use a recovery kit: give an enrolled officer the keys of units that nobody can open any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department, Officer, Unit
from tipline.envelope import EnvelopeError, RecoveryKey, UnitKey, open_grant
from tipline.keyring.actions.admit import Granting, admissible_key
from tipline.keyring.errors import NoGrant, WrongKit
from tipline.keyring.log import KitPublic, LogState, verified
from tipline.keyring.models import Grant
from tipline.keyring.unlocked import kit_grant_context


def recover_unit(
    *,
    department: Department,
    kit: RecoveryKey,
    units: Sequence[Unit],
    officer: Officer,
    admission_code: str,
    supervisor: bool = True,
    at: datetime,
) -> None:
    """Grant every current version of these units' keys to the officer's key, signed by the kit.

    A unit without a key gets none; with `supervisor` the officer may make it. Raises WrongKit, NotAdmissible,
    AdmissionCodeWrong, AlreadyMember, NoGrant if the kit's grant does not open, KeyLogBroken.
    """
    name = kit_of(verified(department), kit)
    if any(unit.department_id != department.pk or unit.kit != name.kit for unit in units) or not units:
        raise WrongKit
    key = [admissible_key(officer, unit, admission_code) for unit in units][-1]
    with transaction.atomic():
        for unit in units:
            log = verified(department)
            if log.kit_of(unit.pk) != name.kit:
                raise WrongKit
            granting = Granting(unit, officer, key, kit)
            unit_keys = [_open(kit, unit, held.kid) for held in log.unit_keys(unit.pk)]
            if unit_keys:
                granting.grant(unit_keys, supervisor=supervisor)
            else:
                granting.enter(supervisor=supervisor)
        record(
            action=Event.Action.RECOVERY_USED,
            actor=None,
            department=department.pk,
            subjects=[officer.pk, *(unit.pk for unit in units)],
            at=at,
        )


def kit_of(log: LogState, kit: RecoveryKey) -> KitPublic:
    """Return the public keys of the kit whose secret this is. Raises WrongKit."""
    for name in Unit.Kit:
        known = log.kit_key(name)
        if known is not None and (known.kid, known.sign_public) == (kit.kid, kit.sign_public):
            return known
    raise WrongKit


def _open(kit: RecoveryKey, unit: Unit, unit_kid: bytes) -> UnitKey:
    row = Grant.objects.filter(unit_key__unit=unit, unit_key__kid=unit_kid, kit_key__kid=kit.kid).first()
    if row is None:
        raise NoGrant
    try:
        return open_grant(kit, bytes(row.sealed), kit_grant_context(unit, unit_kid, kit.kid))
    except EnvelopeError:
        raise NoGrant from None
