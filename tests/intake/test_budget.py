"""Budgets: only stored tips count, and life-safety tips and each mailbox have budgets of their own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError
from pytest_django import Settings

from tests.builders import AT, World, make_department
from tests.tips_sent import Sent, send_tip, token_of
from tipline.departments.models import Department
from tipline.intake.actions import answer, open_mailbox
from tipline.intake.budget import MESSAGES_AN_HOUR, Flood, flood_of
from tipline.intake.errors import OverBudget
from tipline.tips.models import Message, Tip

pytestmark = pytest.mark.django_db
BUDGET = 12


@pytest.fixture
def world() -> World:
    world = make_department()
    Department.objects.update(hourly_budget=BUDGET)
    world.department.refresh_from_db()
    return world


def fill(world: World, count: int, code: str = "fraud", **words: object) -> None:
    for number in range(count):
        send_tip(world, code, form=f"{code} {number} {words}", **words)


def test_a_flood_of_junk_leaves_room_for_life_safety_tips(world: World) -> None:
    fill(world, 9)
    with pytest.raises(OverBudget):
        send_tip(world, "fraud", form="one more")
    fill(world, 2, "danger-now")
    send_tip(world, "fraud", form="ticked", danger=True)
    assert Tip.objects.filter(life_safety=True).count() == 3


def test_life_safety_tips_have_a_limit_too(world: World) -> None:
    fill(world, BUDGET, "danger-now")
    with pytest.raises(OverBudget):
        send_tip(world, "danger-now", form="one more")


@pytest.mark.parametrize("processes", [1, 5, 50])
def test_each_process_reserves_something_for_life_safety(world: World, settings: Settings, processes: int) -> None:
    settings.TIPLINE_PROCESSES = processes
    with pytest.raises(OverBudget):
        fill(world, BUDGET)
    send_tip(world, "danger-now", form="urgent")


@pytest.mark.parametrize("error", [DatabaseError, IntegrityError, KeyError, KeyboardInterrupt])
def test_a_tip_that_is_not_stored_costs_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(**_: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("tipline.intake.actions.submit.receive_tip", fail)
        for number in range(3 * BUDGET):
            with pytest.raises(error):
                send_tip(world, "fraud", form=f"lost {number}")
    fill(world, 9)
    assert Tip.objects.count() == 9


def say(world: World, sent: Sent, number: int, minutes: int = 0) -> str:
    at = AT + timedelta(minutes=minutes)
    token = token_of(world, f"message {number}", at)
    return answer(department=world.department, receipt=sent.receipt, token=token, text=f"{number}", at=at)


def test_each_mailbox_has_its_own_hourly_limit_of_messages(world: World) -> None:
    one, other = send_tip(world, form="one"), send_tip(world, form="other")
    for number in range(MESSAGES_AN_HOUR):
        assert say(world, one, number) == "received"
        assert say(world, one, number) == "again"
    with pytest.raises(OverBudget):
        say(world, one, -1)
    assert say(world, other, -2) == "received"
    assert say(world, one, -1, minutes=60) == "received"
    assert Message.objects.count() == MESSAGES_AN_HOUR + 2


def test_a_long_mailbox_is_opened_a_page_at_a_time(world: World) -> None:
    sent = send_tip(world)
    for number in range(1, 46):
        say(world, sent, number, minutes=number * 3)

    def texts(page: int) -> tuple[list[str | None], int, bool]:
        found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT, page=page)
        assert found is not None
        return [message.text for message in found.messages], found.page, found.older

    assert texts(1) == ([str(number) for number in range(26, 46)], 1, True)
    assert texts(3) == (["1", "2", "3", "4", "5"], 3, False)
    assert texts(99) == texts(3)


def test_every_process_tells_officers_of_a_flood(world: World) -> None:
    assert flood_of(world.department, AT) is None
    fill(world, 8)
    assert flood_of(world.department, AT) is None  # It was looked at a moment ago.
    later = Department.objects.get()
    from django.core.cache import caches

    caches["limits"].clear()
    assert flood_of(later, AT) == Flood.NEAR
    fill(world, 4, "danger-now")
    caches["limits"].clear()
    assert flood_of(later, AT) == Flood.FULL
    caches["limits"].clear()
    assert flood_of(later, AT + timedelta(hours=1)) is None
