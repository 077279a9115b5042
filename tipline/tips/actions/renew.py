"""Give a tip new keys, which only some units get: the others read nothing that comes after (SPEC section 8.1)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from uuid import uuid4

from tipline.envelope import Purpose, seal_content, seal_mailbox_key
from tipline.keyring.queries import SealingKey
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions.read import open_inside
from tipline.tips.epochs import seal_previous, seal_previous_mailbox
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Mailbox, PreviousKey, Tip, TipWrap
from tipline.tips.oversight import require_holders
from tipline.tips.sealing import CaseKeys, MailboxKey, header_of, open_case, wrap_for

Kind = TipWrap.Kind


def renew_keys(*, unlocked: Unlocked, tip: Tip, units: Sequence[SealingKey]) -> CaseKeys:
    """Begin a new epoch of a locked tip, whose keys these units get and no other; return its keys.

    The keys of the epoch before are sealed under the new ones and its wraps go, in the caller's transaction, which also
    saves the tip. The mailbox goes on under a key of its own new epoch, sealed to the same resident. The identity key
    is not renewed: contact details stay with the custodian's unit. Raises ValueError without a unit, OversightOnly,
    TipNotFound, and TipDamaged where the tip is not whole, also when the mailbox is not that of who sent the tip.
    """
    if not units:
        raise ValueError("keys for nobody")
    require_holders(tip, (key.unit for key in units))
    old, new = open_case(unlocked, tip), CaseKeys.generate()
    inside = open_inside(tip, old)
    if inside is None:
        raise TipDamaged
    tip.epoch += 1
    rows = [*seal_previous(tip, old, new), _renew_mailbox(tip, inside.mailbox_keys[0], new)]
    PreviousKey.objects.bulk_create(rows)
    wraps = [wrap_for(tip, key, Kind.CASE, new.to_bytes()) for key in units]
    before = TipWrap.objects.filter(tip=tip).exclude(kind=Kind.IDENTITY)
    asked = set(before.filter(escalated=True).values_list("unit", flat=True))
    for wrap in wraps:
        wrap.escalated = wrap.unit_id in asked
    before.delete()
    TipWrap.objects.bulk_create(wraps)
    return new


def _renew_mailbox(tip: Tip, old: MailboxKey, new: CaseKeys) -> PreviousKey:
    """Draw the mailbox's next key, seal it to units and resident, and return the row that keeps the one before."""
    mailbox: Mailbox = tip.mailbox
    row = seal_previous_mailbox(tip, old.epoch, old.secret, new)
    row.for_resident = mailbox.key_for_resident
    key, public = os.urandom(32), bytes(mailbox.resident_public)
    mailbox.epoch, mailbox.key_id = old.epoch + 1, uuid4()
    mailbox.key_for_units = seal_content(new.tip, key, header_of(tip, Purpose.MAILBOX_KEY, mailbox.key_id, tip.epoch))
    mailbox.key_for_resident = seal_mailbox_key(public, key, tip=tip.pk.bytes, epoch=mailbox.epoch)
    mailbox.save()
    return row
