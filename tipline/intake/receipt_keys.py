"""The receipt keys: secrets of the server from which, with a form id, its receipts are derived (SPEC section 12).

Each UTC day has its own, in a file of the folder of keys that all processes share. Once it is deleted nobody can derive
a receipt of that day again, whatever they kept of the form.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.idempotency import FormToken
from tipline.keyring import key_folder

KEY_BYTES: Final = 32
KEPT: Final = timedelta(hours=26)
"""How long after its day's end a key is kept: the last form of the day can be sent for 24 hours, and a while later the
same words still lead to the same receipt.
"""

_NAME: Final = re.compile(r"receipts-(\d{4}-\d\d-\d\d)\.key")


def receipt_of(form: FormToken, department: Department) -> Receipt:
    """Return the receipt that a form leads to: the same each time. Raises OSError where its key cannot be had."""
    return Receipt.from_form(receipt_key(form.day), form.id, department.pk.bytes)


def known_receipt_of(form: FormToken, department: Department) -> Receipt | None:
    """Return the receipt that a form led to, None where its key is not there (any more)."""
    key = known_receipt_key(form.day)
    return Receipt.from_form(key, form.id, department.pk.bytes) if key else None


def receipt_key(day: date) -> bytes:
    """Return the day's key; the first to ask makes it. Raises OSError when it can neither be read nor made."""
    known = known_receipt_key(day)
    if known is not None:
        return known
    with suppress(FileExistsError):  # Another process was first.
        key_folder.create_hex(_name(day), os.urandom(KEY_BYTES))
    made = known_receipt_key(day)
    if made is None:
        raise OSError("a receipt key cannot be read")
    return made


def known_receipt_key(day: date) -> bytes | None:
    """Return the day's key, None where there is none (any more)."""
    found = key_folder.read_hex(_name(day))
    return found if found is not None and len(found) == KEY_BYTES else None


def forget_receipt_keys(*, at: datetime) -> int:
    """Delete the keys of the days whose forms nobody can send any more; return how many."""
    old = [day for day in _days() if datetime.combine(day, time(), UTC) + timedelta(days=1) + KEPT < at]
    for day in old:
        key_folder.remove(_name(day))
    return len(old)


def _days() -> list[date]:
    found = (_NAME.fullmatch(path.name) for path in key_folder.location().glob("receipts-*.key"))
    return [date.fromisoformat(match[1]) for match in found if match]


def _name(day: date) -> str:
    return f"receipts-{day.isoformat()}.key"
