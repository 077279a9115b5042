"""What the demonstration's tips say, to be looked for where it must not stand."""

from __future__ import annotations

from collections.abc import Iterator

from tipline.demo.building import share
from tipline.demo.cast import DEPARTMENTS
from tipline.demo.invention import closed_stories, open_stories
from tipline.demo.story import Story

SHORTEST = 14
"""Bytes: shorter words such as "Now" are found in anything."""


def stories(opened: int, closed: int) -> list[Story]:
    """Return every story of a demonstration of that size."""
    return [
        story
        for demo in DEPARTMENTS
        for story in open_stories(demo.slug, share(demo, opened)) + closed_stories(demo.slug, share(demo, closed))
    ]


def phrases(opened: int, closed: int) -> Iterator[bytes]:
    """Yield each line that a resident or an officer wrote."""
    for story in stories(opened, closed):
        words = story.words
        texts = [words.text, words.place, words.when, words.contact, *(step.text for step in story.steps)]
        for line in "\n".join(texts).splitlines():
            if len(line.encode()) >= SHORTEST:
                yield line.encode()
