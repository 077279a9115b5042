"""A tip that is about to move to oversight, and who reads what of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from tests.builders import AT, World, unlocked
from tests.tips_sent import TEXT, Sent, send_tip, token_of
from tipline.casework.actions import ask_resident, move_to_oversight, write_note
from tipline.casework.queries import opened_casework
from tipline.departments.models import Officer
from tipline.intake.actions import answer, open_mailbox
from tipline.tips.actions import open_tip
from tipline.tips.models import Handling

REASON = "It is one of ours."


@dataclass(frozen=True)
class Case:
    """A tip with a note, a question and its answer."""

    world: World
    sent: Sent

    @classmethod
    def begin(cls, world: World, name: str) -> Case:
        """Send it and work on it."""
        case = cls(world, send_tip(world, "drugs", name))
        act = {"unlocked": unlocked(world.ola), "tip_id": case.sent.tip.pk, "at": AT}
        write_note(**act, expected_version=1, text="Called back.")
        ask_resident(**act, expected_version=2, text="Which car?")
        case.answer("A blue one.", name)
        return case

    def answer(self, text: str, form: str) -> None:
        """Have the resident write."""
        token = token_of(self.world, f"answer {form}")
        assert answer(department=self.world.department, receipt=self.sent.receipt, token=token, text=text, at=AT)

    def move(self) -> None:
        """Move it, as Ola sees it now."""
        version = Handling.objects.values_list("version", flat=True).get(tip=self.sent.tip)
        act = {"tip_id": self.sent.tip.pk, "expected_version": version, "reason": REASON, "at": AT}
        move_to_oversight(unlocked=unlocked(self.world.ola), **act)

    def read_by(self, officer: Officer) -> list[str | None]:
        """Return all that an officer reads of it: the text, the mailbox, the notes. Raises as `open_tip`."""
        reader = unlocked(officer)
        opened = open_tip(unlocked=reader, tip_id=self.sent.tip.pk, at=AT)
        notes = opened_casework(reader, opened).notes
        return [opened.body.text, *(message.text for message in opened.messages), *(note.text for note in notes)]

    def read_by_resident(self) -> list[str | None]:
        """Return the conversation as the receipt opens it."""
        found = open_mailbox(department=self.world.department, receipt=self.sent.receipt, at=AT)
        assert found is not None
        return [message.text for message in found.messages]


BEFORE = [TEXT, "Which car?", "A blue one.", "Called back."]
AFTER = [*BEFORE, REASON]
