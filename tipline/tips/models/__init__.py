"""Tips: what a resident sent, its keys, its mailbox, and what a department does with it."""

from tipline.tips.models.handling import Disposition, Handling, History, Status
from tipline.tips.models.keys import IN_QUEUE, QUEUE_ORDER, PreviousKey, TipWrap
from tipline.tips.models.mailbox import Mailbox, Message, ResidentKey
from tipline.tips.models.times import Fading, FadingEvent, Precision
from tipline.tips.models.tip import Tip, TipContent

__all__ = [
    "IN_QUEUE",
    "QUEUE_ORDER",
    "Disposition",
    "Fading",
    "FadingEvent",
    "Handling",
    "History",
    "Mailbox",
    "Message",
    "Precision",
    "PreviousKey",
    "ResidentKey",
    "Status",
    "Tip",
    "TipContent",
    "TipWrap",
]
