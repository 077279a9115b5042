"""Make the first version of a unit's key, in the request of the supervisor whom the key log lets admit to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Unit
from tipline.envelope import UnitKey, seal_grant
from tipline.keyring.errors import KeyLogBroken, NotEnrolled, NotSupervisor, UnitHasKey
from tipline.keyring.log import KitPublic, LogState, append, verified
from tipline.keyring.log.statements import (
    Member,
    Statement,
    UnitVersion,
)
from tipline.keyring.models import EnrolledKey, Grant, KitKey, UnitKeyVersion
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked, grant_context, kit_grant_context


def make_unit_key(*, unlocked: Unlocked, unit: Unit, at: datetime) -> UnitKeyVersion:
    """Make the unit's key, granted at once to its supervisor and to the unit's recovery kit; from now on it takes tips.

    Raises NotSupervisor, UnitHasKey, KeyLogBroken.
    """
    if unlocked.officer.department_id != unit.department_id or not unlocked.is_supervisor_of(unit.pk):
        raise NotSupervisor
    key = UnitKey.generate()
    with transaction.atomic():
        log = verified(unit.department)
        if log.unit_key(unit.pk) is not None:
            raise UnitHasKey
        enrolled, kit = _own_key(unlocked), _kit_of(log, unit)
        append(department=unit.department, statements=_statements(unlocked, unit, key), signer=unlocked.secret)
        version = UnitKeyVersion.objects.create(unit=unit, version=1, kem_public=key.kem_public, kid=key.kid)
        own_place = grant_context(unlocked.officer, unit.pk, key.kid, unlocked.secret.kid)
        sealed = seal_grant(unlocked.secret.kem_public, key, own_place)
        Grant.objects.create(unit_key=version, officer_key=enrolled, sealed=sealed)
        _grant_to_kit(kit, unit, key, version)
        record(
            action=Event.Action.UNIT_KEY_MADE,
            actor=unlocked.officer.pk,
            department=unit.department_id,
            subjects=[unit.pk],
            at=at,
        )
    return version


def _kit_of(log: LogState, unit: Unit) -> KitPublic:
    kit = log.kit_key(unit.kit)
    if kit is None or log.kit_of(unit.pk) != unit.kit:
        raise KeyLogBroken("a unit whose kit is not the one in the log")
    return kit


def _own_key(unlocked: Unlocked) -> EnrolledKey:
    for enrolled in live_keys(unlocked.officer):
        if bytes(enrolled.kid) == unlocked.secret.kid:
            return enrolled
    raise NotEnrolled


def _statements(unlocked: Unlocked, unit: Unit, key: UnitKey) -> list[Statement]:
    own = Member(unit.pk, unlocked.officer.pk, unlocked.secret.kid, key.kid)
    return [UnitVersion(unit.pk, 1, key.kem_public), own]


def _grant_to_kit(kit: KitPublic, unit: Unit, key: UnitKey, version: UnitKeyVersion) -> None:
    row = KitKey.objects.filter(department=unit.department_id, kit=kit.kit, kid=kit.kid).first()
    if row is None:
        raise KeyLogBroken("a kit without its row")
    sealed = seal_grant(kit.kem_public, key, kit_grant_context(unit, key.kid, kit.kid))
    Grant.objects.create(unit_key=version, kit_key=row, sealed=sealed)
