"""Free words about a deed, sealed to the records unit: its members are the auditors, and nobody else reads them."""

from __future__ import annotations

import os

from tipline.audit.models import Event, SealedDetail
from tipline.departments.models import Department, Unit
from tipline.envelope import NO_TIP, EnvelopeError, Place, Purpose, WrapPlace, open_content, open_wrap
from tipline.envelope import seal_content as seal
from tipline.envelope import seal_wrap as wrap
from tipline.keyring.errors import NoGrant
from tipline.keyring.log import verified
from tipline.keyring.unlocked import Unlocked


def seal_detail(*, event: Event, department: Department, text: str) -> bool:
    """Seal the words beside the event that was just recorded; False where no records unit has a key to seal them to.

    To be called inside the event's transaction. Raises KeyLogBroken.
    """
    log = verified(department)
    keys = [log.unit_key(unit) for unit in log.units_of_kind(Unit.Kind.RECORDS)]
    key = next((key for key in keys if key is not None), None)
    if key is None:
        return False
    secret = os.urandom(32)
    SealedDetail.objects.create(
        event=event,
        unit=key.unit,
        unit_kid=key.kid,
        wrapped=wrap(key.kem_public, secret, _wrap_place(event, key.unit.bytes, key.kid)),
        envelope=seal(secret, text.encode(), _place(event, department)),
    )
    return True


def open_detail(*, unlocked: Unlocked, event: Event) -> str:
    """Return the words beside an event. Raises NoGrant without the key, or where anything about them does not fit."""
    row = SealedDetail.objects.filter(event=event).first()
    department = unlocked.officer.department
    if row is None or department is None:
        raise NoGrant
    kid = bytes(row.unit_kid)
    unit = unlocked.unit_key(row.unit, kid)
    try:
        secret = open_wrap(unit, bytes(row.wrapped), _wrap_place(event, row.unit.bytes, kid))
        return open_content(secret, bytes(row.envelope), _place(event, department)).decode()
    except (EnvelopeError, UnicodeDecodeError):
        raise NoGrant from None


def _wrap_place(event: Event, unit: bytes, kid: bytes) -> WrapPlace:
    return WrapPlace(kind="audit", tip=event.public_id.bytes, epoch=1, unit=unit, unit_kid=kid)


def _place(event: Event, department: Department) -> Place:
    return Place(
        purpose=Purpose.AUDIT_DETAIL,
        department=department.pk.bytes,
        tip=NO_TIP,
        epoch=1,
        object_id=event.public_id.bytes,
    )
