"""What the desk offers for an oversight tip, and how two members release one."""

from __future__ import annotations

import pytest

from tests.builders import World, admit_to
from tests.desk.conftest import SignIn
from tests.oversight import second_member, second_unit
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
    release = Release.objects.order_by("step").last()
    known = {
        "version": str(sent.handling.version),
        "release_id": str(release.pk) if release else "",
    }
    return known | fields


def test_no_unit_is_offered_and_a_posted_one_is_refused_with_a_message(
    world: World, conduct: Sent, at_work: SignIn
) -> None:
    client = at_work(world.ivan)
    assert "Escalate to another unit" not in client.get(url(conduct)).content.decode()
    fields = posted(conduct, to_unit_id=str(world.desk.pk), reason="Yours.")
    refused = client.post(url(conduct, "escalate"), fields)
    assert refused.status_code == 422
    assert "stays with oversight until two of its members release it" in words(refused)
    assert set(TipWrap.objects.values_list("unit", flat=True)) == {world.oversight.pk}


def test_after_two_members_release_it_the_tip_desk_is_offered(
    world: World, iris: Officer, conduct: Sent, at_work: SignIn
) -> None:
    ivan, second = at_work(world.ivan), at_work(iris)
    page = ivan.post(url(conduct, "release"), posted(conduct, reason="A neighbour."), follow=True)
    assert "It waits for another member of oversight." in words(page)
    assert "Confirm: it is not about police staff" not in words(page)
    assert "Release proposed" in words(second.get("/desk/tips/"))
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
def test_a_rejected_release_can_be_proposed_again(
    world: World, iris: Officer, conduct: Sent, at_work: SignIn, act: str
) -> None:
    at_work(world.ivan).post(url(conduct, "release"), posted(conduct, reason="A neighbour."))
    client = at_work(iris if act == "reject-release" else world.ivan)
    page = client.post(url(conduct, act), posted(conduct), follow=True)
    assert "The tip stays with oversight." in words(page)
    assert "Propose to release it" in words(page)
    assert Tip.objects.get().oversight


def test_a_release_without_a_reason_is_an_error_at_the_field(world: World, conduct: Sent, at_work: SignIn) -> None:
    refused = at_work(world.ivan).post(url(conduct, "release"), posted(conduct, reason=" "))
    assert refused.status_code == 422
    assert '<p class="field-error" id="release_reason_error">Write something first.</p>' in refused.content.decode()


def test_an_ordinary_tip_offers_no_release(world: World, tip: Sent, at_work: SignIn) -> None:
    page = words(at_work(world.ola).get(url(tip)))
    assert "With oversight only" not in page
    assert "Propose to release it" not in page


def test_a_tip_about_an_officer_moves_to_oversight_and_disappears_from_the_desk(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    client, unit = at_work(world.ola), str(world.oversight.pk)
    assert f'<input type="hidden" name="unit_ids" value="{unit}">' in client.get(url(tip)).content.decode()
    page = client.post(url(tip, "oversight"), posted(tip, unit_ids=unit, reason="It is Sergeant Brandt."), follow=True)
    assert page.redirect_chain == [("/desk/tips/moved/", 302)]
    assert "From now on only oversight can open it" in words(page)
    assert client.get(url(tip)).status_code == 404
    assert "Nothing waits." in words(client.get("/desk/tips/"))


def test_oversight_gets_it_unread_with_the_reason(world: World, tip: Sent, at_work: SignIn) -> None:
    fields = posted(tip, unit_ids=str(world.oversight.pk), reason="It is Sergeant Brandt.")
    at_work(world.ola).post(url(tip, "oversight"), fields)
    client = at_work(world.ivan)
    assert "Unread" in words(client.get("/desk/tips/"))
    page = words(client.get(url(tip)))
    assert "Ola Reyes moved it to oversight" in page
    assert "why it went to oversight It is Sergeant Brandt." in page
    assert "It is about an officer" not in page


def test_a_member_of_oversight_who_moved_it_returns_to_it(world: World, tip: Sent, at_work: SignIn) -> None:
    admit_to(world.oversight, world.ola, by=world.ivan)
    fields = posted(tip, unit_ids=str(world.oversight.pk), reason="One of ours.")
    page = at_work(world.ola).post(url(tip, "oversight"), fields, follow=True)
    assert "Moved to oversight. Nobody else can open it any more." in words(page)


@pytest.mark.parametrize("units", [[], ["nonsense"], ["desk"]])
def test_an_incomplete_move_keeps_the_reason(world: World, tip: Sent, at_work: SignIn, units: list[str]) -> None:
    chosen = [str(world.desk.pk) if unit == "desk" else unit for unit in units]
    refused = at_work(world.ola).post(url(tip, "oversight"), posted(tip, reason="Brandt.") | {"unit_ids": chosen})
    assert refused.status_code == 422
    assert "Brandt.</textarea>" in refused.content.decode()
    assert not Tip.objects.get(pk=tip.tip.pk).oversight


def test_with_several_oversight_units_one_is_chosen(world: World, tip: Sent, at_work: SignIn) -> None:
    inspectors = second_unit(world)
    client = at_work(world.ola)
    page = client.get(url(tip)).content.decode()
    assert f'<input type="checkbox" id="oversight_unit_1" name="unit_ids" value="{inspectors.pk}">' in page
    client.post(url(tip, "oversight"), posted(tip, unit_ids=str(inspectors.pk), reason="Ivan."))
    assert set(TipWrap.objects.filter(kind="case").values_list("unit", flat=True)) == {inspectors.pk}


def test_the_page_after_a_move_is_the_same_for_everybody(world: World, at_work: SignIn) -> None:
    pages = [at_work(officer).get("/desk/tips/moved/") for officer in (world.ola, world.tess)]
    assert [page.status_code for page in pages] == [200, 200]


def test_text_typed_for_a_tip_that_moved_meanwhile_is_returned(world: World, tip: Sent, at_work: SignIn) -> None:
    fields = posted(tip, text="The plate is 7KX 204.")
    late = at_work(world.dana)
    at_work(world.ola).post(url(tip, "oversight"), posted(tip, unit_ids=str(world.oversight.pk), reason="Ours."))
    own = {"Sec-Fetch-Site": "same-origin"}
    refused = late.post(url(tip, "note"), fields, headers=own)
    nowhere = late.post("/desk/tips/00000000-0000-4000-8000-000000000000/note/", fields, headers=own)
    assert refused.status_code == 404
    assert "What you sent was not stored." in words(refused)
    assert "The plate is 7KX 204.</textarea>" in refused.content.decode()
    assert refused.content == nowhere.content
