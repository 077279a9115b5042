"""What the desk offers for a tip of oversight, and how two of its members let one go."""

from __future__ import annotations

import pytest

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.oversight import second_member
from tests.tips_sent import Sent, send_tip
from tests.web.pages import words
from tipline.casework.models import Release
from tipline.departments.models import Officer
from tipline.tips.models import Tip, TipWrap


@pytest.fixture
def conduct(world: World) -> Sent:
    return send_tip(world, "police-conduct")


@pytest.fixture
def iris(world: World) -> Officer:
    return second_member(world)


def url(sent: Sent, act: str = "") -> str:
    return f"/desk/tips/{sent.tip.pk}/" + (f"{act}/" if act else "")


def posted(sent: Sent, **fields: str) -> dict[str, str]:
    release = Release.objects.order_by("tip_version").last()
    known = {"version": str(Tip.objects.get(pk=sent.tip.pk).version), "release_id": str(release.pk) if release else ""}
    return known | fields


def test_no_unit_is_offered_and_a_posted_one_is_refused_in_words(world: World, conduct: Sent, at_work: SignIn) -> None:
    client = at_work(world.ivan)
    assert "Escalate to another unit" not in client.get(url(conduct)).content.decode()
    fields = posted(conduct, to_unit_id=str(world.desk.pk), reason="Yours.")
    refused = client.post(url(conduct, "escalate"), fields)
    assert refused.status_code == 422
    assert "stays with oversight until two of its members release it" in words(refused)
    assert set(TipWrap.objects.values_list("unit", flat=True)) == {world.oversight.pk}


def test_two_members_release_it_and_then_the_tip_desk_is_offered(
    world: World, iris: Officer, conduct: Sent, at_work: SignIn
) -> None:
    ivan, second = at_work(world.ivan), at_work(iris)
    page = ivan.post(url(conduct, "release"), posted(conduct, reason="A neighbour."), follow=True)
    assert "It waits for another member of oversight." in words(page)
    assert "Confirm: it is not about police staff" not in words(page)
    page = second.get(url(conduct))
    assert "Ivan Reyes proposes to release it, because:" in words(page)
    assert "A neighbour." in words(page)
    page = second.post(url(conduct, "confirm-release"), posted(conduct), follow=True)
    assert "Released from oversight A neighbour. Proposed by Ivan Reyes , confirmed by Iris Reyes" in words(page)
    assert f'<option value="{world.desk.pk}">Tip desk</option>' in page.content.decode()


@pytest.mark.parametrize("act", ["confirm-release", "reject-release"])
def test_nobody_decides_their_own_proposal(world: World, conduct: Sent, at_work: SignIn, act: str) -> None:
    client = at_work(world.ivan)
    client.post(url(conduct, "release"), posted(conduct, reason="A neighbour."))
    refused = client.post(url(conduct, act), posted(conduct))
    assert refused.status_code == 422
    assert "That proposal does not wait for you any more." in words(refused)


@pytest.mark.parametrize("act", ["reject-release", "withdraw-release"])
def test_turned_down_it_stays_and_can_be_proposed_again(
    world: World, iris: Officer, conduct: Sent, at_work: SignIn, act: str
) -> None:
    at_work(world.ivan).post(url(conduct, "release"), posted(conduct, reason="A neighbour."))
    client = at_work(iris if act == "reject-release" else world.ivan)
    page = client.post(url(conduct, act), posted(conduct), follow=True)
    assert "The tip stays with oversight." in words(page)
    assert "Propose to release it" in words(page)
    assert Tip.objects.get().oversight


def test_a_release_without_a_reason_says_so_at_the_field(world: World, conduct: Sent, at_work: SignIn) -> None:
    refused = at_work(world.ivan).post(url(conduct, "release"), posted(conduct, reason=" "))
    assert refused.status_code == 422
    assert '<p class="field-error" id="release_reason_error">Write something first.</p>' in refused.content.decode()


def test_an_ordinary_tip_has_nothing_of_it(world: World, tip: Sent, at_work: SignIn) -> None:
    page = words(at_work(world.ola).get(url(tip)))
    assert "oversight" not in page
