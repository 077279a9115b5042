"""Ask the resident."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.text import SENT_AGAIN_WITHIN, checked
from tipline.departments.models import Officer
from tipline.envelope import Purpose
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, send_question
from tipline.tips.actions.read import mailbox_key_of
from tipline.tips.authored_text import authored_text_or_none, by_officer
from tipline.tips.models import Tip
from tipline.tips.sealing import MailboxKey, header_of, open_case


def ask_resident(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, text: str, at: datetime) -> int:
    """Put a question into the tip's mailbox; the tip then waits for the resident. Returns its version.

    The same words sent again at once are one question.

    Raises TipNotFound, StaleTip, TextRefused, TransitionRefused (a closed tip has to be reopened first).
    """
    text = checked(text)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tip = handling.tip
        mailbox_key = mailbox_key_of(tip, tip.mailbox, open_case(unlocked, tip).tip)
        if _is_there(tip, mailbox_key, text, unlocked.officer, at):
            return handling.version
        send_question(handling=handling, mailbox_key=mailbox_key, text=text, actor=unlocked.officer, at=at)
        return handling.version


def _is_there(tip: Tip, key: MailboxKey, text: str, author: Officer, at: datetime) -> bool:
    last = tip.messages.order_by("-step", "-pk").first()
    if last is None or last.author_id != author.pk or last.epoch != key.epoch or at - last.at > SENT_AGAIN_WITHIN:
        return False
    header = header_of(tip, Purpose.MESSAGE, last.pk, last.epoch)
    return authored_text_or_none(key.secret, last.envelope, header, by_officer(author.pk)) == text
