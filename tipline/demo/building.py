"""Build the demonstration in one transaction: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tipline.demo.cast import DEPARTMENTS, RIVERTON, DemoDepartment
from tipline.demo.invention import SPAN, closed_stories, open_stories
from tipline.demo.offices import Office, open_office
from tipline.demo.playing import Playing
from tipline.demo.story import DAY, Step, Story
from tipline.departments.memory import forget_configuration
from tipline.departments.models import Department
from tipline.keyring.log.pin import unpin_root

Progress = Callable[[int, int], None]
"""Told how many of how many tips are in."""


@dataclass(frozen=True, slots=True)
class _Event:
    """One moment of the demonstration's two years: a tip comes in (no step), or something is done with it."""

    at: datetime
    slug: str
    number: int
    story: Story
    step: Step | None


def is_built() -> bool:
    """Tell whether the demonstration departments are there. One transaction makes them and all else."""
    return Department.objects.filter(slug__in=[demo.slug for demo in DEPARTMENTS]).exists()


def build(*, open_tips: int, closed_tips: int, at: datetime, progress: Progress) -> None:
    """Make the departments, their officers and their tips, as if `at` was now and all had happened before.

    Raises what the actions raise; then nothing was made.
    """
    made: list[UUID] = []
    try:
        with transaction.atomic():
            begun = at - timedelta(minutes=SPAN + 3 * DAY)
            offices = {
                demo.slug: open_office(demo, begun + timedelta(days=day), made) for day, demo in enumerate(DEPARTMENTS)
            }
            _play(offices, _events(open_tips, closed_tips, at), open_tips + closed_tips, progress)
    except BaseException:
        for department in made:
            unpin_root(department)
        forget_configuration()
        raise


def _events(open_tips: int, closed_tips: int, at: datetime) -> list[_Event]:
    """Return everything that happened, in the order in which it did, so that the audit trail is in order, too."""
    events: list[_Event] = []
    for demo in DEPARTMENTS:
        stories = open_stories(demo.slug, share(demo, open_tips)) + closed_stories(demo.slug, share(demo, closed_tips))
        for number, story in enumerate(stories):
            received = at - timedelta(minutes=story.age)
            events.append(_Event(received, demo.slug, number, story, None))
            events += [
                _Event(received + timedelta(minutes=step.after), demo.slug, number, story, step)
                for step in story.steps
                if step.after < story.age
            ]
    return sorted(events, key=lambda event: event.at)


def share(demo: DemoDepartment, count: int) -> int:
    """Return how many of so many tips are this department's."""
    return count - count // 2 if demo == RIVERTON else count // 2


def _play(offices: dict[str, Office], events: list[_Event], total: int, progress: Progress) -> None:
    playing: dict[tuple[str, int], Playing] = {}
    for event in events:
        place = (event.slug, event.number)
        if event.step is None:
            playing[place] = Playing(offices[event.slug], event.number, event.story.words, event.at)
            progress(len(playing), total)
        else:
            playing[place].perform(event.step, event.at)
