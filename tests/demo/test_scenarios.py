"""Written and generated tips are varied, the same in every run, and can all be carried out."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from tests.demo.words import phrases, scenarios
from tipline.demo.build import build
from tipline.demo.generator import PARTS, WRITTEN, closed_scenarios, open_scenarios
from tipline.demo.people import DEPARTMENTS
from tipline.demo.scenarios import Action, Actor
from tipline.departments.catalogue import STANDARD_CATEGORIES
from tipline.tips.models import Disposition, Tip

SLUGS = [demo.slug for demo in DEPARTMENTS]


def headline(text: str) -> str:
    return text.splitlines()[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_twenty_open_tips_have_every_kind_and_no_first_line_twice(slug: str) -> None:
    found = open_scenarios(slug, 20)
    assert {scenario.words.code for scenario in found} == set(STANDARD_CATEGORIES)
    assert len({headline(scenario.words.text) for scenario in found}) == 20


@pytest.mark.parametrize("slug", SLUGS)
def test_three_hundred_closed_tips_repeat_no_text_and_few_first_lines(slug: str) -> None:
    found = [scenario.words.text for scenario in closed_scenarios(slug, 300)]
    assert len(set(found)) == 300
    assert Counter(map(headline, found)).most_common(1)[0][1] <= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_members_of_threat_assessment_do_not_escalate_to_it(slug: str) -> None:
    steps = [step for scenario in (*open_scenarios(slug, 20), *closed_scenarios(slug, 300)) for step in scenario.steps]
    assert {step.by for step in steps if step.action == Action.ESCALATE} == {Actor.OFFICER}


@pytest.mark.parametrize("slug", SLUGS)
def test_closed_tips_spread_over_two_years_with_every_disposition(slug: str) -> None:
    found = closed_scenarios(slug, 300)
    months = Counter(int(scenario.age // (30 * 24 * 60)) for scenario in found)
    assert min(months[month] for month in range(1, 24)) >= 5
    assert {scenario.steps[-1].disposition for scenario in found} == set(Disposition)
    assert len({round(scenario.steps[0].after) for scenario in found}) > 100


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_of_every_tip_lies_in_the_past_and_in_order(slug: str) -> None:
    for scenario in (*WRITTEN[slug], *closed_scenarios(slug, 300)):
        times = [0.0, *(step.after for step in scenario.steps), scenario.age]
        assert times == sorted(times)


def test_every_run_makes_the_same_scenarios() -> None:
    assert scenarios(60, 40) == scenarios(60, 40)


def test_tips_are_written_in_four_languages() -> None:
    written = "".join(phrase.decode() for phrase in phrases(40, 0))
    assert all(word in written for word in ("سكين", "保护费", "machete", "countdown"))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_disposition_has_rationales(slug: str) -> None:
    assert set(PARTS[slug].rationales) == set(Disposition.values)
    assert set(PARTS[slug].sentences) == set(STANDARD_CATEGORIES)


@pytest.mark.django_db
def test_every_written_tip_can_be_sent_and_worked_on(cheap_passphrases: None) -> None:
    written = 2 * max(map(len, WRITTEN.values()))
    build(open_tips=written, closed_tips=30, at=timezone.now(), progress=lambda _done, _total: None)
    assert Tip.objects.count() == written + 30
    assert Tip.objects.filter(language="es").exclude(department__slug="puerto-claro").exists()
