"""The written and the invented tips: varied, the same in every run, and each of them can happen."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from tests.demo.words import phrases, stories
from tipline.demo.building import build
from tipline.demo.cast import DEPARTMENTS
from tipline.demo.invention import PARTS, WRITTEN, closed_stories, open_stories
from tipline.demo.story import Deed, Desk
from tipline.departments.catalogue import STANDARD_CATEGORIES
from tipline.tips.models import Disposition, Tip

SLUGS = [demo.slug for demo in DEPARTMENTS]


def headline(text: str) -> str:
    return text.splitlines()[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_twenty_open_tips_have_every_kind_and_no_first_line_twice(slug: str) -> None:
    found = open_stories(slug, 20)
    assert {story.words.code for story in found} == set(STANDARD_CATEGORIES)
    assert len({headline(story.words.text) for story in found}) == 20


@pytest.mark.parametrize("slug", SLUGS)
def test_three_hundred_closed_tips_repeat_no_text_and_few_first_lines(slug: str) -> None:
    found = [story.words.text for story in closed_stories(slug, 300)]
    assert len(set(found)) == 300
    assert Counter(map(headline, found)).most_common(1)[0][1] <= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_only_who_is_no_member_of_threat_assessment_escalates_to_it(slug: str) -> None:
    steps = [step for story in (*open_stories(slug, 20), *closed_stories(slug, 300)) for step in story.steps]
    assert {step.by for step in steps if step.deed == Deed.ESCALATE} == {Desk.OFFICER}


@pytest.mark.parametrize("slug", SLUGS)
def test_closed_tips_spread_over_two_years_with_every_disposition(slug: str) -> None:
    found = closed_stories(slug, 300)
    months = Counter(int(story.age // (30 * 24 * 60)) for story in found)
    assert min(months[month] for month in range(1, 24)) >= 5
    assert {story.steps[-1].disposition for story in found} == set(Disposition)
    assert len({round(story.steps[0].after) for story in found}) > 100


@pytest.mark.parametrize("slug", SLUGS)
def test_the_whole_way_of_every_tip_lies_in_the_past_and_in_order(slug: str) -> None:
    for story in (*WRITTEN[slug], *closed_stories(slug, 300)):
        times = [0.0, *(step.after for step in story.steps), story.age]
        assert times == sorted(times)


def test_a_run_tells_the_same_stories_as_the_one_before() -> None:
    assert stories(60, 40) == stories(60, 40)


def test_four_languages_are_heard() -> None:
    told = "".join(phrase.decode() for phrase in phrases(40, 0))
    assert all(word in told for word in ("سكين", "保护费", "machete", "countdown"))


@pytest.mark.parametrize("slug", SLUGS)
def test_each_way_to_close_has_its_reasons(slug: str) -> None:
    assert set(PARTS[slug].rationales) == set(Disposition.values)
    assert set(PARTS[slug].sentences) == set(STANDARD_CATEGORIES)


@pytest.mark.django_db
def test_every_written_tip_can_be_sent_and_worked_on(cheap_passphrases: None) -> None:
    written = 2 * max(map(len, WRITTEN.values()))
    build(open_tips=written, closed_tips=30, at=timezone.now(), progress=lambda _done, _total: None)
    assert Tip.objects.count() == written + 30
    assert Tip.objects.filter(language="es").exclude(department__slug="puerto-claro").exists()
