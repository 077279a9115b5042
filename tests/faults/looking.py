"""Complete tips, and what can still be read of one after its rows were changed behind the system's back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from tests.builders import World, unlocked
from tests.tips_sent import Sent, contact_of, rows_of, send_tip, token_of
from tipline.casework.actions import ask_resident, escalate_tip, write_note
from tipline.casework.models import Escalation, Note
from tipline.casework.queries import opened_casework
from tipline.intake.actions import answer
from tipline.tips.actions import open_headlines, open_tip
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Mailbox, Message, Tip, TipContent, TipWrap

DAMAGED: Final = "damaged"
QUESTION, ANSWER, NOTES, REASON = "Which day?", "On Friday.", ("Patrol drove by.", "Called the school."), "A rifle."


@dataclass(frozen=True)
class Seen:
    """What is read of a tip: each its words, or DAMAGED."""

    tip: str
    headline: str
    contact: str
    messages: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[str, ...]


SOUND: Final = Seen("read", "read", "read", (QUESTION, ANSWER), NOTES, (REASON,))
CLOSED: Final = Seen(DAMAGED, "read", "read", (), (), ())
"""Of a tip that does not open nothing is read but its first line and the contact details, each under its own key."""


def full_tip(world: World, form: str, at: datetime | None = None) -> Sent:
    """Send a tip to the tip desk, ask and be answered, note twice, and escalate it to threat assessment."""
    at = at or timezone.now()
    sent, officer = send_tip(world, "drugs", form=form, at=at, contact="ask for Jo"), unlocked(world.ola, at)
    action = {"unlocked": officer, "tip_id": sent.tip.pk, "at": at}
    ask_resident(**action, expected_version=1, text=QUESTION)
    token = token_of(world, f"answer to {form}", at)
    answer(department=world.department, receipt=sent.receipt, token=token, text=ANSWER, at=at)
    for number, words in enumerate(NOTES):
        write_note(**action, expected_version=3 + number, text=words)
    escalate_tip(**action, expected_version=5, to_unit_id=world.assessment.pk, reason=REASON)
    sent.tip.refresh_from_db()
    return sent


def seen(world: World, tip: Tip) -> Seen:
    """Read all of a tip, as officer and as custodian."""
    at = timezone.now()
    officer = unlocked(world.ola, at)
    tip = Tip.objects.get(pk=tip.pk)
    [headline] = open_headlines(unlocked=officer, tips=[tip], at=at).values()
    try:
        contact = contact_of(world, tip, at)
    except TipDamaged:
        contact = ""
    first = ("read" if headline.text else DAMAGED, "read" if contact else DAMAGED)
    try:
        opened = open_tip(unlocked=officer, tip_id=tip.pk, at=at)
    except TipDamaged:
        return Seen(DAMAGED, *first, (), (), ())
    casework = opened_casework(officer, opened)
    return Seen(
        "read",
        *first,
        tuple(message.text or DAMAGED for message in opened.messages),
        tuple(note.text or DAMAGED for note in casework.notes),
        tuple(escalation.reason or DAMAGED for escalation in casework.escalations),
    )


# What is read when the one sealed field is damaged, by model and field.
FIELDS: Final[dict[tuple[type[models.Model], str], Seen]] = {
    (TipContent, "headline"): Seen("read", DAMAGED, "read", (QUESTION, ANSWER), NOTES, (REASON,)),
    (TipContent, "body"): CLOSED,
    (TipContent, "contact"): Seen("read", "read", DAMAGED, (QUESTION, ANSWER), NOTES, (REASON,)),
    (Mailbox, "key_for_units"): CLOSED,
    (Mailbox, "resident_public"): CLOSED,
    (Message, "envelope"): Seen("read", "read", "read", (DAMAGED, ANSWER), NOTES, (REASON,)),
    (Note, "envelope"): Seen("read", "read", "read", (QUESTION, ANSWER), (DAMAGED, NOTES[1]), (REASON,)),
    (Escalation, "reason"): Seen("read", "read", "read", (QUESTION, ANSWER), NOTES, (DAMAGED,)),
}
SILENT: Final = Seen("read", "read", "read", (DAMAGED, DAMAGED), NOTES, (REASON,))
"""Of a mailbox that is moved to another epoch no message opens: each names the epoch of its own key."""
WRAPS: Final = {
    TipWrap.Kind.CASE: Seen(DAMAGED, DAMAGED, "read", (), (), ()),
    TipWrap.Kind.IDENTITY: Seen("read", "read", DAMAGED, (QUESTION, ANSWER), NOTES, (REASON,)),
}


def row_of(model: type[models.Model], tip: Tip) -> models.Model:
    """Return the tip's first row of that model."""
    rows = rows_of(model, tip)
    found = rows.order_by("step").first() if hasattr(model, "step") else rows.first()
    assert found is not None
    return found


def put(row: models.Model, **values: object) -> None:
    """Change a row as a database writer does: past everything of ours."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what was stored within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
