"""Open an officer's key by one of its unlock methods: limited, a wrong try recorded, the key checked when opened."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.envelope import EnvelopeError, OfficerKey, unwrap_officer_key
from tipline.keyring import argon
from tipline.keyring.errors import KeyLogBroken, NotEnrolled, TooManyTries, WrongPassphrase
from tipline.keyring.models import EnrolledKey, UnlockMethod
from tipline.keyring.queries import live_keys

WRONG_TRIES: Final = 5
WITHIN: Final = timedelta(minutes=15)


UnlockSecret = Callable[[UnlockMethod], bytes]
"""Gives the 32-byte secret for an unlock method. Raises EnvelopeError for one of another kind."""


def by_passphrase(passphrase: str) -> UnlockSecret:
    """Return the unlock secret that a passphrase gives."""
    return lambda method: argon.unlock_secret(method, passphrase)


def open_key(
    officer: Officer, secret: UnlockSecret, at: datetime, *, kid: bytes | None = None
) -> tuple[EnrolledKey, OfficerKey]:
    """Return that key of the officer which the unlock secret opens; with `kid`, only that one is tried.

    Not to be called in a transaction: a failure is recorded in its own. Raises NotEnrolled, TooManyTries,
    WrongPassphrase, KeyLogBroken if the stored public key is not the secret's.
    """
    keys = [key for key in live_keys(officer) if kid in (None, bytes(key.kid))]
    methods = {key: list(UnlockMethod.objects.filter(key=key)) for key in keys}
    if not any(methods.values()) or not officer.is_active:
        raise NotEnrolled
    with argon.ONE_AT_A_TIME:
        _refuse_guessing(officer, at)
        opened = _try(methods, secret)
        if opened is None:
            _note_wrong(officer, at)
    if opened is None:
        _record_wrong(officer, at)
        raise WrongPassphrase
    stored, own = opened
    public = (bytes(stored.kid), bytes(stored.kem_public), bytes(stored.sign_public))
    if (own.kid, own.kem_public, own.sign_public) != public:
        raise KeyLogBroken("a stored public key that is not the secret's")
    return stored, own


def _try(methods: dict[EnrolledKey, list[UnlockMethod]], secret: UnlockSecret) -> tuple[EnrolledKey, OfficerKey] | None:
    for key, of_key in methods.items():
        for method in of_key:
            with suppress(EnvelopeError):
                wrapped, officer = bytes(method.wrapped), key.officer_id.bytes
                return key, unwrap_officer_key(wrapped, secret(method), officer=officer, method=method.pk.bytes)
    return None


def _refuse_guessing(officer: Officer, at: datetime) -> None:
    wrong = _recent(officer.pk, at)
    allowed = max(1, WRONG_TRIES // settings.TIPLINE_PROCESSES)
    if len(wrong) >= allowed:
        wait = wrong[-allowed] + WITHIN - at
        raise TooManyTries(max(1, math.ceil(wait.total_seconds())))


def _note_wrong(officer: Officer, at: datetime) -> None:
    wrong = [*_recent(officer.pk, at), at][-WRONG_TRIES:]
    caches["limits"].set(_slot(officer.pk), wrong, int(WITHIN.total_seconds()))


def _record_wrong(officer: Officer, at: datetime) -> None:
    with transaction.atomic():
        record(
            action=Event.Action.UNLOCK_FAILED,
            actor=officer.pk,
            department=officer.department_id,
            subjects=[officer.pk],
            at=at,
        )


def _recent(officer: UUID, at: datetime) -> list[datetime]:
    wrong: list[datetime] = caches["limits"].get(_slot(officer)) or []
    return [moment for moment in wrong if at - moment < WITHIN]


def _slot(officer: UUID) -> str:
    return f"wrong-passphrase:{officer.hex}"
