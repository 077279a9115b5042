"""Write a note."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.audit.models import Event
from tipline.casework.models import Note
from tipline.casework.text import checked
from tipline.departments.models import Officer
from tipline.envelope import Purpose
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import NOTHING, acting_on, advance
from tipline.tips.models import History, Tip
from tipline.tips.sealing import open_case, place_of
from tipline.tips.words import seal_words


def write_note(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, text: str, at: datetime) -> int:
    """Seal a note under the tip's work key. Returns the tip's new version.

    Raises TipNotFound, StaleTip, TextRefused.
    """
    text = checked(text)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=NOTHING) as tip:
        advance(tip=tip, what=History.What.NOTED, deed=Event.Deed.NOTE_WRITTEN, actor=unlocked.officer, at=at)
        work_key = open_case(unlocked, tip).work
        store_note(tip=tip, work_key=work_key, kind=Note.Kind.NOTE, text=text, author=unlocked.officer, at=at)
        return tip.version


def store_note(*, tip: Tip, work_key: bytes, kind: Note.Kind, text: str, author: Officer, at: datetime) -> None:
    """Seal and insert one note of a tip that the caller has locked."""
    note = Note(tip=tip, kind=kind, epoch=tip.epoch, author=author, tip_version=tip.version, at=at)
    note.envelope = seal_words(work_key, text, place_of(tip, Purpose.NOTE, note.pk, tip.epoch), note.written)
    note.save(force_insert=True)
