"""Showing a receipt once more, and never again once it was kept.

A page that is loaded again or come back to sends what it sent before. So each showing has a turn, and none shows twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tipline.departments.models import Department
from tipline.envelope import Receipt, form_digest
from tipline.intake.errors import FormForged
from tipline.intake.idempotency import FormToken, Sending
from tipline.intake.models import SpentForm
from tipline.intake.receipt_keys import known_receipt_of
from tipline.tips.models import Mailbox, Tip

SHOWN_AGAIN: Final = timedelta(minutes=20)
"""So long after sending, whoever lost the answer on the way can have the receipt shown."""


@dataclass(frozen=True, slots=True, repr=False)
class KnownReceipt:
    """What a form that was sent led to. `receipt` is None unless it is this request's turn to show it.

    `turn` is the next one, 0 where the receipt is not to be shown any more.
    """

    receipt: Receipt | None
    life_safety: bool
    turn: int


def show_receipt(*, department: Department, token: str, words: str, turn: str, at: datetime) -> KnownReceipt | None:
    """Show the receipt of a form if it is its turn; None where no tip was sent under this form with these words.

    `words` is the digest of the words, in hexadecimal.
    """
    found = _spent(department, token, words)
    if found is None:
        return None
    spent, receipt = found
    tip = tip_for_receipt(receipt, department)
    if tip is None:
        return None
    # Compared in the database too: of two requests with one turn, one shows it.
    mine = SpentForm.objects.filter(pk=spent.pk, turn=spent.turn)
    if spent.turn != SpentForm.KEPT and turn == str(spent.turn) and mine.update(turn=spent.turn + 1):
        return KnownReceipt(receipt, tip.life_safety, spent.turn + 1)
    return KnownReceipt(None, tip.life_safety, next_turn(spent, at))


def keep_receipt(*, department: Department, token: str, words: str) -> bool:
    """Never show the receipt of a form again; tell whether there was one."""
    found = _spent(department, token, words)
    return found is not None and bool(SpentForm.objects.filter(pk=found[0].pk).update(turn=SpentForm.KEPT))


def next_turn(spent: SpentForm, at: datetime) -> int:
    """Return the turn that would show a receipt now, 0 where it is too late for one."""
    return spent.turn if at - spent.sent_at <= SHOWN_AGAIN else SpentForm.KEPT


def tip_for_receipt(receipt: Receipt, department: Department) -> Tip | None:
    """Return the tip that the receipt belongs to, None where there is none."""
    lookup = receipt.secrets(department.pk.bytes).lookup_hash
    mailbox = Mailbox.objects.select_related("tip").filter(lookup_hash=lookup, tip__department=department.pk).first()
    return mailbox.tip if mailbox else None


def _spent(department: Department, token: str, words: str) -> tuple[SpentForm, Receipt] | None:
    try:
        form, text_digest = FormToken.parse(token, department), bytes.fromhex(words)
    except (FormForged, ValueError):
        return None
    before, receipt = Sending(form_digest(form.id), text_digest).before(), known_receipt_of(form, department)
    if before is None or receipt is None or not before.same:
        return None
    return before.spent, receipt
