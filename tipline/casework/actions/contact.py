"""Open what the resident left to be reached by."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.actions.note import store_note
from tipline.casework.models import Note
from tipline.casework.text import checked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, advance
from tipline.tips.actions.read import contact_text
from tipline.tips.errors import TipNotFound
from tipline.tips.models import History
from tipline.tips.sealing import open_case, open_identity_key


def open_contact(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, reason: str, at: datetime) -> str:
    """Return the contact details; that they were opened, by whom and why stands with the tip before they are shown.

    It takes the identity key, and a unit that holds the tip: the reason is sealed under its work key, so that whoever
    works on the tip can read it. Raises TipNotFound, StaleTip, TextRefused, TipDamaged.
    """
    reason = checked(reason)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tip = handling.tip
        if not tip.has_contact:
            raise TipNotFound
        identity_key, work_key = open_identity_key(unlocked, tip), open_case(unlocked, tip).work
        advance(
            handling=handling,
            action=History.Action.CONTACT_OPENED,
            actor=unlocked.officer,
            at=at,
            noted=True,
        )
        store_note(
            handling=handling, work_key=work_key, kind=Note.Kind.CONTACT, text=reason, author=unlocked.officer, at=at
        )
    return contact_text(tip, identity_key)
