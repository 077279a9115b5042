"""Come back with a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from tipline.departments.models import Department
from tipline.envelope import (
    EnvelopeError,
    Receipt,
    ReceiptSecrets,
    open_mailbox_key,
)
from tipline.intake.budget import within_message_budget
from tipline.intake.errors import FormForged
from tipline.intake.idempotency import FormToken, Sending, SentBefore, once
from tipline.tips.actions import OpenedMessage, add_answer, replace_receipt
from tipline.tips.actions.read import messages_of, opened_messages
from tipline.tips.locking import lock_tip
from tipline.tips.models import Handling, Mailbox, PreviousKey, Tip
from tipline.tips.sealing import FIRST_EPOCH, MailboxKey
from tipline.tips.workflow import resident_status_label

AnswerOutcome = Literal["received", "again", "unknown"]
ReceiptOutcome = Literal["changed", "again", "unknown"]
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, repr=False)
class MailboxMessage:
    """One message as the resident sees it: no officer is named. `text` is None where it is damaged."""

    from_resident: bool
    text: str | None
    at: datetime
    precision: int


@dataclass(frozen=True, slots=True, repr=False)
class OpenMailbox:
    """What a receipt opens: a status word and the conversation, never the tip."""

    status: str
    status_word: str
    messages: list[MailboxMessage]
    page: int
    older: bool


def open_mailbox(*, department: Department, receipt: Receipt, at: datetime, page: int = 1) -> OpenMailbox | None:
    """Open a page of the conversation of a receipt, the newest first; a page that is not there is the last one.

    None for an unknown one, after the same look-up, derivation and opening.
    """
    handling, key = _find(department, receipt)
    tip = handling.tip if handling else Tip(pk=NOBODY, department_id=department.pk)
    found = messages_of(tip, page)
    if any(row.epoch > key.epoch for row in found.rows):
        # The mailbox was renewed between the two looks at it.
        handling, key = _find(department, receipt)
    keys = [key, *(_older_keys(department, receipt, handling.tip.mailbox) if handling else ())]
    messages = [_shown(message) for message in opened_messages(tip, keys, found.rows, {})]
    if handling is None:
        return None
    return OpenMailbox(
        status=handling.status,
        status_word=str(resident_status_label(handling)),
        messages=messages,
        page=found.number,
        older=found.older,
    )


def answer(*, department: Department, receipt: Receipt, token: str, text: str, at: datetime) -> AnswerOutcome:
    """Put the resident's message into their mailbox; the same form adds nothing twice.

    Other words under a form that was sent are a message of their own and are stored, never dropped. Raises FormRefused,
    OverBudget.
    """
    form = FormToken.parse(token, department)
    handling, key = _find(department, receipt)
    if handling is None:
        return "unknown"
    sending = _sending(form, text)
    try:
        with once(sending):
            form.require_open(at)
            with within_message_budget(handling.tip, at), transaction.atomic():
                sending.spent_form(at).save(force_insert=True)
                add_answer(
                    mailbox=handling.tip.mailbox,
                    mailbox_key=key,
                    reopen=lambda: _key_now(department, receipt),
                    text=text,
                    at=at,
                )
    except Mailbox.DoesNotExist:
        return "unknown"
    except SentBefore as before:
        if before.same:
            return "again"
        # Other words were first by a moment.
        return answer(department=department, receipt=receipt, token=token, text=text, at=at)
    return "received"


def answer_sent_before(*, department: Department, token: str, text: str) -> bool:
    """Tell whether these words were put into some mailbox under the form, without looking at any receipt."""
    try:
        form = FormToken.parse(token, department)
    except FormForged:
        return False
    before = _sending(form, text).before()
    return before is not None and before.same


def change_receipt(*, department: Department, receipt: Receipt, new: Receipt, at: datetime) -> ReceiptOutcome:
    """Let the new receipt open the mailbox in place of the one that does; asked again, it changes nothing.

    `new` is drawn for this and was never another tip's. Who copied the old one may have read what is there until now.
    """
    with transaction.atomic():
        handling, _ = _find(department, receipt)
        if handling is None:
            return "again" if knows(department, new) else "unknown"
        lock_tip(handling.tip_id)
        handling, key = _find(department, receipt)
        if handling is None:
            return "again" if knows(department, new) else "unknown"
        mailbox = handling.tip.mailbox
        keys = [key, *_older_keys(department, receipt, mailbox)]
        replace_receipt(mailbox=mailbox, keys=keys, secrets=new.secrets(department.pk.bytes), at=at)
    return "changed"


def knows(department: Department, receipt: Receipt) -> bool:
    """Tell whether a tip has this receipt, after the same work for an unknown one."""
    return _find(department, receipt)[0] is not None


def _sending(form: FormToken, text: str) -> Sending:
    sending = Sending.of(form, text.encode())
    first = sending.before()
    return sending if first is None or first.same else sending.on_its_own()


def _find(department: Department, receipt: Receipt) -> tuple[Handling | None, MailboxKey]:
    """Return what the department does with the receipt's tip, with the tip and its mailbox, and the mailbox's key."""
    secrets = receipt.secrets(department.pk.bytes)
    handlings = Handling.objects.filter(department=department.pk, tip__department=department.pk)
    handling = handlings.select_related("tip__mailbox").filter(tip__mailbox__lookup_hash=secrets.lookup_hash).first()
    if handling is None:
        return None, MailboxKey(FIRST_EPOCH, secrets.mailbox_key(NOBODY.bytes))
    mailbox = handling.tip.mailbox
    return handling, _opened(secrets, mailbox.tip_id, mailbox.epoch, mailbox.key_for_resident)


def _key_now(department: Department, receipt: Receipt) -> MailboxKey:
    """Open the mailbox's key as it is now. Raises DoesNotExist when another receipt opens it by now."""
    handling, key = _find(department, receipt)
    if handling is None:
        raise Mailbox.DoesNotExist
    return key


def _older_keys(department: Department, receipt: Receipt, mailbox: Mailbox) -> Iterator[MailboxKey]:
    """Open the keys that the mailbox had before it was renewed. No query for one that never was."""
    if mailbox.epoch == FIRST_EPOCH:
        return
    secrets = receipt.secrets(department.pk.bytes)
    for row in PreviousKey.objects.filter(tip=mailbox.tip_id, kind=PreviousKey.Kind.MAILBOX):
        with suppress(EnvelopeError):
            yield _opened(secrets, mailbox.tip_id, row.of_epoch, row.for_resident)


def _opened(secrets: ReceiptSecrets, tip: UUID, epoch: int, sealed: bytes | memoryview | None) -> MailboxKey:
    """Open the key of one epoch; that of the first comes from the receipt itself, until the receipt is changed."""
    if sealed is None and epoch == FIRST_EPOCH:
        return MailboxKey(epoch, secrets.mailbox_key(tip.bytes))
    return MailboxKey(epoch, open_mailbox_key(secrets.kem_seed, bytes(sealed or b""), tip=tip.bytes, epoch=epoch))


def _shown(message: OpenedMessage) -> MailboxMessage:
    return MailboxMessage(message.from_resident, message.text, message.at, message.precision)
