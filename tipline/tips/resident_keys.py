"""The resident's keys, from the first one to that of the receipt that holds now (SPEC section 19.5).

A body names the first. Each later one is stated under the mailbox key, so that a swapped public key is found out, while
a changed receipt is not taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tipline.envelope import Purpose, seal_content, u32
from tipline.tips.errors import TipDamaged
from tipline.tips.models import ResidentKey, Tip
from tipline.tips.sealing import MailboxKey, header_of, open_bytes

KID_BYTES: Final = 16


def seal_next_resident_key(tip: Tip, key: MailboxKey, number: int, before: bytes, after: bytes) -> ResidentKey:
    """Return the unsaved row that says: the resident's key with the kid `before` gave way to that with `after`."""
    row = ResidentKey(tip=tip, epoch=key.epoch, number=number)
    header = header_of(tip, Purpose.RESIDENT_KEY, tip.pk, key.epoch)
    row.envelope = seal_content(key.secret, before + after + u32(number), header)
    return row


def current_resident_kid(tip: Tip, first: bytes, keys: Iterable[MailboxKey]) -> bytes:
    """Return the kid that the chain leads to from the first one. Raises TipDamaged where a link does not hold."""
    secrets = {key.epoch: key.secret for key in keys}
    kid = first
    for number, row in enumerate(ResidentKey.objects.filter(tip=tip).order_by("number"), start=1):
        secret = secrets.get(row.epoch)
        if secret is None or row.number != number:
            raise TipDamaged
        link = open_bytes(secret, row.envelope, header_of(tip, Purpose.RESIDENT_KEY, tip.pk, row.epoch))
        before, after, counted = link[:KID_BYTES], link[KID_BYTES : 2 * KID_BYTES], link[2 * KID_BYTES :]
        if before != kid or len(after) != KID_BYTES or counted != u32(number):
            raise TipDamaged
        kid = after
    return kid
