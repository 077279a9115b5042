"""Free words about an action, sealed to the records unit: its members are the auditors, and nobody else reads them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from tipline.audit.actions import record
from tipline.audit.models import Event, SealedDetail
from tipline.departments.models import Department, Officer, Unit
from tipline.envelope import NO_TIP, EnvelopeError, Header, Purpose, WrapContext, open_content, open_wrap
from tipline.envelope import seal_content as seal
from tipline.envelope import seal_wrap as wrap
from tipline.keyring.errors import KeyLogBroken, NoGrant
from tipline.keyring.log import verified
from tipline.keyring.log.state import SealingKey
from tipline.keyring.unlocked import Unlocked


def record_with_detail(
    *, action: Event.Action, actor: Officer, department: Department, subjects: Sequence[UUID], text: str, at: datetime
) -> Event:
    """Record an action, with words about it sealed beside it and their hash under the event's mark.

    Where no records unit has a key, or the key log does not verify, the action is recorded without them.
    """
    event_id = uuid4()
    key = _records_key(department)
    words = _sealed(event_id, department, key, text) if key else None
    event = record(
        action=action,
        actor=actor.pk,
        department=department.pk,
        subjects=subjects,
        detail={"sealed": detail_digest(words)} if words else {},
        public_id=event_id,
        at=at,
    )
    if words:
        words.event = event
        words.save(force_insert=True)
    return event


def detail_digest(words: SealedDetail) -> str:
    """Return in hexadecimal what the event says of the words beside it: SHA-256 over wrap and envelope."""
    return hashlib.sha256(bytes(words.wrapped) + bytes(words.envelope)).hexdigest()


def open_detail(*, unlocked: Unlocked, event: Event) -> str:
    """Return the words beside an event. Raises NoGrant without the key, or where anything about them does not fit."""
    row = SealedDetail.objects.filter(event=event).first()
    department = unlocked.officer.department
    if row is None or department is None:
        raise NoGrant
    kid = bytes(row.unit_kid)
    unit = unlocked.unit_key(row.unit, kid)
    try:
        secret = open_wrap(unit, bytes(row.wrapped), _wrap_context(event.public_id, row.unit.bytes, kid))
        return open_content(secret, bytes(row.envelope), _header(event.public_id, department)).decode()
    except (EnvelopeError, UnicodeDecodeError):
        raise NoGrant from None


def _records_key(department: Department) -> SealingKey | None:
    try:
        log = verified(department)
    except KeyLogBroken:
        return None
    keys = (log.unit_key(unit) for unit in log.units_of_kind(Unit.Kind.RECORDS))
    return next((key for key in keys if key is not None), None)


def _sealed(event_id: UUID, department: Department, key: SealingKey, text: str) -> SealedDetail:
    secret = os.urandom(32)
    return SealedDetail(
        unit=key.unit,
        unit_kid=key.kid,
        wrapped=wrap(key.kem_public, secret, _wrap_context(event_id, key.unit.bytes, key.kid)),
        envelope=seal(secret, text.encode(), _header(event_id, department)),
    )


def _wrap_context(event_id: UUID, unit: bytes, kid: bytes) -> WrapContext:
    return WrapContext(kind="audit", tip=event_id.bytes, epoch=1, unit=unit, unit_kid=kid)


def _header(event_id: UUID, department: Department) -> Header:
    return Header(
        purpose=Purpose.AUDIT_DETAIL,
        department=department.pk.bytes,
        tip=NO_TIP,
        epoch=1,
        object_id=event_id.bytes,
    )
