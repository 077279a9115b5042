"""Members of units, and routing that waits for a second person."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from tests.builders import World, admit_to, make_department, make_officer, unlocked
from tests.desk.conftest import SignIn
from tests.web.pages import words
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, OFFICER
from tipline.keyring.actions import admission_code_of, enrol
from tipline.keyring.log import verified
from tipline.keyring.models import EnrolledKey
from tipline.keyring.queries import live_keys
from tipline.routing.actions import propose_change
from tipline.routing.models import Proposal
from tipline.routing.queries import pending_proposals

MEMBERS = "/desk/members/"


@pytest.fixture
def nova(world: World) -> Officer:
    return make_officer(world.department, "nova", OFFICER)


def admit_url(unit: Unit) -> str:
    return f"{MEMBERS}{unit.pk}/admit/"


def code_of(officer: Officer) -> str:
    return admission_code_of(unlocked(officer))


def test_members_are_read_from_the_key_log(world: World, at_work: SignIn) -> None:
    page = at_work(world.dana).get(MEMBERS).content.decode()
    assert "Tess Reyes" in page
    assert "Anna Reyes" not in page


def test_a_newcomer_is_admitted_by_the_code(world: World, nova: Officer, at_work: SignIn) -> None:
    client = at_work(world.dana)
    assert "Nova Reyes" in client.get(MEMBERS).content.decode()
    posted = {"newcomer": str(nova.pk), "admission_code": code_of(nova)}
    assert client.post(admit_url(world.desk), posted).headers["Location"] == f"{MEMBERS}?done=admitted"
    assert nova.pk in verified(world.department).members(world.desk.pk)


def test_a_wrong_code_admits_nobody(world: World, nova: Officer, at_work: SignIn) -> None:
    posted = {"newcomer": str(nova.pk), "admission_code": code_of(world.ola)}
    response = at_work(world.dana).post(admit_url(world.desk), posted)
    assert response.status_code == 422
    assert "does not match this person’s key" in response.content.decode()
    assert nova.pk not in verified(world.department).members(world.desk.pk)


def test_codes_are_not_guessed(world: World, nova: Officer, at_work: SignIn) -> None:
    client = at_work(world.dana)
    posted = {"newcomer": str(nova.pk), "admission_code": "00000-00000-0000"}
    answers = [client.post(admit_url(world.desk), posted).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_only_the_units_own_supervisor_admits(world: World, nova: Officer, at_work: SignIn) -> None:
    posted = {"newcomer": str(nova.pk), "admission_code": code_of(nova)}
    at_work(world.dana).post(admit_url(world.oversight), posted)
    assert nova.pk not in verified(world.department).members(world.oversight.pk)


def test_another_departments_people_and_units_are_not_found(world: World, nova: Officer, at_work: SignIn) -> None:
    far = make_department("lakeside")
    client = at_work(world.dana)
    assert "lakeside" not in client.get(MEMBERS).content.decode()
    posted = {"newcomer": str(far.ola.pk), "admission_code": code_of(far.ola)}
    assert client.post(admit_url(world.desk), posted).status_code == 422
    assert client.post(admit_url(far.desk), posted).status_code == 404


def test_a_unit_with_a_key_gets_no_second_one(world: World, at_work: SignIn) -> None:
    response = at_work(world.dana).post(f"{MEMBERS}{world.desk.pk}/key/")
    assert response.status_code == 422
    assert "already has a key" in response.content.decode()


@pytest.mark.parametrize("name", ["ola", "anna", "adam"])
def test_only_supervisors_have_the_page(world: World, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert client.get(MEMBERS).status_code == 404
    assert client.get("/desk/routing/").status_code == 404


def test_nobody_is_named_while_locked(world: World, signed_in: SignIn) -> None:
    assert "Tess" not in signed_in(world.dana).get(MEMBERS).content.decode()


HINT = "no custodian is a member here"


def test_the_page_warns_if_nobody_can_open_contact_details(world: World, at_work: SignIn) -> None:
    client = at_work(world.dana)
    assert HINT in card_of(client, world.desk)
    assert HINT not in card_of(client, world.assessment)
    admit_to(world.desk, world.cleo, by=world.dana, at=timezone.now())
    assert HINT not in card_of(client, world.desk)


def test_the_warning_goes_once_a_custodian_is_a_member_of_both_units(world: World, at_work: SignIn) -> None:
    admit_to(world.desk, world.ivan, by=world.dana, at=timezone.now())
    client = at_work(world.dana)
    assert HINT in card_of(client, world.desk)
    world.ivan.groups.add(Group.objects.get(name=CUSTODIAN))
    assert HINT not in card_of(client, world.desk)
    Officer.objects.filter(pk=world.ivan.pk).update(is_active=False)
    assert HINT in card_of(client, world.desk)


def card_of(client: Client, unit: Unit) -> str:
    page: str = client.get(MEMBERS).content.decode()
    return next(card for card in page.split('<section class="panel">') if unit.name in card.split("</h2>")[0])


@pytest.fixture
def proposal(world: World) -> Proposal:
    gangs = world.department.categories.get(code="gangs")
    values = {"primary": world.assessment, "further": [world.desk]}
    return propose_change(category=gangs, values=values, actor=world.adam, at=timezone.now())


def marked(proposal: Proposal) -> dict[str, str]:
    return {
        "fingerprint": next(
            shown.fingerprint for shown in pending_proposals(proposal.department) if shown.proposal == proposal
        )
    }


def test_a_proposal_takes_effect_when_confirmed(world: World, proposal: Proposal, at_work: SignIn) -> None:
    client = at_work(world.dana)
    page = words(client.get("/desk/routing/"))
    assert "Adam Reyes proposes" in page
    assert "First unit Tip desk Threat assessment" in page
    client.post(f"/desk/routing/{proposal.pk}/confirm/", marked(proposal))
    assert world.department.categories.get(code="gangs").primary_unit == world.assessment


def test_a_rejected_proposal_changes_nothing_and_is_decided(world: World, proposal: Proposal, at_work: SignIn) -> None:
    client, mark = at_work(world.dana), marked(proposal)
    client.post(f"/desk/routing/{proposal.pk}/reject/")
    late = client.post(f"/desk/routing/{proposal.pk}/confirm/", mark)
    assert late.status_code == 409
    assert world.department.categories.get(code="gangs").primary_unit == world.desk


def test_nothing_is_confirmed_while_locked(world: World, proposal: Proposal, signed_in: SignIn) -> None:
    signed_in(world.dana).post(f"/desk/routing/{proposal.pk}/confirm/", marked(proposal))
    assert world.department.categories.get(code="gangs").primary_unit == world.desk


def test_another_departments_proposal_is_not_found(world: World, proposal: Proposal, at_work: SignIn) -> None:
    far = make_department("lakeside")
    assert at_work(far.dana).post(f"/desk/routing/{proposal.pk}/confirm/", marked(proposal)).status_code == 404


def test_without_the_fingerprint_of_the_page_nothing_is_confirmed(
    world: World, proposal: Proposal, at_work: SignIn
) -> None:
    client = at_work(world.dana)
    for posted in ({}, {"fingerprint": 64 * "0"}):
        assert client.post(f"/desk/routing/{proposal.pk}/confirm/", posted).status_code == 409
    assert world.department.categories.get(code="gangs").primary_unit == world.desk


def test_every_member_is_told_of_a_change_until_they_have_seen_it(
    world: World, proposal: Proposal, at_work: SignIn
) -> None:
    told = "Category: Gangs . Proposed by Adam Reyes , confirmed by Dana Reyes ."
    at_work(world.dana).post(f"/desk/routing/{proposal.pk}/confirm/", marked(proposal))
    client = at_work(world.ola)
    for page in ("/desk/", "/desk/tips/"):
        assert told in words(client.get(page))
    assert client.post("/desk/routing/seen/", {"sequence": "999999", "back": "queue"}).status_code == 404
    sequence = verified(world.department).sequence
    answer = client.post("/desk/routing/seen/", {"sequence": str(sequence), "back": "queue"})
    assert answer.headers["Location"] == "/desk/tips/"
    assert told not in words(client.get("/desk/tips/"))
    assert told in words(at_work(world.tess).get("/desk/"))


def forgot(officer: Officer) -> EnrolledKey:
    return enrol(
        officer=officer, passphrase="velvet ocean ladder crumb feather thunder", beside=True, at=timezone.now()
    )


def test_a_member_with_a_new_key_is_shown_and_admitted(world: World, at_work: SignIn) -> None:
    old, new = live_keys(world.ola)[0], forgot(world.ola)
    client = at_work(world.dana)
    assert "New key, waiting for admission" in card_of(client, world.desk)
    assert "(ola): new key" in card_of(client, world.desk)
    client.post(admit_url(world.desk), {"newcomer": str(world.ola.pk), "admission_code": admission_code_of(new)})
    log = verified(world.department)
    assert log.member_key(world.desk.pk, world.ola.pk) == bytes(new.kid)
    assert log.is_retired(bytes(old.kid))
    assert "New key, waiting" not in card_of(client, world.desk)


def test_a_member_with_an_admitted_key_is_not_offered_again(world: World, at_work: SignIn) -> None:
    assert "(ola)" not in card_of(at_work(world.dana), world.desk)


def test_a_key_replaced_here_but_valid_elsewhere_does_not_wait_here(world: World, at_work: SignIn) -> None:
    admit_to(world.desk, world.ivan, by=world.dana)
    new, client = forgot(world.ivan), at_work(world.dana)
    client.post(admit_url(world.desk), {"newcomer": str(world.ivan.pk), "admission_code": admission_code_of(new)})
    assert len(live_keys(world.ivan)) == 2
    assert "New key, waiting" not in card_of(client, world.desk)
    assert "(ivan)" not in card_of(client, world.desk)


def test_a_member_is_made_a_supervisor_from_the_page(world: World, at_work: SignIn) -> None:
    client = at_work(world.dana)
    assert "Let them admit others" in card_of(client, world.desk)
    response = client.post(f"{MEMBERS}{world.desk.pk}/{world.ola.pk}/supervisor/")
    assert response.headers["Location"] == f"{MEMBERS}?done=promoted"
    assert unlocked(world.ola).is_supervisor_of(world.desk.pk)
    assert "admits others" in card_of(client, world.desk)
    assert at_work(world.ola).get(MEMBERS).status_code == 200


@pytest.mark.parametrize("name", ["dana", "ivan", "adam", "anna"])
def test_only_another_member_can_be_made_a_supervisor(world: World, at_work: SignIn, name: str) -> None:
    officer = getattr(world, name)
    response = at_work(world.dana).post(f"{MEMBERS}{world.desk.pk}/{officer.pk}/supervisor/")
    assert response.status_code == 422
    assert not Event.objects.filter(action=Event.Action.SUPERVISOR_MADE).exists()


def test_another_units_supervisor_makes_no_supervisor(world: World, at_work: SignIn) -> None:
    at_work(world.ivan).post(f"{MEMBERS}{world.desk.pk}/{world.ola.pk}/supervisor/")
    assert not unlocked(world.ola).is_supervisor_of(world.desk.pk)


@pytest.mark.parametrize("role", [ANALYST, AUDITOR, ADMINISTRATOR])
def test_analysts_auditors_and_administrators_are_not_offered(world: World, at_work: SignIn, role: str) -> None:
    person = make_officer(world.department, "nova", role)
    client = at_work(world.dana)
    assert "(nova)" not in card_of(client, world.desk)
    posted = {"newcomer": str(person.pk), "admission_code": code_of(person)}
    assert client.post(admit_url(world.desk), posted).status_code == 422


def test_a_code_is_found_in_pasted_text(world: World, nova: Officer, at_work: SignIn) -> None:
    posted = {"newcomer": str(nova.pk), "admission_code": f"Nova: “{code_of(nova).lower()}”."}
    assert at_work(world.dana).post(admit_url(world.desk), posted).status_code == 302


def test_an_incomplete_code_is_answered_with_its_number_of_characters(
    world: World, nova: Officer, at_work: SignIn
) -> None:
    posted = {"newcomer": str(nova.pk), "admission_code": code_of(nova)[:-1]}
    page = at_work(world.dana).post(admit_url(world.desk), posted).content.decode()
    assert "An admission code has 14 characters. You entered 13." in page
    assert code_of(nova)[:-1] in page
