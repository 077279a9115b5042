"""The text of the demonstration's tips, to search for it in stores."""

from __future__ import annotations

from collections.abc import Iterator

from tipline.demo.build import share
from tipline.demo.generator import closed_scenarios, open_scenarios
from tipline.demo.people import DEPARTMENTS
from tipline.demo.scenarios import Scenario

SHORTEST = 14
"""Bytes: shorter words such as "Now" are found in anything."""


def scenarios(opened: int, closed: int) -> list[Scenario]:
    """Return every scenario of a demonstration of that size."""
    return [
        scenario
        for demo in DEPARTMENTS
        for scenario in open_scenarios(demo.slug, share(demo, opened))
        + closed_scenarios(demo.slug, share(demo, closed))
    ]


def phrases(opened: int, closed: int) -> Iterator[bytes]:
    """Yield each line that a resident or an officer wrote."""
    for scenario in scenarios(opened, closed):
        words = scenario.words
        texts = [words.text, words.place, words.when, words.contact, *(step.text for step in scenario.steps)]
        for line in "\n".join(texts).splitlines():
            if len(line.encode()) >= SHORTEST:
                yield line.encode()
