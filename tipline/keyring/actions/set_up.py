"""Lay a department's first keys: root, recovery kits, service key, first supervisors, and every unit's key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, has_role
from tipline.envelope import RecoveryKey, prove_enrolment
from tipline.keyring.actions.admit import admit
from tipline.keyring.actions.enrol import enrol_in_person
from tipline.keyring.actions.unit_key import make_unit_key
from tipline.keyring.admission import admission_code_of
from tipline.keyring.errors import NotAdmissible
from tipline.keyring.log import append, verified
from tipline.keyring.log.entries import fingerprint
from tipline.keyring.log.pin import pin_root, unpin_root
from tipline.keyring.log.shown import Shown
from tipline.keyring.log.statements import (
    Address,
    Admit,
    CategoryStated,
    OfficerKeys,
    Recovery,
    Root,
    Service,
    Signer,
    Statement,
    UnitKind,
)
from tipline.keyring.models import KitKey
from tipline.keyring.service_key import load_or_create_service_key
from tipline.keyring.unlocked import Unlocked


def set_up_department(
    *,
    department: Department,
    desk_kit: RecoveryKey,
    oversight_kit: RecoveryKey,
    desk_supervisor: Unlocked,
    oversight_supervisor: Unlocked,
    at: datetime,
) -> None:
    """Begin the department's key log, make its units' keys and state its categories; afterwards it takes tips.

    Each kit signs for the supervisor of its own units: the desk kit's key is the root, but has no say in oversight.
    Raises NotAdmissible for a supervisor of another department, an administrator, or the same person twice;
    KeyLogBroken if the department was set up before.
    """
    _check_supervisors(department, desk_supervisor, oversight_supervisor)
    pin_root(department.pk, fingerprint(department.pk, desk_kit.sign_public))
    try:
        with transaction.atomic():
            _begin_log(department, {Unit.Kit.DESK: desk_kit, Unit.Kit.OVERSIGHT: oversight_kit})
            record(
                action=Event.Action.RECOVERY_MADE, actor=None, department=department.pk, subjects=list(Unit.Kit), at=at
            )
            _entrust(department, Unit.Kit.DESK, desk_kit, desk_supervisor, at)
            _entrust(department, Unit.Kit.OVERSIGHT, oversight_kit, oversight_supervisor, at)
            _state_categories(department, {Unit.Kit.DESK: desk_kit, Unit.Kit.OVERSIGHT: oversight_kit})
    except BaseException:
        unpin_root(department.pk)
        raise


def enrol_and_admit(
    *,
    officer: Officer,
    passphrase: str,
    admissions: Iterable[tuple[Unlocked, Unit]],
    supervisor: bool = False,
    at: datetime,
) -> Unlocked:
    """Enrol an officer who is present and have each supervisor admit them to a unit, through the same actions.

    Raises as `enrol` and `admit`.
    """
    with transaction.atomic():
        newcomer = enrol_in_person(officer=officer, passphrase=passphrase, at=at)
        for supervising, unit in admissions:
            admit(
                unlocked=supervising,
                unit=unit,
                newcomer=officer,
                admission_code=admission_code_of(newcomer),
                supervisor=supervisor,
                at=at,
            )
    return newcomer


def _check_supervisors(department: Department, *supervisors: Unlocked) -> None:
    officers = [supervisor.officer for supervisor in supervisors]
    if len({officer.pk for officer in officers}) != len(officers):
        raise NotAdmissible
    for officer in officers:
        if officer.department_id != department.pk or officer.is_superuser or has_role(officer, ADMINISTRATOR):
            raise NotAdmissible


def _begin_log(department: Department, kits: dict[Unit.Kit, RecoveryKey]) -> None:
    root, service = kits[Unit.Kit.DESK], load_or_create_service_key()
    units = Unit.objects.filter(department=department)
    statements: list[Statement] = [
        Root(root.sign_public),
        Address(department.slug),
        *(Recovery(name.value, kit.kem_public, kit.sign_public) for name, kit in kits.items()),
        Service(service.sign_public),
        *(UnitKind(unit.pk, unit.kind, unit.name) for unit in units),
    ]
    append(department=department, statements=statements, signer=root)
    for name, kit in kits.items():
        KitKey.objects.create(
            department=department, kit=name, kem_public=kit.kem_public, sign_public=kit.sign_public, kid=kit.kid
        )


def _entrust(department: Department, name: Unit.Kit, kit: Signer, supervisor: Unlocked, at: datetime) -> None:
    officer, key = supervisor.officer, supervisor.secret
    units = [unit for unit in Unit.objects.filter(department=department) if unit.kit == name]
    statements: list[Statement] = [
        OfficerKeys(officer.pk, key.kem_public, key.sign_public, prove_enrolment(key, officer.pk.bytes)),
        *(Admit(officer.pk, key.kid, unit.pk) for unit in units),
    ]
    append(department=department, statements=statements, signer=kit)
    for unit in units:
        make_unit_key(unlocked=supervisor, unit=unit, at=at)


def _state_categories(department: Department, kits: dict[Unit.Kit, RecoveryKey]) -> None:
    log = verified(department)
    rows = Category.objects.filter(department=department).prefetch_related("further_units")
    stated = [_stated(row) for row in rows]
    for name, kit in kits.items():
        own = [said for said in stated if log.touches_oversight(said) == (name == Unit.Kit.OVERSIGHT)]
        append(department=department, statements=own, signer=kit)


def _stated(row: Category) -> CategoryStated:
    return CategoryStated(
        category=row.pk,
        version=1,
        code=row.code,
        shown=Shown(names=row.names, life_safety=row.life_safety, active=row.active),
        primary=row.primary_unit_id,
        further=tuple(unit.pk for unit in row.further_units.all()),
    )
