"""The keys of many tips are opened as they are asked for, some hundred at a time."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.tips import sealing
from tipline.tips.models import Tip, TipWrap
from tipline.tips.sealing import CaseKeys, open_case, open_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def tips(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Tip]:
    monkeypatch.setattr(sealing, "AT_ONCE", 2)
    return [send_tip(world, "drugs", form=f"form {number}").tip for number in range(5)]


def test_each_tip_comes_in_its_place_with_its_keys(world: World, tips: list[Tip]) -> None:
    ola = unlocked(world.ola)
    cases = list(open_keys(ola, tips))
    assert [case.tip for case in cases] == tips
    assert [case.keys for case in cases] == [open_case(ola, tip) for tip in tips]


def test_no_more_are_read_or_opened_than_were_asked_for(world: World, tips: list[Tip]) -> None:
    taken: list[Tip] = []

    def noted() -> Iterator[Tip]:
        for tip in tips:
            taken.append(tip)
            yield tip

    opened = open_keys(unlocked(world.ola), noted())
    assert taken == []
    assert isinstance(next(opened).keys, CaseKeys)
    assert taken == tips[:2]


def test_of_some_at_once_it_takes_one_query(
    world: World, tips: list[Tip], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ola = unlocked(world.ola)
    assert len(list(open_keys(ola, tips))) == 5  # Now they are held.
    with django_assert_num_queries(3):
        list(open_keys(ola, tips))


def test_who_holds_none_gets_no_keys_and_a_damaged_wrap_is_told_apart(world: World, tips: list[Tip]) -> None:
    assert [(case.keys, case.closed) for case in open_keys(unlocked(world.tess), tips[:1])] == [(None, frozenset())]
    TipWrap.objects.filter(tip=tips[0]).update(wrapped=b"damaged")
    [case] = open_keys(unlocked(world.ola), tips[:1])
    assert (case.keys, case.closed) == (None, {world.desk.pk})
