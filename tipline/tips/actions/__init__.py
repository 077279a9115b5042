"""What changes a tip, one module per action."""

from tipline.tips.actions.change import ALL_BUT_TAGS, CHANGES, NOTHING, acting_on, advance
from tipline.tips.actions.mailbox import add_answer, send_question
from tipline.tips.actions.read import (
    Line,
    OpenedMessage,
    OpenedTip,
    find_unopenable,
    open_headlines,
    open_tip,
)
from tipline.tips.actions.receipt import replace_receipt
from tipline.tips.actions.receive import new_reference, receive_tip, store_tip
from tipline.tips.actions.renew import renew_keys
from tipline.tips.actions.status import assign, change_status

__all__ = [
    "ALL_BUT_TAGS",
    "CHANGES",
    "NOTHING",
    "Line",
    "OpenedMessage",
    "OpenedTip",
    "acting_on",
    "add_answer",
    "advance",
    "assign",
    "change_status",
    "find_unopenable",
    "new_reference",
    "open_headlines",
    "open_tip",
    "receive_tip",
    "renew_keys",
    "replace_receipt",
    "send_question",
    "store_tip",
]
