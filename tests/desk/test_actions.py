"""Every action on a tip, as the table has it: sent in one way, by who may, and never lost."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from tests.action_forms import fields_of
from tests.builders import PASSPHRASE, PASSWORD, World, give_passphrase
from tests.demo.small import light_passphrases
from tests.desk.conftest import SignIn
from tests.desk.pages import carried_by, form_to
from tests.tips_sent import Sent
from tipline.casework import actions as casework
from tipline.desk.actions import ACTIONS, Action
from tipline.tips.models import Handling, History

NOWHERE = "00000000-0000-4000-8000-000000000000"
LOGIN = "/desk/account/login/"
OWN = {"Sec-Fetch-Site": "same-origin"}


def url(action: Action, tip_id: object) -> str:
    return reverse(action.view_name, args=[tip_id])


def nothing_was_done(tip: Sent) -> bool:
    return not History.objects.exists() and Handling.objects.get().version == 1


def test_no_action_is_done_by_get(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    answers = {name: client.get(url(action, tip.tip.pk)) for name, action in ACTIONS.items()}
    assert {name: (each.status_code, each.headers["Allow"]) for name, each in answers.items()} == dict.fromkeys(
        ACTIONS, (405, "POST")
    )
    assert nothing_was_done(tip)


def test_an_action_on_a_tip_of_another_unit_looks_the_same_as_on_a_missing_one(
    world: World, tip: Sent, at_work: SignIn
) -> None:
    client = at_work(world.ivan)
    for action in ACTIONS.values():
        posted = fields_of(action, world)
        here, nowhere = client.post(url(action, tip.tip.pk), posted), client.post(url(action, NOWHERE), posted)
        assert (here.status_code, here.content) == (404, nowhere.content), action.name
    assert nothing_was_done(tip)


@pytest.mark.parametrize("name", ["anna", "adam", "root"])
def test_officers_who_read_no_tips_have_no_actions(world: World, tip: Sent, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    answers = [client.post(url(action, tip.tip.pk), fields_of(action, world)) for action in ACTIONS.values()]
    assert {answer.status_code for answer in answers} == {404}
    assert nothing_was_done(tip)


def test_an_action_while_locked_is_pending_until_unlocking(world: World, tip: Sent, signed_in: SignIn) -> None:
    with light_passphrases():
        give_passphrase(world.ola)
    for action in ACTIONS.values():
        client, typed = signed_in(world.ola), fields_of(action, world)
        page = client.post(url(action, tip.tip.pk), typed)
        assert action.written or f"“{action.button}” was not done yet" in page.content.decode(), action.name
        with light_passphrases():
            asked = client.post("/desk/unlock/", {**carried_by(page), "passphrase": PASSPHRASE})
        assert f">{action.button}</button>" in asked.content.decode(), action.name
        assert form_to(asked, f"/{action.name}/").items() >= typed.items(), action.name
    assert nothing_was_done(tip)


def test_the_text_of_an_action_survives_signing_in(world: World, tip: Sent) -> None:
    for action in ACTIONS.values():
        client, typed = Client(headers=OWN), fields_of(action, world, "Typed for an hour.")
        page = client.post(url(action, tip.tip.pk), typed)
        asked = client.post(LOGIN, {**carried_by(page), "login": "ola", "password": PASSWORD})
        carried = {f"pending-{name}": value for name, value in typed.items()}
        assert carried.items() <= carried_by(asked).items(), action.name
        assert asked.content.decode().count("Typed for an hour.</textarea>") == len(action.written), action.name
    assert nothing_was_done(tip)


def test_an_action_without_a_csrf_token_is_refused(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    client.handler.enforce_csrf_checks = True
    for action in ACTIONS.values():
        answer = client.post(url(action, tip.tip.pk), fields_of(action, world))
        assert answer.status_code == 403, action.name
        assert "Nothing was done" in answer.content.decode()
    assert nothing_was_done(tip)


def test_an_action_without_a_version_is_refused_and_keeps_its_text(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    for action in ACTIONS.values():
        answer = client.post(url(action, tip.tip.pk), fields_of(action, world, "Typed.") | {"version": ""})
        assert answer.status_code == 422, action.name
        assert answer.content.decode().count("Typed.</textarea>") >= len(action.written), action.name
    assert Handling.objects.get().version == 1


def test_every_action_has_its_template_fragment() -> None:
    for action in ACTIONS.values():
        get_template(action.template)


def test_every_casework_action_on_a_tip_has_its_entry() -> None:
    called = {action.call for action in ACTIONS.values()}
    elsewhere = {"change_tag", "close_unopenable", "create_tag", "escalate_by_system", "pass_on_tips"}
    functions = {name for name in casework.__all__ if name.islower()}
    assert {getattr(casework, name) for name in functions - elsewhere} == called
