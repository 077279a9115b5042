"""Make an officer's own key. It opens nothing until somebody who may admit to a unit admits it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.envelope import OfficerKey, prove_enrolment
from tipline.keyring import argon
from tipline.keyring.actions.retire import retire_keys
from tipline.keyring.errors import AlreadyEnrolled, NotAdmissible
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey
from tipline.keyring.passphrases import check
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked


def enrol(*, officer: Officer, passphrase: str, beside: bool = False, at: datetime) -> EnrolledKey:
    """Make the officer's key under the passphrase; with `beside`, one more because a passphrase is forgotten.

    A key that stands at a unit stays, and whoever knows its passphrase goes on with it: the new one waits until a
    supervisor lets it in (`admit`) or the officer, unlocked, puts it in the old one's place (`replace_key`). Only a
    key that waits itself gives way. Raises WeakPassphrase, AlreadyEnrolled, NotAdmissible for who has no department,
    KeyLogBroken.
    """
    return _enrol(officer, passphrase, beside, at)[0]


def enrol_in_person(*, officer: Officer, passphrase: str, at: datetime) -> Unlocked:
    """Enrol an officer who is present at a set-up and return their key unlocked. Raises as `enrol`."""
    _, secret = _enrol(officer, passphrase, beside=False, at=at)
    return Unlocked(officer=officer, secret=secret, until=at + timedelta(hours=settings.UNLOCK_LIMIT_HOURS))


def _enrol(officer: Officer, passphrase: str, beside: bool, at: datetime) -> tuple[EnrolledKey, OfficerKey]:
    if officer.department_id is None or not officer.is_active:
        raise NotAdmissible
    check(passphrase, officer)
    secret = OfficerKey.generate()
    key = EnrolledKey(
        officer=officer,
        kem_public=secret.kem_public,
        sign_public=secret.sign_public,
        proof=prove_enrolment(secret, officer.pk.bytes),
        kid=secret.kid,
        enrolled_on=at.date(),
    )
    method = argon.wrap(secret, passphrase, key)
    with transaction.atomic():
        _make_room(officer, beside)
        key.save(force_insert=True)
        method.save(force_insert=True)
        record(
            action=Event.Action.KEY_ENROLLED,
            actor=officer.pk,
            department=officer.department_id,
            subjects=[officer.pk, key.pk],
            at=at,
        )
    return key, secret


def _make_room(officer: Officer, beside: bool) -> None:
    Officer.objects.select_for_update().get(pk=officer.pk)
    present = live_keys(officer)
    if present and not beside:
        raise AlreadyEnrolled
    if present and officer.department is not None:
        log = verified(officer.department)
        retire_keys([key for key in present if not log.stands(bytes(key.kid))])
