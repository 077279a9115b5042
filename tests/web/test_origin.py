"""A form from another site counts as a first visit."""

import pytest
from django.test import Client

from tests.builders import World, make_department
from tests.web.pages import TEXT, hidden, send, sent_receipt, tip, words
from tipline.intake.models import SpentForm
from tipline.tips.models import Message, Tip

pytestmark = pytest.mark.django_db
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://testserver"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "https://testserver.example:443"},
]
OWN = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Origin": "null"},
    {},
]


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("page", ["tip", "send", "receipt", "kept", "mailbox", "mailbox/answer"])
def test_a_form_from_another_site_is_refused(client: Client, headers: dict[str, str], page: str) -> None:
    receipt, form = sent_receipt(client), tip(client)
    answer = client.post(f"/en/riverton/{page}/", {**form, "receipt": receipt}, headers=headers)
    shown = answer.content.decode()
    assert form["form"] not in shown
    assert receipt not in shown
    assert TEXT.split("\n")[0] not in shown
    assert answer.headers.get("Location", "/en/riverton/") == "/en/riverton/"
    assert Tip.objects.count() == 1
    assert not Message.objects.exists()


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("page", ["receipt", "kept", "leave"])
def test_another_site_can_neither_show_a_receipt_nor_stop_it_from_being_shown(
    client: Client, headers: dict[str, str], page: str
) -> None:
    first = send(client, tip(client))
    known = {name: hidden(first, name) for name in ("form", "words", "turn")}
    answer = client.post(f"/en/riverton/{page}/", known, headers=headers)
    assert hidden(first, "receipt") not in answer.content.decode()
    assert SpentForm.objects.get().turn == int(known["turn"])


@pytest.mark.parametrize("headers", OWN)
def test_a_form_from_our_own_pages_is_accepted(client: Client, headers: dict[str, str]) -> None:
    assert "Your tip was received" in words(send(client, tip(client), headers=headers))
