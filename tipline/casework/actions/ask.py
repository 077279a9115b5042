"""Ask the resident."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.text import checked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, send_question
from tipline.tips.actions.read import mailbox_key_of
from tipline.tips.sealing import open_case


def ask_resident(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, text: str, at: datetime) -> int:
    """Put a question into the tip's mailbox; the tip then waits for the resident. Returns the new version.

    Raises TipNotFound, StaleTip, TextRefused, TransitionRefused (a closed tip has to be reopened first).
    """
    text = checked(text)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as tip:
        mailbox_key = mailbox_key_of(tip, tip.mailbox, open_case(unlocked, tip).tip)
        send_question(tip=tip, mailbox_key=mailbox_key, text=text, actor=unlocked.officer, at=at)
        return tip.version
