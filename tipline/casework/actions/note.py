"""Write a note."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.casework.models import Note
from tipline.casework.text import SENT_AGAIN_WITHIN, checked
from tipline.departments.models import Officer
from tipline.envelope import Purpose
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, advance
from tipline.tips.authored_text import authored_text_or_none, seal_authored_text
from tipline.tips.models import Handling, History
from tipline.tips.sealing import header_of, open_case


def write_note(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, text: str, at: datetime) -> int:
    """Seal a note under the tip's work key. Returns the tip's version; the same words sent again at once are one note.

    Raises TipNotFound, StaleTip, TextRefused.
    """
    text = checked(text)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as handling:
        tip = handling.tip
        work_key = open_case(unlocked, tip).work
        if _is_there(handling, work_key, text, unlocked.officer, at):
            return handling.version
        advance(handling=handling, action=History.Action.NOTE_WRITTEN, actor=unlocked.officer, at=at)
        store_note(handling=handling, work_key=work_key, kind=Note.Kind.NOTE, text=text, author=unlocked.officer, at=at)
        return handling.version


def store_note(
    *, handling: Handling, work_key: bytes, kind: Note.Kind, text: str, author: Officer, at: datetime
) -> None:
    """Seal and insert one note of a tip that the caller has locked."""
    tip = handling.tip
    note = Note(handling=handling, kind=kind, epoch=tip.epoch, author=author, step=handling.version, at=at)
    note.envelope = seal_authored_text(
        work_key, text, header_of(tip, Purpose.NOTE, note.pk, tip.epoch), note.authorship
    )
    note.save(force_insert=True)


def _is_there(handling: Handling, work_key: bytes, text: str, author: Officer, at: datetime) -> bool:
    tip, last = handling.tip, handling.notes.order_by("-step", "-pk").first()
    if last is None or last.author_id != author.pk or last.kind != Note.Kind.NOTE or at - last.at > SENT_AGAIN_WITHIN:
        return False
    header = header_of(tip, Purpose.NOTE, last.pk, last.epoch)
    return authored_text_or_none(work_key, last.envelope, header, last.authorship) == text
