"""What most tests start from: a department with its units, its people, and their keys, made by the real actions.

No Argon2 here: keys are derived from user names, and an unlocked key is handed out or put into its table directly.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from unittest import mock

from django.db import transaction

from tests.remembered import Remembered, keys_present, remember
from tipline.departments.actions import create_department, invite_officer
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, ANALYST, CUSTODIAN, OFFICER, SUPERVISOR
from tipline.envelope import Argon2Cost, OfficerKey, RecoveryKey, prove_enrolment, seal_unlocked, unlock_id
from tipline.keyring import argon, key_folder, service_key
from tipline.keyring.actions import admission_code_of, admit, set_up_department
from tipline.keyring.log import append, verified
from tipline.keyring.log.chain import forget
from tipline.keyring.log.statements import (
    UnitKind,
)
from tipline.keyring.models import EnrolledKey, UnlockedKey
from tipline.keyring.unlocked import Unlocked

CAST = ("dana", "ola", "tess", "ivan", "cleo", "anna", "adam")
AT = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
PASSWORD = "correct-horse-staple-47"
CHEAP = Argon2Cost(memory=8, passes=1, lanes=1)
PASSPHRASE = "gravel lantern mosaic pebble trombone wishful"


@dataclass(frozen=True)
class World:
    """A department that takes tips, and its cast."""

    department: Department
    units: dict[str, Unit]
    desk_kit: RecoveryKey
    oversight_kit: RecoveryKey
    dana: Officer
    """Supervisor of the tip desk and of threat assessment."""
    ola: Officer
    """Officer of the tip desk."""
    tess: Officer
    """Officer of threat assessment."""
    ivan: Officer
    """Supervisor of internal affairs, custodian and records."""
    cleo: Officer
    """Custodian."""
    anna: Officer
    """Analyst without any key."""
    adam: Officer
    """Administrator without any key."""
    root: Officer
    """The installation's superuser, of no department."""

    @property
    def desk(self) -> Unit:
        """The tip desk."""
        return self.units[Unit.Kind.DESK]

    @property
    def assessment(self) -> Unit:
        """Threat assessment."""
        return self.units[Unit.Kind.ASSESSMENT]

    @property
    def oversight(self) -> Unit:
        """Internal affairs."""
        return self.units[Unit.Kind.OVERSIGHT]

    @property
    def custodian(self) -> Unit:
        """The custodians of identities."""
        return self.units[Unit.Kind.CUSTODIAN]


def make_department(slug: str = "riverton", at: datetime = AT) -> World:
    """Set up a department with the standard units, its keys and its cast. Another slug is another department.

    Made by the real actions once a process; then its rows and files are put back, in a tenth of the time.
    """
    root = make_superuser()
    key = (slug, at, key_folder.location(), key_folder.read_hex(service_key.FILE))
    if key not in _worlds:
        before = keys_present()
        world = _made(slug, at, root)
        _worlds[key] = world, remember(before, named=str(world.department.pk))
        return world
    world, remembered = _worlds[key]
    return _again(world, remembered, root)


_worlds: dict[tuple[object, ...], tuple[World, Remembered]] = {}


def _made(slug: str, at: datetime, root: Officer) -> World:
    department = create_department(
        slug=slug, name=f"{slug.title()} Police", time_zone="America/Chicago", phone="555-0100", at=at
    )
    units = {unit.kind: unit for unit in Unit.objects.filter(department=department)}
    dana = make_officer(department, "dana", OFFICER, SUPERVISOR, at=at)
    ivan = make_officer(department, "ivan", OFFICER, SUPERVISOR, at=at)
    desk_kit, oversight_kit = (RecoveryKey(_fixed(slug, name)) for name in ("desk kit", "oversight kit"))
    set_up_department(
        department=department,
        desk_kit=desk_kit,
        oversight_kit=oversight_kit,
        desk_supervisor=unlocked(dana, at),
        oversight_supervisor=unlocked(ivan, at),
        at=at,
    )
    world = World(
        department=department,
        units=units,
        desk_kit=desk_kit,
        oversight_kit=oversight_kit,
        dana=dana,
        ola=make_officer(department, "ola", OFFICER, at=at),
        tess=make_officer(department, "tess", OFFICER, at=at),
        ivan=ivan,
        cleo=make_officer(department, "cleo", OFFICER, CUSTODIAN, at=at),
        anna=make_officer(department, "anna", ANALYST, at=at, with_key=False),
        adam=make_officer(department, "adam", ADMINISTRATOR, at=at, with_key=False),
        root=root,
    )
    admit_to(world.desk, world.ola, by=dana, at=at)
    admit_to(world.assessment, world.tess, by=dana, at=at)
    admit_to(world.custodian, world.cleo, by=ivan, at=at)
    return world


def _again(world: World, remembered: Remembered, root: Officer) -> World:
    rows = remembered.put_back()
    forget()
    invalidate_configuration()
    department = rows[Department, world.department.pk]
    transaction.on_commit(lambda: verified(department) and None)
    officers = {name: rows[Officer, getattr(world, name).pk] for name in CAST}
    units = {kind: rows[Unit, unit.pk] for kind, unit in world.units.items()}
    for row in (*officers.values(), *units.values()):
        row.department = department
    return replace(world, department=department, units=units, root=root, **officers)


def make_officer(department: Department, name: str, *roles: str, at: datetime = AT, with_key: bool = True) -> Officer:
    """Make an officer with PASSWORD; with a key that nobody admitted yet. Departments share no user name."""
    username = name if department.slug == "riverton" else f"{name}.{department.slug}"
    officer, _ = invite_officer(
        department=department,
        username=username,
        first_name=name.title(),
        last_name="Reyes",
        roles=roles,
        actor=None,
        at=at,
    )
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    if with_key:
        enrolled(officer, at)
    return officer


def make_superuser() -> Officer:
    """Make the installation's superuser, or return them."""
    found = Officer.objects.filter(username="root").first()
    return found or Officer.objects.create_superuser("root", "", PASSWORD)


def enrolled(officer: Officer, at: datetime = AT) -> EnrolledKey:
    """Give the officer their key. No passphrase opens it: see `give_passphrase`."""
    key = officer_key(officer)
    return EnrolledKey.objects.create(
        officer=officer,
        kem_public=key.kem_public,
        sign_public=key.sign_public,
        proof=prove_enrolment(key, officer.pk.bytes),
        kid=key.kid,
        enrolled_on=at.date(),
    )


def give_passphrase(officer: Officer, passphrase: str = PASSPHRASE) -> None:
    """Put the officer's key under a passphrase, for a test that unlocks with it. One Argon2: a tenth of a second."""
    key = EnrolledKey.objects.get(officer=officer, kid=officer_key(officer).kid)
    argon.wrap(officer_key(officer), passphrase, key).save(force_insert=True)


def officer_key(officer: Officer) -> OfficerKey:
    """Return the officer's secret, the same in every run."""
    return _officer_key(officer.username)


def unlocked(officer: Officer, at: datetime = AT) -> Unlocked:
    """Return the officer's unlocked key as a request would have it; for one without a key, a key nobody admitted."""
    return Unlocked(officer=officer, secret=officer_key(officer), until=at + timedelta(hours=12))


def unlock_cookie(officer: Officer, login: bytes, at: datetime = AT) -> bytes:
    """Unlock for that login (32 bytes) as `unlock` does, without Argon2; return the cookie's 32 bytes."""
    cookie = secrets.token_bytes(32)
    UnlockedKey.objects.create(
        id=unlock_id(cookie),
        officer=officer,
        key=EnrolledKey.objects.get(officer=officer, kid=officer_key(officer).kid),
        login=login,
        sealed=seal_unlocked(officer_key(officer), cookie, officer=officer.pk.bytes, login=login),
        unlocked_at=at,
        last_used_at=at,
    )
    return cookie


def make_unit(world: World, name: str, kind: Unit.Kind = Unit.Kind.OTHER) -> Unit:
    """Make a unit that its kit names in the key log. It has no key and no supervisor."""
    unit = Unit.objects.create(department=world.department, name=name, kind=kind)
    kit = world.desk_kit if unit.kit == Unit.Kit.DESK else world.oversight_kit
    append(department=world.department, statements=[UnitKind(unit.pk, kind, name)], signer=kit)
    return unit


def restate(world: World, code: str, units: Sequence[Unit] = (), **shown: Any) -> None:
    """State a category anew in the key log, as an administrator's proposal that a supervisor confirmed; no row changes.

    `units`: the primary one first. `shown`: names, life_safety or active.
    """
    log = verified(world.department)
    before = next(said for said in log.categories() if said.code == code)
    primary, *further = [unit.pk for unit in units] or before.units
    said = replace(
        before,
        version=before.version + 1,
        shown=replace(before.shown, **shown),
        primary=primary,
        further=tuple(further),
        proposer=world.adam.pk,
    )
    signer = world.ivan if log.touches_oversight(before, said) else world.dana
    append(department=world.department, statements=[said], signer=officer_key(signer))
    invalidate_configuration()


def admit_to(unit: Unit, newcomer: Officer, *, by: Officer, supervisor: bool = False, at: datetime = AT) -> None:
    """Have a supervisor admit the newcomer to a unit. The code is of no standard cost: no Argon2 here, either."""
    with mock.patch.object(argon, "ADMISSION_COST", CHEAP):
        admit(
            unlocked=unlocked(by, at),
            unit=unit,
            newcomer=newcomer,
            admission_code=admission_code_of(unlocked(newcomer, at)),
            supervisor=supervisor,
            at=at,
        )


@lru_cache(maxsize=256)
def _officer_key(username: str) -> OfficerKey:
    return OfficerKey(_fixed("officer", username))


def _fixed(*words: str) -> bytes:
    return hashlib.sha256(" ".join(("test", *words)).encode()).digest()
