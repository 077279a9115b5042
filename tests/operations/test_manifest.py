"""The day's manifest names the day's tips, so that a missing one is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.audit.models import Event
from tipline.operations.manifest import Missing, compare, seal_days
from tipline.retention.actions import fade_times
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip, TipContent

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
DAY = datetime(2026, 3, 10, tzinfo=CHICAGO)
NEXT = DAY + timedelta(days=1, minutes=15)


@pytest.fixture
def world() -> World:
    return make_department()


def send(world: World, *moments: datetime, code: str = "drugs") -> list[Tip]:
    return [send_tip(world, code, form=f"{world.department.slug} {moment}", at=moment).tip for moment in moments]


def manifests() -> list[list[str]]:
    return [event.subjects for event in Event.objects.filter(deed=Event.Deed.DAY_SEALED).order_by("id")]


def test_it_lists_the_tips_of_the_local_day_by_id(world: World) -> None:
    inside = send(world, DAY, DAY.replace(hour=12), DAY.replace(hour=23, minute=59, second=59))
    send(world, DAY + timedelta(days=1))
    seal_days(at=NEXT)
    [[day, *lines]] = manifests()
    assert day == "2026-03-10"
    assert [line[:32] for line in lines] == sorted(tip.pk.hex for tip in inside)


def test_it_waits_until_the_day_has_settled(world: World) -> None:
    send(world, DAY)
    assert seal_days(at=NEXT - timedelta(seconds=1)) == 0
    assert seal_days(at=NEXT) == 1


def test_a_day_is_sealed_once(world: World) -> None:
    send(world, DAY)
    assert [seal_days(at=NEXT), seal_days(at=NEXT), seal_days(at=NEXT + timedelta(days=3))] == [1, 0, 0]


def test_days_without_tips_have_none(world: World) -> None:
    send(world, DAY, DAY + timedelta(days=5))
    seal_days(at=DAY + timedelta(days=9))
    assert [day for day, *_ in manifests()] == ["2026-03-10", "2026-03-15"]


def test_each_department_has_its_own(world: World) -> None:
    other = make_department("lakeside")
    send(world, DAY)
    send(other, DAY)
    assert seal_days(at=NEXT) == 2
    assert all(len(lines) == 2 for lines in manifests())


def test_it_keeps_no_time_within_the_day(world: World) -> None:
    send(world, DAY.replace(hour=13, minute=37))
    seal_days(at=NEXT)
    event = Event.objects.get(deed=Event.Deed.DAY_SEALED)
    assert all(len(part) in {10, 97} for part in event.subjects)
    assert "13:37" not in str(event.subjects)


def test_a_removed_tip_is_found(world: World) -> None:
    kept, gone = send(world, DAY, DAY.replace(hour=12))
    seal_days(at=NEXT)
    removed = gone.pk
    gone.delete()
    assert compare() == [Missing(day="2026-03-10", tip=removed, changed=False)]
    assert Tip.objects.get() == kept


@pytest.mark.parametrize("field", ["headline", "body", "contact"])
def test_a_tip_whose_sealed_words_were_swapped_is_found(world: World, field: str) -> None:
    tip = send_tip(world, at=DAY, contact="555-0199").tip
    seal_days(at=NEXT)
    TipContent.objects.filter(pk=tip.pk).update(**{field: b"something else"})
    assert [missing.changed for missing in compare()] == [True]


def test_what_is_done_with_a_tip_leaves_it_as_it_was_sent(world: World) -> None:
    [tip] = send(world, DAY)
    seal_days(at=NEXT)
    open_tip(unlocked=unlocked(world.dana), tip_id=tip.pk, at=NEXT)
    fade_times(at=DAY + timedelta(days=30))
    assert compare() == []
    assert seal_days(at=DAY + timedelta(days=30)) == 0
