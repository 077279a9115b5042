"""Change the passphrase of a key; the key and what it opens stay the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.keyring import argon
from tipline.keyring.errors import NotEnrolled
from tipline.keyring.models import EnrolledKey, UnlockedKey, UnlockMethod
from tipline.keyring.passphrases import check
from tipline.keyring.unlock_methods import by_passphrase, open_key
from tipline.keyring.unlocked import Unlocked


def change_passphrase(*, unlocked: Unlocked, current_passphrase: str, new_passphrase: str, at: datetime) -> None:
    """Put the unlocked key under a new passphrase, end the old one, and lock everywhere.

    Raises WrongPassphrase, TooManyTries, WeakPassphrase, NotEnrolled.
    """
    officer = unlocked.officer
    key, secret = open_key(officer, by_passphrase(current_passphrase), at, kid=unlocked.secret.kid)
    check(new_passphrase, officer)
    method = argon.wrap(secret, new_passphrase, key)
    with transaction.atomic():
        if not EnrolledKey.objects.select_for_update().filter(pk=key.pk, retired=False).exists():
            raise NotEnrolled
        UnlockMethod.objects.filter(key=key).delete()
        method.save(force_insert=True)
        UnlockedKey.objects.filter(officer=officer).delete()
        record(
            action=Event.Action.PASSPHRASE_CHANGED,
            actor=officer.pk,
            department=officer.department_id,
            subjects=[officer.pk],
            at=at,
        )
