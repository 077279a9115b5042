"""Make an officer's own key. It opens nothing until somebody who may admit to a unit admits it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.envelope import OfficerKey, admission_code, ctx
from tipline.keyring import argon
from tipline.keyring.errors import AlreadyEnrolled, NotAdmissible
from tipline.keyring.models import EnrolledKey, UnlockedKey
from tipline.keyring.passphrases import check
from tipline.keyring.unlocked import Unlocked

_MARK_LENGTH: Final = 16


def enrol(*, officer: Officer, passphrase: str, replace: bool = False, at: datetime) -> EnrolledKey:
    """Make the officer's key under the passphrase; with `replace`, instead of one whose passphrase is forgotten.

    The old key's grants stay as they are, for a passphrase that comes back to mind; the new one has none.
    Raises WeakPassphrase, AlreadyEnrolled, NotAdmissible for who has no department.
    """
    return _enrol(officer, passphrase, replace, at)[0]


def enrol_in_person(*, officer: Officer, passphrase: str, at: datetime) -> Unlocked:
    """Enrol an officer who is present at a set-up and return their key unlocked. Raises as `enrol`."""
    _, secret = _enrol(officer, passphrase, replace=False, at=at)
    return Unlocked(officer=officer, secret=secret, until=at + timedelta(hours=settings.UNLOCK_LIMIT_HOURS))


def admission_code_of(holder: EnrolledKey | Unlocked) -> str:
    """Return the code that the newcomer reads to the supervisor, "XXXXX-XXXXX".

    Of an unlocked key it is computed from the secret itself, so that an altered row cannot make the newcomer read out
    the code of another key: show them that one.
    """
    if isinstance(holder, Unlocked):
        key = holder.secret
        return admission_code(admission_mark(holder.officer, key.kem_public, key.sign_public))
    return admission_code(admission_mark(holder.officer, bytes(holder.kem_public), bytes(holder.sign_public)))


def admission_mark(officer: Officer, kem_public: bytes, sign_public: bytes) -> bytes:
    """16 bytes whose first 50 bits are the admission code: of the officer and both public keys, not the kid alone.

    The kid says nothing of the signing key; an admission by it could let somebody else's signing key in.
    """
    return hashlib.sha256(ctx("admission", officer.pk.bytes, kem_public, sign_public)).digest()[:_MARK_LENGTH]


def _enrol(officer: Officer, passphrase: str, replace: bool, at: datetime) -> tuple[EnrolledKey, OfficerKey]:
    if officer.department_id is None or not officer.is_active:
        raise NotAdmissible
    check(passphrase, officer)
    secret = OfficerKey.generate()
    key = EnrolledKey(
        officer=officer,
        kem_public=secret.kem_public,
        sign_public=secret.sign_public,
        kid=secret.kid,
        enrolled_on=at.date(),
    )
    method = argon.wrap(secret, passphrase, key)
    with transaction.atomic():
        _retire_present(officer, replace)
        key.save(force_insert=True)
        method.save(force_insert=True)
        record(
            deed=Event.Deed.KEY_ENROLLED,
            actor=officer.pk,
            department=officer.department_id,
            subjects=[officer.pk, key.pk],
            at=at,
        )
    return key, secret


def _retire_present(officer: Officer, replace: bool) -> None:
    Officer.objects.select_for_update().get(pk=officer.pk)
    present = EnrolledKey.objects.filter(officer=officer, retired=False)
    if present.exists() and not replace:
        raise AlreadyEnrolled
    UnlockedKey.objects.filter(officer=officer).delete()
    present.update(retired=True)
