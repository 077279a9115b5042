"""Sending a tip: the receipt, or an error that returns every word typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.builders import World, make_department, restate, unlocked
from tests.web.pages import HOME, TEXT, area, hidden, send, shown_again, tip, words
from tipline.envelope import Receipt
from tipline.intake.idempotency import issue_form_token
from tipline.intake.models import SpentForm
from tipline.operations.tick import forget_spent_forms
from tipline.routing.configuration import configuration
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip
from tipline.web.views import tip as view

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def read(world: World) -> Any:
    return open_tip(unlocked=unlocked(world.dana, timezone.now()), tip_id=Tip.objects.get().pk, at=timezone.now())


def test_the_response_shows_the_receipt(client: Client) -> None:
    answer = send(client, tip(client))
    assert answer.status_code == 200
    assert "Your tip was received" in words(answer)
    assert Receipt.parse(hidden(answer, "receipt")).text == hidden(answer, "receipt")
    assert "Tips are read Monday to Friday" in words(answer)


def test_the_tip_contains_what_was_typed(client: Client, world: World) -> None:
    typed = tip(client, text="رأيت\r\n他说 <b>", place="5th & Main", when="Friday", source="told", danger="on")
    send(client, typed, language="es")
    body = read(world).body
    assert (body.text, body.danger) == ("رأيت\n他说 <b>", True)
    assert (body.category, body.language) == ("threat-officer", "es")
    said = {answer.label: answer.value for answer in body.answers}
    assert said == {"¿Dónde fue?": "5th & Main", "¿Cuándo fue?": "Friday", "¿Cómo lo sabe?": "told"}
    assert (body.by, body.police) == ("server", False)


def test_sending_again_makes_no_second_tip_and_offers_the_receipt(client: Client) -> None:
    typed = tip(client)
    first, second = send(client, typed), send(client, typed)
    assert "No second tip was made" in words(second)
    assert hidden(first, "receipt") not in second.content.decode()
    assert hidden(shown_again(client, second), "receipt") == hidden(first, "receipt")
    assert Tip.objects.count() == 1


def test_another_text_under_a_spent_form_is_offered_as_a_tip_of_its_own(client: Client) -> None:
    typed = tip(client)
    receipt = hidden(send(client, typed), "receipt")
    changed = {**typed, "text": "And a second man.", "place": "Main", "contact": "555-0199", "category": "weapons"}
    answer = send(client, changed)
    assert "These words were not sent yet" in words(answer)
    assert receipt not in answer.content.decode()
    assert (area(answer), hidden(answer, "place"), area(answer, "contact")) == ("And a second man.", "Main", "555-0199")
    again = send(client, {**changed, "form": hidden(answer, "form")})
    assert "Your tip was received" in words(again)
    assert hidden(again, "receipt") != receipt
    assert Tip.objects.count() == 2


def test_planting_a_form_on_a_resident_reveals_neither_receipt_nor_text(client: Client) -> None:
    typed = tip(client)
    stranger, resident = send(client, {**typed, "text": "x"}), send(client, typed)
    assert hidden(stranger, "receipt") not in resident.content.decode()
    sent = send(client, {**typed, "form": hidden(resident, "form")})
    assert "Your tip was received" in words(sent)
    assert hidden(sent, "receipt") != hidden(stranger, "receipt")


def joining(answer: HttpResponse) -> dict[str, str]:
    """Return the fields of the form that adds words to the first tip."""
    part = HttpResponse(answer.content.decode().split('<form class="joining"')[1])
    return {name: hidden(part, name) for name in ("form", "text")}


def test_another_text_can_be_added_to_the_first_tip_with_its_receipt(client: Client) -> None:
    typed = tip(client)
    receipt = hidden(send(client, typed), "receipt")
    fields = joining(send(client, {**typed, "text": "And a second man.", "source": "saw", "contact": "555-0199"}))
    assert "I saw or heard it myself" in fields["text"]
    assert "555-0199" not in fields["text"]
    answer = client.post("/en/riverton/mailbox/answer/", {**fields, "receipt": receipt})
    assert "Your message was received" in words(answer)
    assert "And a second man." in words(answer)
    assert "Type your receipt." in words(client.post("/en/riverton/mailbox/answer/", {**fields, "receipt": ""}))


@pytest.mark.parametrize("other", [{"category": "police-conduct"}, {"category": "fraud"}, {"danger": "on"}])
def test_a_text_for_other_units_or_more_urgent_is_never_merged(client: Client, other: dict[str, str]) -> None:
    typed = tip(client)
    send(client, typed)
    answer = send(client, {**typed, "text": "And a second man.", **other})
    assert "These words were not sent yet" in words(answer)
    assert "add it to your first tip" not in words(answer)
    send(client, {**typed, "text": "And a second man.", **other, "form": hidden(answer, "form")})
    assert Tip.objects.count() == 2


def test_a_life_safety_text_is_not_merged_with_an_ordinary_tip(client: Client, world: World) -> None:
    restate(world, "gangs", life_safety=True)
    typed = tip(client, category="weapons")
    send(client, typed)
    other = {**typed, "text": "And a second man."}
    assert "add it to your first tip" in words(send(client, other))
    assert "add it to your first tip" not in words(send(client, {**other, "category": "gangs"}))


def test_going_back_and_choosing_again_makes_another_tip(client: Client) -> None:
    first = client.post("/en/riverton/tip/", {"category": "weapons"})
    second = client.post("/en/riverton/tip/", {"category": "police-conduct"})
    for page, code in ((first, "weapons"), (second, "police-conduct")):
        send(client, {"form": hidden(page, "form"), "category": code, "text": TEXT})
    assert Tip.objects.filter(category=None).count() == Tip.objects.exclude(category=None).count() == 1


def test_an_expired_form_keeps_the_text_and_asks_to_send_again(client: Client, world: World) -> None:
    old = issue_form_token(world.department, timezone.now() - timedelta(hours=26))
    answer = send(client, {**tip(client), "form": old})
    assert "If you saw a receipt, your tip was received. If not, press Send once more" in words(answer)
    assert area(answer) == TEXT
    assert not Tip.objects.exists()
    assert "Your tip was received" in words(send(client, {**tip(client), "form": hidden(answer, "form")}))


@contextmanager
def later(monkeypatch: pytest.MonkeyPatch, **more: int) -> Iterator[datetime]:
    at = timezone.now() + timedelta(**more)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: at)
        yield at


@pytest.mark.parametrize("hours", [1, 24, 25])
def test_a_form_sent_again_the_next_day_makes_no_second_tip(
    client: Client, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    typed = tip(client)
    receipt = hidden(send(client, typed), "receipt")
    with later(monkeypatch, hours=hours) as at:
        forget_spent_forms(at)
        answer = send(client, typed)
    assert "No second tip was made" in words(answer)
    assert receipt not in answer.content.decode()
    assert Tip.objects.count() == 1


def test_another_text_under_an_expired_spent_form_is_not_called_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = tip(client)
    send(client, typed)
    with later(monkeypatch, hours=25):
        answer = send(client, {**typed, "text": "And a second man."})
    assert "These words were not sent yet" in words(answer)
    assert Tip.objects.count() == 1


@pytest.mark.parametrize("hours", [27, 72])
def test_a_forgotten_form_is_called_neither_sent_nor_unsent(
    client: Client, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    typed = tip(client)
    send(client, typed)
    with later(monkeypatch, hours=hours) as at:
        forget_spent_forms(at)
        answer = send(client, typed)
    assert "If you saw a receipt, your tip was received. If not, press Send once more" in words(answer)
    assert "not sent" not in words(answer)
    assert Tip.objects.count() == 1


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_at_no_time_does_a_page_make_a_second_tip_or_is_it_called_unsent(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, minute: int
) -> None:
    with monkeypatch.context() as clock:
        drawn = timezone.now().replace(minute=minute, second=0, microsecond=0)
        clock.setattr(timezone, "now", lambda: drawn)
        typed = tip(client)
        send(client, typed)
    for minutes in range(23 * 60, 30 * 60, 10):
        with later(monkeypatch, minutes=minutes) as at:
            # A request that came in before is still at work when old marks are forgotten.
            forget_spent_forms(at + timedelta(minutes=30))
            said = words(send(client, typed))
        assert "No second tip was made" in said or "If you saw a receipt, your tip was received." in said
    assert Tip.objects.count() == 1


@pytest.mark.parametrize("seed", ["", "forged", "A" * 91, "\x00", "é"])
def test_a_forged_form_is_replaced_and_the_text_kept(client: Client, seed: str) -> None:
    answer = send(client, {**tip(client), "form": seed})
    assert area(answer) == TEXT
    assert hidden(answer, "form") != seed
    assert not Tip.objects.exists()


def test_another_departments_form_is_refused(client: Client) -> None:
    other = make_department("lakeside")
    seed = issue_form_token(other.department, timezone.now())
    assert "press Send once more" in words(send(client, {**tip(client), "form": seed}))
    assert not Tip.objects.exists()


def test_an_error_is_shown_on_top_and_at_the_field_and_everything_is_kept(client: Client) -> None:
    answer = send(client, tip(client, text=" ", place="x" * 301, contact="555"))
    page = answer.content.decode()
    assert 'role="alert" tabindex="-1" autofocus' in page
    for part in ('href="#text"', 'id="text-problem"', 'href="#place"', "x" * 301, "555"):
        assert part in page
    assert words(answer).count("“Where was it?” is too long. Shorten it by 1 character.") == 2
    assert not Tip.objects.exists()


def test_a_text_that_is_too_long_is_kept_completely(client: Client) -> None:
    answer = send(client, tip(client, text="語" * 25_000))
    assert "Shorten it by 5000 characters." in words(answer)
    assert area(answer) == "語" * 25_000


def test_markup_is_shown_as_it_was_typed(client: Client) -> None:
    hostile = "</textarea><script>alert(1)</script>"
    answer = send(client, tip(client, text="", place='"><img src=x>', contact=hostile))
    assert "<script>" not in answer.content.decode()
    assert "<img" not in answer.content.decode()
    assert area(answer, "contact") == hostile
    assert hidden(answer, "place") == '"><img src=x>'


def test_characters_that_cannot_be_stored_do_not_stop_a_tip(client: Client, world: World) -> None:
    assert "Your tip was received" in words(send(client, tip(client, text="a\x00b")))
    assert read(world).body.text == "a\ufffdb"


def test_a_file_sent_along_is_dropped_and_the_text_stored(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = send(client, tip(client, photo=SimpleUploadedFile("p.jpg", b"x" * 5000)))
    assert "Your tip was received" in words(answer)


def test_two_fields_that_are_too_long_have_different_errors(client: Client) -> None:
    answer = send(client, tip(client, place="x" * 301, when="x" * 305, contact="é" * 511))
    for said in (
        "“Where was it?” is too long. Shorten it by 1 character.",
        "“When was it?” is too long. Shorten it by 5 characters.",
        "“How can we reach you?” is too long. Shorten it by 2 characters.",
    ):
        assert words(answer).count(said) == 2
    assert "«¿Dónde fue?»" in words(send(client, tip(client, place="x" * 301), language="es"))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Choose one from the list."), ("es", "Elija una opción de la lista.")]
)
def test_an_unknown_source_is_refused_with_our_own_message(client: Client, language: str, said: str) -> None:
    answer = send(client, tip(client, source="canary-7f3a"), language=language)
    assert words(answer).count(said) == 2
    assert "Select a valid choice" not in words(answer)
    assert "canary-7f3a" not in words(answer)


@pytest.mark.parametrize("error", [DatabaseError("canary-secret"), OSError("canary-secret"), KeyError("canary-secret")])
def test_a_tip_that_cannot_be_stored_is_reported_plainly_and_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(**_: object) -> None:
        raise error

    typed = tip(client, place="Main", danger="on")
    with monkeypatch.context() as broken:
        broken.setattr(view, "submit_tip", fail)
        answer = send(client, typed)
    assert answer.status_code == 503
    assert "Your tip was not received" in words(answer)
    assert "555-0100" in words(answer)
    assert (area(answer), hidden(answer, "place"), hidden(answer, "form")) == (TEXT, "Main", typed["form"])
    assert "canary" not in answer.content.decode()
    assert "Your tip was received" in words(send(client, typed))


def test_without_any_database_the_text_is_still_returned(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = tip(client)
    assert configuration("riverton") is not None

    def gone(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("tipline.routing.configuration._departments", gone)
    monkeypatch.setattr("tipline.routing.configuration._Cache.until", 0.0)
    monkeypatch.setattr(view, "submit_tip", gone)
    answer = send(client, typed)
    assert (answer.status_code, area(answer)) == (503, TEXT)


def test_a_broken_limit_loses_no_tip(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError

    typed = tip(client)
    monkeypatch.setattr("tipline.limits.buckets.get_usage", fail)
    assert "Your tip was received" in words(send(client, typed, REMOTE_ADDR=HOME))


def test_sending_takes_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(client, tip(client))
    typed = tip(client)
    # The key log's head and the savepoint are this test's; on PostgreSQL what remains is a single statement.
    with django_assert_num_queries(4 if connection.vendor == "postgresql" else 9):
        send(client, typed)
    assert SpentForm.objects.count() == 2
