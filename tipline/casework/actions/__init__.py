"""What officers do with a tip, one module per action."""

from tipline.casework.actions.answers import answer_dealt_with
from tipline.casework.actions.ask import ask_resident
from tipline.casework.actions.assignment import assign, pass_on_tips
from tipline.casework.actions.contact import open_contact
from tipline.casework.actions.escalation import (
    acknowledge_escalation,
    escalate_by_system,
    escalate_tip,
    withdraw_escalation,
)
from tipline.casework.actions.move import move_to_oversight
from tipline.casework.actions.note import write_note
from tipline.casework.actions.release import confirm_release, propose_release, reject_release, withdraw_release
from tipline.casework.actions.status import change_status
from tipline.casework.actions.tags import add_tag, change_tag, create_tag, remove_tag
from tipline.casework.actions.unopenable import Cleared, close_unopenable

__all__ = [
    "Cleared",
    "acknowledge_escalation",
    "add_tag",
    "answer_dealt_with",
    "ask_resident",
    "assign",
    "change_status",
    "change_tag",
    "close_unopenable",
    "confirm_release",
    "create_tag",
    "escalate_by_system",
    "escalate_tip",
    "move_to_oversight",
    "open_contact",
    "pass_on_tips",
    "propose_release",
    "reject_release",
    "remove_tag",
    "withdraw_escalation",
    "withdraw_release",
    "write_note",
]
