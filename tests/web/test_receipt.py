"""The receipt is shown once; reloading or going back shows none."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.builders import World, make_department
from tests.web.pages import hidden, send, shown_again, tip, words
from tipline.intake.actions import receipts
from tipline.intake.actions.receipts import tip_for_receipt
from tipline.intake.models import SpentForm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def fields(answer: HttpResponse, *names: str) -> dict[str, str]:
    return {name: hidden(answer, name) for name in names or ("form", "words", "turn")}


def test_a_reload_never_shows_the_receipt_again(client: Client) -> None:
    typed = tip(client)
    receipt = hidden(send(client, typed), "receipt")
    asked = send(client, typed)
    pressed = fields(asked)
    assert hidden(client.post("/en/riverton/receipt/", pressed), "receipt") == receipt
    for reloaded in (client.post("/en/riverton/receipt/", pressed), send(client, typed)):
        assert receipt not in reloaded.content.decode()
        assert "Your tip was received" in words(reloaded)


def test_of_two_simultaneous_requests_one_shows_the_receipt(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known, other = fields(send(client, tip(client))), Client()
    answers: list[HttpResponse] = []

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(receipts, "tip_for_receipt", tip_for_receipt)
        answers.append(other.post("/en/riverton/receipt/", known))
        return tip_for_receipt(*given)

    monkeypatch.setattr(receipts, "tip_for_receipt", meanwhile)
    answers.append(client.post("/en/riverton/receipt/", known))
    assert ['name="receipt"' in answer.content.decode() for answer in answers] == [True, False]


def test_the_page_shows_the_receipt_in_the_other_language(client: Client) -> None:
    first = send(client, tip(client))
    spanish = shown_again(client, first, "es")
    assert hidden(spanish, "receipt") == hidden(first, "receipt")
    assert "Su aviso se recibió" in words(spanish)
    assert 'name="receipt"' not in shown_again(client, first, "es").content.decode()


def test_a_receipt_confirmed_as_kept_is_never_shown_again(client: Client) -> None:
    typed = tip(client)
    first = send(client, typed)
    answer = client.post("/en/riverton/kept/", fields(first))
    assert "Your receipt is not shown any more" in words(answer)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert hidden(first, "receipt") not in answer.content.decode()
    for again in (send(client, typed), shown_again(client, first)):
        assert "Its receipt is not shown any more" in words(again)
        assert "Show the receipt" not in words(again)
    assert shown_again(client, send(client, typed)).status_code == 200


def test_no_turn_shows_a_kept_receipt(client: Client) -> None:
    first = send(client, tip(client))
    known = fields(first)
    client.post("/en/riverton/kept/", known)
    for turn in ("0", "1", "2", ""):
        answer = client.post("/en/riverton/receipt/", {**known, "turn": turn})
        assert hidden(first, "receipt") not in answer.content.decode()


@pytest.mark.parametrize("address", ["mailbox", "leave"])
def test_after_opening_the_mailbox_or_leaving_the_receipt_is_not_shown_again(client: Client, address: str) -> None:
    typed = tip(client)
    first = send(client, typed)
    client.post(f"/en/riverton/{address}/", fields(first, "receipt", "form", "words"))
    assert "Its receipt is not shown any more" in words(send(client, typed))


def test_a_while_after_sending_the_same_text_shows_no_receipt(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = tip(client)
    first = send(client, typed)
    later = timezone.now() + timedelta(minutes=21)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Its receipt is not shown any more" in words(send(client, typed))
    # Whoever still has the page of the receipt before them can still change its language.
    assert hidden(shown_again(client, first, "es"), "receipt") == hidden(first, "receipt")


@pytest.mark.parametrize("wrong", [{"words": "00" * 32}, {"words": "zz"}, {"form": "x"}, {"turn": "2"}, {"turn": "٠"}])
@pytest.mark.parametrize("address", ["receipt", "kept"])
def test_without_form_text_and_attempt_the_receipt_is_not_shown(
    client: Client, address: str, wrong: dict[str, str]
) -> None:
    first = send(client, tip(client))
    answer = client.post(f"/en/riverton/{address}/", {**fields(first), **wrong})
    assert hidden(first, "receipt") not in answer.content.decode()
    assert SpentForm.objects.get().turn == (0 if "turn" in wrong and address == "kept" else 1)


def test_without_the_servers_key_no_wrong_receipt_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = tip(client)
    send(client, typed)
    monkeypatch.setattr("tipline.keyring.key_folder.read_hex", lambda _name: bytes(32))
    again = send(client, typed)
    assert "Your tip was received" in words(again)
    assert shown_again(client, again).status_code == 302


SAID = {
    "en": "If someone is in danger, call 911 now. Do not wait for an answer here",
    "es": "Si alguien está en peligro, llame al 911 ahora. No espere una respuesta aquí",
}


@pytest.mark.parametrize("sent", [{"category": "danger-now"}, {"category": "fraud", "danger": "on"}])
@pytest.mark.parametrize("language", SAID)
def test_after_a_life_safety_tip_the_page_first_says_what_to_do_now(
    client: Client, sent: dict[str, str], language: str
) -> None:
    typed = tip(client, **sent)
    first = send(client, typed, language=language)
    for page in (first, send(client, typed, language=language)):
        before, _ = page.content.decode().split("<h1>")
        assert SAID[language] in words(page)
        assert 'href="tel:911"' in before.split("<main")[1]
    assert not {"Thank", "Gracias"} & set(words(first).split())


def test_after_any_other_tip_nothing_alarms(client: Client) -> None:
    assert "If someone is in danger, call" not in words(send(client, tip(client, category="fraud")))


@pytest.mark.parametrize("order", [["fraud", "danger-now"], ["danger-now", "fraud"]])
def test_the_next_sender_is_told_what_fits_their_own_tip(client: Client, order: list[str]) -> None:
    told = ["If someone is in danger, call" in words(send(client, tip(client, category=code))) for code in order]
    assert told == [code == "danger-now" for code in order]


def test_leaving_goes_to_another_site_and_clears_the_browsers_data(client: Client) -> None:
    answer = client.get("/en/riverton/leave/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://www.wikipedia.org/")
    posted = client.post("/en/riverton/leave/", fields(send(client, tip(client))))
    assert posted.headers["Refresh"] == "0; url=https://www.wikipedia.org/"
    for response in (answer, posted):
        assert response.headers["Clear-Site-Data"] == '"cache"'
        assert "no-store" in response.headers["Cache-Control"]
