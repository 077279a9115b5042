"""A resident changes their receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tipline.envelope import ReceiptSecrets, key_id, seal_mailbox_key
from tipline.tips.models import Handling, History, Mailbox, PreviousKey, ResidentKey, Tip
from tipline.tips.resident_keys import seal_next_resident_key
from tipline.tips.sealing import MailboxKey


def replace_receipt(*, mailbox: Mailbox, keys: Iterable[MailboxKey], secrets: ReceiptSecrets, at: datetime) -> None:
    """Let another receipt open the mailbox of a locked tip, in the place of the one that did.

    `keys`: all that this one opened, the newest among them; they are sealed to the new one. Raises IntegrityError when
    the new receipt is that of another tip.
    """
    tip, found = mailbox.tip, {key.epoch: key for key in keys}
    number = ResidentKey.objects.filter(tip=tip).count() + 1
    before, after = key_id(bytes(mailbox.resident_public)), secrets.resident_kid
    seal_next_resident_key(tip, found[mailbox.epoch], number, before, after).save(force_insert=True)
    for row in PreviousKey.objects.filter(tip=tip, kind=PreviousKey.Kind.MAILBOX, of_epoch__in=found):
        row.for_resident = _sealed(tip, secrets, found[row.of_epoch])
        row.save(update_fields=["for_resident"])
    mailbox.lookup_hash, mailbox.resident_public = secrets.lookup_hash, secrets.resident_public
    mailbox.key_for_resident = _sealed(tip, secrets, found[mailbox.epoch])
    mailbox.save()
    # No step of the handling: officers' work on the tip is not concerned.
    lines = (
        History(handling=handling, action=History.Action.RECEIPT_CHANGED, actor=None, step=handling.version, at=at)
        for handling in Handling.objects.filter(tip=tip)
    )
    History.objects.bulk_create(lines)


def _sealed(tip: Tip, secrets: ReceiptSecrets, key: MailboxKey) -> bytes:
    return seal_mailbox_key(secrets.resident_public, key.secret, tip=tip.pk.bytes, epoch=key.epoch)
