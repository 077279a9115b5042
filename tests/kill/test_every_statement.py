"""The server is killed at every statement of a submission: all of it is stored, or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kill.forked import ForkedServer
from tests.kill.journeys import Sheet, answer_sheet, opened, receipt_again, receipt_on, tip_sheet, whole

MOMENTS = ("before", "after")
SPENT_FORM = "INSERT tipline_intake_spentform"
TIP_ROWS = {SPENT_FORM, *(f"INSERT tipline_tips_{name}" for name in ("tip", "tipcontent", "mailbox", "tipwrap"))}
TOGETHER = "WITH"
"""PostgreSQL's statement for all rows of a tip, which commits by itself."""
ANSWER_ROWS = {SPENT_FORM, "INSERT tipline_tips_message", "INSERT tipline_tips_history"}


def kill_at(server: ForkedServer, sheet: Sheet, moment: str, number: int) -> None:
    """Send to a server that remembers nothing and dies at that statement; its resident is shown nothing."""
    server.restart()
    with pytest.raises(OSError, match=r"closed|reset"):
        sheet.send(server, kill=f"{moment} {number}")
    server.restart()


def is_stored(steps: list[str], moment: str, number: int) -> bool:
    """Tell whether a server that died there had committed."""
    return any(commits(step) for step in steps[: number + (moment == "after")])


def commits(step: str) -> bool:
    return step == "COMMIT" or step.startswith(TOGETHER)


def steps_of(server: ForkedServer, sheet: Sheet) -> list[str]:
    server.restart()
    steps = sheet.steps(server)
    assert sum(map(commits, steps)) == 1
    return steps


def sheets(server: ForkedServer, steps: list[str], draw: Callable[[str], Sheet]) -> list[tuple[str, Sheet]]:
    server.restart()
    return [(f"words of number {number}.", draw(f"words of number {number}.")) for number in range(len(steps))]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_tip_is_stored_completely_or_not_at_all_and_can_be_sent_again(
    server: ForkedServer, moment: str
) -> None:
    server.restart()
    steps = steps_of(server, tip_sheet(server, "counted"))
    assert set(steps) >= TIP_ROWS or any(step.startswith(TOGETHER) for step in steps)
    tips, _ = whole(server)
    for number, (_text, sheet) in enumerate(sheets(server, steps, lambda text: tip_sheet(server, text))):
        kill_at(server, sheet, moment, number)
        stored = is_stored(steps, moment, number)
        assert whole(server)[0] == tips + stored, steps[number]
        again = sheet.send(server)
        assert ("No second tip was made" in again.text) == stored, steps[number]
        tips += 1
        assert whole(server)[0] == tips, steps[number]
        receipt = receipt_again(server, again)
        assert receipt_again(server, sheet.send(server)) == receipt
        opened(server, receipt)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_answer_is_stored_completely_or_not_at_all_and_can_be_sent_again(
    server: ForkedServer, moment: str
) -> None:
    server.restart()
    receipt = receipt_on(tip_sheet(server, "to be answered").send(server))
    steps = steps_of(server, answer_sheet(server, receipt, "counted"))
    assert set(steps) >= ANSWER_ROWS
    _, answers = whole(server)
    for number, (text, sheet) in enumerate(sheets(server, steps, lambda text: answer_sheet(server, receipt, text))):
        kill_at(server, sheet, moment, number)
        stored = is_stored(steps, moment, number)
        assert whole(server)[1] == answers + stored, steps[number]
        again = sheet.send(server)
        assert ("already sent this message" in again.text) == stored, steps[number]
        answers += 1
        assert whole(server)[1] == answers, steps[number]
        assert again.text.count(text) == 1
