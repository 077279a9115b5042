"""Build the demonstration in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tipline.demo.department import StaffedDepartment, make_department
from tipline.demo.generator import SPAN, closed_scenarios, open_scenarios
from tipline.demo.people import DEPARTMENTS, RIVERTON, DemoDepartment
from tipline.demo.scenarios import DAY, Scenario, Step
from tipline.demo.simulation import SimulatedTip
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.keyring.log.pin import unpin_root

Progress = Callable[[int, int], None]
"""Called with the number of tips made so far and of all."""


@dataclass(frozen=True, slots=True)
class _Event:
    """A tip comes in (no step), or a step of its scenario is done."""

    at: datetime
    slug: str
    number: int
    scenario: Scenario
    step: Step | None


def is_built() -> bool:
    return Department.objects.filter(slug__in=[demo.slug for demo in DEPARTMENTS]).exists()


def build(*, open_tips: int, closed_tips: int, at: datetime, progress: Progress) -> None:
    """Make the departments, their officers and their tips, as if `at` were now. Raises what the actions raise."""
    made: list[UUID] = []
    try:
        with transaction.atomic():
            start = at - timedelta(minutes=SPAN + 3 * DAY)
            departments = {
                demo.slug: make_department(demo, start + timedelta(days=day), made)
                for day, demo in enumerate(DEPARTMENTS)
            }
            _simulate(departments, _events(open_tips, closed_tips, at), open_tips + closed_tips, progress)
    except BaseException:
        for department in made:
            unpin_root(department)
        invalidate_configuration()
        raise


def _events(open_tips: int, closed_tips: int, at: datetime) -> list[_Event]:
    """All events in order of time, so that the audit trail is in order too."""
    events: list[_Event] = []
    for demo in DEPARTMENTS:
        scenarios = open_scenarios(demo.slug, share(demo, open_tips)) + closed_scenarios(
            demo.slug, share(demo, closed_tips)
        )
        for number, scenario in enumerate(scenarios):
            received = at - timedelta(minutes=scenario.age)
            events.append(_Event(received, demo.slug, number, scenario, None))
            events += [
                _Event(received + timedelta(minutes=step.after), demo.slug, number, scenario, step)
                for step in scenario.steps
                if step.after < scenario.age
            ]
    return sorted(events, key=lambda event: event.at)


def share(demo: DemoDepartment, count: int) -> int:
    """How many of all tips are this department's."""
    return count - count // 2 if demo == RIVERTON else count // 2


def _simulate(departments: dict[str, StaffedDepartment], events: list[_Event], total: int, progress: Progress) -> None:
    tips: dict[tuple[str, int], SimulatedTip] = {}
    for event in events:
        key = (event.slug, event.number)
        if event.step is None:
            tips[key] = SimulatedTip(departments[event.slug], event.number, event.scenario.words, event.at)
            progress(len(tips), total)
        else:
            tips[key].perform(event.step, event.at)
