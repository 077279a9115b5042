"""The form id: random, with its hour under a MAC. Sending twice under it gives one tip."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.utils.crypto import salted_hmac

from tipline.departments.models import Department
from tipline.envelope import ctx, new_form_id, u32
from tipline.intake.errors import FormExpired, FormForged

LIFE_HOURS: Final = 24
ID_BYTES: Final = 32
MAC_BYTES: Final = 32
TOKEN_BYTES: Final = ID_BYTES + 4 + MAC_BYTES


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """A form that was drawn here. `day`: the UTC day on which it was, whose form key its receipt is derived from."""

    id: bytes
    day: date


def draw(department: Department, at: datetime) -> str:
    """Return a fresh form id with its hour and MAC, as text for a hidden field."""
    form_id, hour = new_form_id(), _hour(at)
    token = form_id + u32(hour) + _mac(department, form_id, hour)
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def read(token: str, department: Department, at: datetime) -> Form:
    """Return the form. Raises FormForged, FormExpired 24 hours after it was drawn."""
    form_id, hour = _authentic(token, department)
    if not 0 <= _hour(at) - hour <= LIFE_HOURS:
        raise FormExpired
    return _form(form_id, hour)


def authentic(token: str, department: Department) -> Form:
    """Return the form, however old it is. Raises FormForged."""
    return _form(*_authentic(token, department))


def _form(form_id: bytes, hour: int) -> Form:
    return Form(form_id, datetime.fromtimestamp(hour * 3600, UTC).date())


def _authentic(token: str, department: Department) -> tuple[bytes, int]:
    data = _decoded(token)
    form_id, hour = data[:ID_BYTES], int.from_bytes(data[ID_BYTES : ID_BYTES + 4], "big")
    if not hmac.compare_digest(data[ID_BYTES + 4 :], _mac(department, form_id, hour)):
        raise FormForged
    return form_id, hour


def _decoded(token: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise FormForged from error
    if len(data) != TOKEN_BYTES:
        raise FormForged
    return data


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600


def _mac(department: Department, form_id: bytes, hour: int) -> bytes:
    value = ctx("form hour", department.pk.bytes, form_id, u32(hour))
    return salted_hmac("tipline.intake.formseed", value, algorithm="sha256").digest()
