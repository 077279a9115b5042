"""Make an officer's key usable for a sign-in, take it up in a request, end it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.envelope import EnvelopeError, open_unlocked, seal_unlocked, unlock_id
from tipline.keyring.errors import NotEnrolled
from tipline.keyring.log import head_columns, head_in
from tipline.keyring.models import EnrolledKey, UnlockedKey
from tipline.keyring.unlock_methods import UnlockSecret, open_key
from tipline.keyring.unlocked import Granted, Unlocked

COOKIE_LENGTH: Final = 32
LOGIN_LENGTH: Final = 32
_TOUCH_EVERY: Final = timedelta(minutes=1)


def unlock(*, officer: Officer, secret: UnlockSecret, login: bytes, at: datetime) -> bytes:
    """Open the officer's key by an unlock secret and return the 32 bytes of a new unlock cookie.

    `login` is 32 bytes that stand for the sign-in. Raises NotEnrolled, WrongPassphrase and TooManyTries (both recorded
    where a secret was tried), KeyLogBroken if the stored public key is not the one of the officer's secret.
    """
    if len(login) != LOGIN_LENGTH:
        raise ValueError("a login mark is 32 bytes")
    key, opened = open_key(officer, secret, at)
    cookie = secrets.token_bytes(COOKIE_LENGTH)
    with transaction.atomic():
        if not EnrolledKey.objects.select_for_update().filter(pk=key.pk, retired=False).exists():
            raise NotEnrolled
        UnlockedKey.objects.filter(officer=officer, login=login).delete()
        UnlockedKey.objects.create(
            id=unlock_id(cookie),
            officer=officer,
            key=key,
            login=login,
            sealed=seal_unlocked(opened, cookie, officer=officer.pk.bytes, login=login),
            unlocked_at=at,
            last_used_at=at,
        )
        _record(Event.Action.UNLOCKED, officer, at)
    return cookie


def resume(*, officer: Officer, cookie: bytes, login: bytes, at: datetime, touch: bool) -> Unlocked | None:
    """Take up the key that this cookie unlocked in this sign-in; None when it is locked again.

    `touch` says that the officer did something, which starts the idle time anew; written at most once a minute.
    """
    rows = _with_grants(officer, unlock_id(cookie))
    row = rows[0] if rows else None
    if row is None or not officer.is_active or row.key.retired:
        return None
    if not row.last_used_at - _TOUCH_EVERY <= at < _until(row):
        UnlockedKey.objects.filter(pk=row.pk, last_used_at=row.last_used_at).delete()
        return None
    try:
        secret = open_unlocked(bytes(row.sealed), cookie, officer=officer.pk.bytes, login=login)
    except EnvelopeError:
        return None
    if secret.kid != bytes(row.key.kid):
        return None
    if touch and at - row.last_used_at >= _TOUCH_EVERY:
        UnlockedKey.objects.filter(pk=row.pk, last_used_at=row.last_used_at).update(last_used_at=at)
        row.last_used_at = at
    return Unlocked(officer=officer, secret=secret, until=_until(row), granted=_granted(officer, rows))


def lock(*, officer: Officer, at: datetime) -> None:
    """Lock the officer's key everywhere: on leaving, and when their password changes."""
    with transaction.atomic():
        gone, _ = UnlockedKey.objects.filter(officer=officer).delete()
        if gone:
            _record(Event.Action.LOCKED, officer, at)


def lock_expired(*, at: datetime) -> int:
    """Delete what was idle or open for too long; return how many. Each is locked already, by its times."""
    idle, limit = _spans()
    expired = Q(last_used_at__lte=at - idle) | Q(unlocked_at__lte=at - limit)
    gone, _ = UnlockedKey.objects.filter(expired).delete()
    return gone


def _with_grants(officer: Officer, id_: bytes) -> list[Any]:
    """Return the unlocked key once for each grant to it, with the key log's head: one statement for all that opens."""
    rows = UnlockedKey.objects.select_related("key").filter(pk=id_, officer=officer, key__officer=officer)
    if officer.department_id is not None:
        rows = rows.annotate(**head_columns(officer.department_id))
    unit = "key__grants__unit_key"
    return list(rows.annotate(unit=F(f"{unit}__unit"), unit_kid=F(f"{unit}__kid"), grant=F("key__grants__sealed")))


def _granted(officer: Officer, rows: list[Any]) -> Granted | None:
    if officer.department_id is None:
        return None
    sealed = {(row.unit, bytes(row.unit_kid)): bytes(row.grant) for row in rows if row.unit is not None}
    return Granted(sealed, head_in(rows[0]))


def _until(row: UnlockedKey) -> datetime:
    idle, limit = _spans()
    return min(row.last_used_at + idle, row.unlocked_at + limit)


def _spans() -> tuple[timedelta, timedelta]:
    return timedelta(minutes=settings.UNLOCK_IDLE_MINUTES), timedelta(hours=settings.UNLOCK_LIMIT_HOURS)


def _record(action: Event.Action, officer: Officer, at: datetime) -> None:
    record(action=action, actor=officer.pk, department=officer.department_id, subjects=[officer.pk], at=at)
