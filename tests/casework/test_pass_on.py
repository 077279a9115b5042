"""Tips of an officer who left go to a colleague who can open them."""

from __future__ import annotations

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.casework.actions import assign, pass_on_tips
from tipline.casework.errors import OfficerNotThere
from tipline.casework.queries import leavers
from tipline.departments.models import Officer
from tipline.tips.models import Handling, History

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ola had two tips of the tip desk, and left; Dana had one of her own."""
    world = make_department()
    for number, officer in enumerate((world.ola, world.ola, world.dana)):
        tip = send_tip(world, "drugs", form=str(number)).tip
        assign(unlocked=unlocked(world.dana), tip_id=tip.pk, expected_version=1, officer_id=officer.pk, at=AT)
    Officer.objects.filter(pk=world.ola.pk).update(is_active=False)
    return world


def owners() -> list[str]:
    found = Handling.objects.select_related("assignee")
    return sorted(handling.assignee.username if handling.assignee else "" for handling in found)


def test_all_tips_go_to_a_colleague(world: World) -> None:
    given = pass_on_tips(unlocked=unlocked(world.dana), leaver_id=world.ola.pk, officer_id=world.dana.pk, at=AT)
    assert given == (2, 0)
    assert owners() == ["dana", "dana", "dana"]
    assert History.objects.filter(action=History.Action.ASSIGNED).count() == 5


def test_they_can_be_unassigned(world: World) -> None:
    pass_on_tips(unlocked=unlocked(world.dana), leaver_id=world.ola.pk, officer_id=None, at=AT)
    assert owners() == ["", "", "dana"]


def test_a_colleague_who_cannot_open_them_gets_none(world: World) -> None:
    given = pass_on_tips(unlocked=unlocked(world.dana), leaver_id=world.ola.pk, officer_id=world.tess.pk, at=AT)
    assert given == (0, 2)
    assert owners() == ["dana", "ola", "ola"]


def test_nothing_is_taken_from_an_active_officer(world: World) -> None:
    with pytest.raises(OfficerNotThere):
        pass_on_tips(unlocked=unlocked(world.dana), leaver_id=world.dana.pk, officer_id=None, at=AT)


def test_an_officer_without_the_tips_key_moves_none_and_sees_no_count(world: World) -> None:
    assert pass_on_tips(unlocked=unlocked(world.tess), leaver_id=world.ola.pk, officer_id=None, at=AT) == (0, 0)
    assert list(leavers(unlocked(world.tess))) == []
    assert [leaver.left_tips for leaver in leavers(unlocked(world.dana))] == [2]  # type: ignore[attr-defined]


def test_another_departments_former_officer_is_unknown(world: World) -> None:
    other = make_department("lakeside")
    with pytest.raises(OfficerNotThere):
        pass_on_tips(unlocked=unlocked(other.dana), leaver_id=world.ola.pk, officer_id=None, at=AT)
