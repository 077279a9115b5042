"""What a resident does, one module a deed."""

from tipline.intake.actions.before import (
    answer_sent_before,
    sealed_tip_sent_before,
    tip_sent_before,
    words_sent_before,
)
from tipline.intake.actions.mailbox import (
    AnswerOutcome,
    MailboxMessage,
    OpenMailbox,
    ReceiptOutcome,
    answer,
    change_receipt,
    open_mailbox,
)
from tipline.intake.actions.receipts import KnownReceipt, keep_receipt, next_turn, show_receipt
from tipline.intake.actions.submit import Outcome, accepts, published_keys, submit_tip
from tipline.intake.actions.submit_sealed import SealedOutcome, submit_sealed_tip

__all__ = [
    "AnswerOutcome",
    "KnownReceipt",
    "MailboxMessage",
    "OpenMailbox",
    "Outcome",
    "ReceiptOutcome",
    "SealedOutcome",
    "accepts",
    "answer",
    "answer_sent_before",
    "change_receipt",
    "keep_receipt",
    "next_turn",
    "open_mailbox",
    "published_keys",
    "sealed_tip_sent_before",
    "show_receipt",
    "submit_sealed_tip",
    "submit_tip",
    "tip_sent_before",
    "words_sent_before",
]
