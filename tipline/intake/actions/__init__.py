"""What a resident does, one module per action."""

from tipline.intake.actions.mailbox import (
    AnswerOutcome,
    MailboxMessage,
    OpenMailbox,
    ReceiptOutcome,
    answer,
    answer_sent_before,
    change_receipt,
    open_mailbox,
)
from tipline.intake.actions.receipts import KnownReceipt, keep_receipt, show_receipt
from tipline.intake.actions.submit import Outcome, submit_tip, tip_sent_before
from tipline.intake.actions.submit_sealed import SealedOutcome, submit_sealed_tip

__all__ = [
    "AnswerOutcome",
    "KnownReceipt",
    "MailboxMessage",
    "OpenMailbox",
    "Outcome",
    "ReceiptOutcome",
    "SealedOutcome",
    "answer",
    "answer_sent_before",
    "change_receipt",
    "keep_receipt",
    "open_mailbox",
    "show_receipt",
    "submit_sealed_tip",
    "submit_tip",
    "tip_sent_before",
]
