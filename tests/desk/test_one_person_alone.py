"""What a single administrator might try in order to divert complaints."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.builders import World, make_officer, unlock_cookie
from tests.desk.conftest import SignIn
from tests.web.pages import words
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import OFFICER, SUPERVISOR
from tipline.routing.actions import propose_change, propose_unit
from tipline.routing.configuration import configuration
from tipline.routing.models import Proposal
from tipline.routing.queries import pending_proposals

CATEGORIES = "/desk/tipline_departments/category/"


@pytest.fixture
def proposal(world: World) -> Proposal:
    gangs = world.department.categories.get(code="gangs")
    return propose_change(category=gangs, values={"active": False}, actor=world.adam, at=timezone.now())


def confirm(client: Client, proposal: Proposal) -> tuple[int, str]:
    fingerprint = next(
        shown.fingerprint for shown in pending_proposals(proposal.department) if shown.proposal == proposal
    )
    answer = client.post(f"/desk/routing/{proposal.pk}/confirm/", {"fingerprint": fingerprint})
    return answer.status_code, words(answer)


def offered(code: str) -> bool:
    found = configuration("riverton")
    return found is not None and found.offered(code) is not None


def test_an_account_with_every_role_and_a_new_key_confirms_nothing(
    world: World, proposal: Proposal, at_work: SignIn
) -> None:
    paul = make_officer(world.department, "paul", OFFICER, SUPERVISOR)
    status, said = confirm(at_work(paul), proposal)
    assert (status, offered("gangs")) == (409, True)
    assert "Only a supervisor whose key can admit others may decide this." in said


def test_an_administrator_has_no_page_for_confirming(world: World, proposal: Proposal, signed_in: SignIn) -> None:
    client = signed_in(world.adam)
    assert client.get("/desk/routing/").status_code == 404
    assert confirm(client, proposal)[0] == 404


def test_a_former_administrator_cannot_confirm_their_own_proposal(
    world: World, proposal: Proposal, at_work: SignIn
) -> None:
    Proposal.objects.update(proposed_by=world.dana)
    status, said = confirm(at_work(world.dana), proposal)
    assert (status, "A second person" in said, offered("gangs")) == (409, True, True)


def test_a_real_category_can_be_neither_switched_off_nor_imitated(world: World, signed_in: SignIn) -> None:
    client = signed_in(world.adam)
    conduct = world.department.categories.get(code="police-conduct")
    off = {"name_en": "", "name_es": "", "order": "170", "primary": str(world.oversight.pk)}
    assert client.post(f"{CATEGORIES}{conduct.pk}/change/", off).status_code == 422
    away = {**off, "active": "on", "primary": str(world.desk.pk)}
    assert client.post(f"{CATEGORIES}{conduct.pk}/change/", away).status_code == 422
    copy = {**away, "code": "conduct", "name_en": "CONDUCT of police staff!"}
    assert client.post(f"{CATEGORIES}add/", copy).status_code == 422
    assert not Proposal.objects.exists()


def test_a_desk_supervisor_cannot_confirm_a_change_that_affects_oversight(world: World, at_work: SignIn) -> None:
    conduct = world.department.categories.get(code="police-conduct")
    values = {"names": {"en": "Feedback for the chief"}}
    proposal = propose_change(category=conduct, values=values, actor=world.adam, at=timezone.now())
    status, said = confirm(at_work(world.dana), proposal)
    assert (status, "touches oversight" in said) == (409, True)
    assert conduct.name == "Conduct of police staff"


def test_only_oversight_can_add_an_oversight_unit(world: World, at_work: SignIn) -> None:
    proposal = propose_unit(
        department=world.department, name="Ethics board", kind=Unit.Kind.OVERSIGHT, actor=world.adam, at=timezone.now()
    )
    assert confirm(at_work(world.dana), proposal)[0] == 409
    assert confirm(at_work(world.ivan), proposal)[0] == 302


def test_a_taken_over_account_does_not_have_its_key(world: World, proposal: Proposal, signed_in: SignIn) -> None:
    """A new password lets in; what was unlocked is the real Dana's, in another sign-in."""
    cookie = unlock_cookie(world.dana, bytes(32), at=timezone.now())
    client = signed_in(Officer.objects.get(pk=world.dana.pk))
    client.cookies[settings.UNLOCK_COOKIE_NAME] = cookie.hex()
    confirm(client, proposal)
    assert offered("gangs")
