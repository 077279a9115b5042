"""Set up a demonstration department by the same actions as a real one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tipline.casework.actions import create_tag
from tipline.casework.models import Tag
from tipline.demo.people import DESK_UNITS, OVERSIGHT_UNITS, DemoDepartment, DemoOfficer, officers_of
from tipline.departments.actions import accept_invitation, change_department, create_department, invite_officer
from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR
from tipline.envelope import RecoveryKey
from tipline.keyring.actions import enrol_and_admit, enrol_in_person, set_up_department
from tipline.keyring.unlocked import Unlocked
from tipline.routing.configuration import Configuration, configuration_by_id


@dataclass(frozen=True)
class StaffedDepartment:
    """A department that takes tips, with the unlocked keys of the officers who act in scenarios."""

    demo: DemoDepartment
    department: Department
    units: dict[str, Unit]
    tags: tuple[Tag, ...]
    supervisor: Unlocked
    officer: Unlocked
    assessor: Unlocked
    overseer: Unlocked
    custodian: Unlocked

    @property
    def configuration(self) -> Configuration:
        return configuration_by_id(self.department.pk)


@dataclass(frozen=True)
class _Invited:
    person: DemoOfficer
    officer: Officer
    code: str


def demo_recovery_key(slug: str, kit: Unit.Kit) -> RecoveryKey:
    """Everybody can compute it: for the demonstration only."""
    return RecoveryKey(hashlib.sha256(f"tipline demonstration kit, public: {slug} {kit.value}".encode()).digest())


def make_department(demo: DemoDepartment, at: datetime, made: list[UUID]) -> StaffedDepartment:
    """Call in a transaction. The department's id is added to `made` before its root is pinned."""
    department = create_department(
        slug=demo.slug, name=demo.name, time_zone=demo.time_zone, phone=demo.phone, units=demo.units, at=at
    )
    made.append(department.pk)
    units: dict[str, Unit] = {unit.kind: unit for unit in Unit.objects.filter(department=department)}
    invited = [_invite(department, person, demo.language, at) for person in officers_of(demo).values()]
    keys = _give_keys(demo, department, units, invited, at)
    _accept(invited, at + timedelta(hours=2))
    _change_settings(demo, department, invited, at + timedelta(hours=3))
    supervisor, officer, assessor, overseer, custodian = keys[:5]
    return StaffedDepartment(
        demo=demo,
        department=department,
        units=units,
        tags=tuple(
            create_tag(department=department, label=label, actor=supervisor.officer, at=at + timedelta(hours=4))
            for label in demo.tags
        ),
        supervisor=supervisor,
        officer=officer,
        assessor=assessor,
        overseer=overseer,
        custodian=custodian,
    )


def _invite(department: Department, person: DemoOfficer, language: str, at: datetime) -> _Invited:
    officer, code = invite_officer(
        department=department,
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        roles=person.roles,
        actor=None,
        at=at,
        language=language,
    )
    return _Invited(person, officer, code)


def _give_keys(
    demo: DemoDepartment, department: Department, units: dict[str, Unit], invited: Iterable[_Invited], at: datetime
) -> list[Unlocked]:
    """Hold the ceremony with the two supervisors, then have them admit the others. Keys in the order of `invited`."""
    people = list(invited)
    supervisors = {
        kinds: enrol_in_person(officer=one.officer, passphrase=one.person.passphrase, at=at)
        for one in people
        if (kinds := one.person.unit_kinds) in (DESK_UNITS, OVERSIGHT_UNITS)
    }
    set_up_department(
        department=department,
        desk_kit=demo_recovery_key(demo.slug, Unit.Kit.DESK),
        oversight_kit=demo_recovery_key(demo.slug, Unit.Kit.OVERSIGHT),
        desk_supervisor=supervisors[DESK_UNITS],
        oversight_supervisor=supervisors[OVERSIGHT_UNITS],
        at=at,
    )
    keys = {supervisor.officer.pk: supervisor for supervisor in supervisors.values()}
    for one in people:
        if one.officer.pk not in keys:
            admissions = [
                (supervisors[DESK_UNITS if kind in DESK_UNITS else OVERSIGHT_UNITS], units[kind])
                for kind in one.person.unit_kinds
            ]
            keys[one.officer.pk] = enrol_and_admit(
                officer=one.officer,
                passphrase=one.person.passphrase,
                admissions=admissions,
                at=at + timedelta(hours=1),
            )
    return [keys[one.officer.pk] for one in people]


def _accept(invited: Iterable[_Invited], at: datetime) -> None:
    for one in invited:
        accept_invitation(secret=one.code, password=one.person.password, at=at)


def _change_settings(demo: DemoDepartment, department: Department, invited: Iterable[_Invited], at: datetime) -> None:
    administrator = next(one.officer for one in invited if ADMINISTRATOR in one.person.roles)
    hours = {
        "reading_days": demo.reading_days,
        "reading_from": demo.reading_from,
        "reading_until": demo.reading_until,
    }
    change_department(department=department, values=hours, actor=administrator, at=at)
