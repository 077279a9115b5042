"""Moves tips while a resident answers, an officer writes notes and others read; run as a program on its own database.

Prints, as JSON, what is wrong, and how often each side came first.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from typing import Any

ROUNDS = 8
ANSWERS = 4


class Round:
    """One tip with everybody at it."""

    def __init__(self, world: Any, number: int, counts: Counter[str]) -> None:
        from tests.moves.cases import Case

        self.case, self.counts, self.number = Case.begin(world, f"round {number}"), counts, number
        self.wrong: list[str] = []
        self.sent: list[str] = []
        self.noted: list[str] = []
        self.moved = threading.Event()

    def play(self) -> list[str]:
        """Let all of them act at once and return what went wrong."""
        actions = (self.answers, self.notes, self.reads, self.move)
        threads = [threading.Thread(target=self._guarded, args=(action,)) for action in actions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.wrong or self._looked_at()

    def move(self) -> None:
        """Move the tip a little later each round, again where somebody changed it meanwhile."""
        from tipline.tips.errors import StaleTip

        time.sleep(0.01 * self.number)
        while not self.moved.is_set():
            try:
                self.case.move()
            except StaleTip:
                self.counts["moves that were stale"] += 1
                continue
            self.moved.set()

    def answers(self) -> None:
        """Answer as the resident."""
        for number in range(ANSWERS):
            before = self.moved.is_set()
            text = f"answer {number}"
            self.case.answer(text, f"{self.number} {number}")
            self.sent.append(text)
            self.counts["answers after the move" if before else "answers before it"] += 1

    def notes(self) -> None:
        """Write notes until the tip is gone."""
        from tests.builders import AT, unlocked
        from tipline.casework.actions import write_note
        from tipline.tips.errors import StaleTip, TipNotFound
        from tipline.tips.models import Handling

        tip_id = self.case.sent.tip.pk
        for number in range(100):
            version = Handling.objects.values_list("version", flat=True).get(tip=tip_id)
            try:
                act = {"tip_id": tip_id, "expected_version": version, "text": f"note {number}", "at": AT}
                write_note(unlocked=unlocked(self.case.world.dana), **act)
            except TipNotFound:
                self.counts["notes refused"] += 1
                return
            except StaleTip:
                continue
            self.noted.append(f"note {number}")

    def reads(self) -> None:
        """Read as everybody until oversight has it: whole or not at all."""
        from tests.moves.cases import BEFORE
        from tipline.tips.errors import TipNotFound

        seen = False
        while not seen:
            over = self.moved.is_set()
            for officer in (self.case.world.ola, self.case.world.ivan):
                try:
                    read = self.case.read_by(officer)
                except TipNotFound:
                    continue
                self.counts["readings"] += 1
                if None in read or not set(BEFORE) <= set(read):
                    self.wrong.append(f"{officer} read {read}")
            if None in self.case.read_by_resident():
                self.wrong.append("the resident read something damaged")
            seen = over

    def _guarded(self, action: Any) -> None:
        from django.db import connection

        try:
            action()
        except Exception as error:  # noqa: BLE001 - whatever it is, the run is not sound
            self.wrong.append(f"{action.__name__}: {error!r}")
            self.moved.set()
        finally:
            connection.close()

    def _looked_at(self) -> list[str]:
        from tipline.tips.models import History, Message

        tip, wrong = self.case.sent.tip, []
        oversight, resident = self.case.read_by(self.case.world.ivan), self.case.read_by_resident()
        wrong += [f"oversight lost {text}" for text in (*self.sent, *self.noted) if text not in oversight]
        wrong += [f"the resident lost {text}" for text in self.sent if text not in resident]
        wrong += ["something does not open"] if None in (*oversight, *resident) else []
        moved_at = History.objects.get(handling__tip=tip, action=History.Action.MOVED_TO_OVERSIGHT).step
        for message in Message.objects.filter(tip=tip):
            if message.epoch != (1 if message.step < moved_at else 2):
                wrong.append(f"version {message.step} is under the keys of epoch {message.epoch}")
        return wrong


def main() -> None:
    """Play all rounds."""
    import django

    django.setup()
    from tests.builders import make_department

    world, counts = make_department(), Counter[str]()
    wrong = [fault for number in range(ROUNDS) for fault in Round(world, number, counts).play()]
    json.dump({"wrong": wrong, "counts": counts}, sys.stdout)


if __name__ == "__main__":
    main()
