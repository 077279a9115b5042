"""The server is killed while eight residents send: what they were told is true. The whole run: `benchmarks.kills`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.kills.result import Result
from benchmarks.kills.run import run

SOUND = Result(
    engine="SQLite",
    kills=1,
    seed=1,
    seconds=1.0,
    counts=Counter(),
    shown={"one": {"RECEIPT-1"}, "two": {"RECEIPT-2"}},
    unopened=[],
    stored={"one": 1, "two": 1},
    faults=[],
)


def test_every_shown_receipt_opens_its_mailbox_and_no_tip_is_duplicated(tmp_path: Path) -> None:
    result = run(tmp_path, times=5, seed=47, clients=8)
    assert result.sound, result.wrong
    assert result.kills == 5
    assert result.counts["sends broken off"] > 0, "no kill met a request: this run tells nothing"
    assert "receipts that open no mailbox" in result.table()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"shown": {"one": {"RECEIPT-1", "RECEIPT-3"}, "two": {"RECEIPT-2"}}}, "tips without exactly one receipt"),
        ({"unopened": ["RECEIPT-2"]}, "receipts that open no mailbox"),
        ({"stored": {"one": 1}}, "tips that are lost"),
        ({"stored": {"one": 2, "two": 1}}, "tips that are there twice"),
        ({"stored": {"one": 1, "two": 1, "three": 1}}, "tips that nobody sent"),
        ({"faults": ["a tip has no mailbox"]}, "rows that are not whole"),
    ],
)
def test_faults_are_found_in_a_result(changed: dict[str, object], wrong: str) -> None:
    assert SOUND.sound
    result = replace(SOUND, **changed)  # type: ignore[arg-type]
    assert not result.sound
    assert [name for name, found in result.wrong.items() if found] == [wrong]


def test_a_run_without_tips_is_not_valid() -> None:
    assert not replace(SOUND, shown={}, stored={}).sound
