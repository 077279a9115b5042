"""Returning with the receipt."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.builders import World, make_department, unlocked
from tests.web.pages import HOME, area, hidden, sent_receipt, words
from tipline.casework.actions import ask_resident
from tipline.envelope import Receipt
from tipline.tips.models import Message, Tip
from tipline.web.views import mailbox as view

pytestmark = pytest.mark.django_db
OPEN = "/en/riverton/mailbox/"
ANSWER = "/en/riverton/mailbox/answer/"
UNKNOWN = Receipt(5).text


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


@pytest.fixture
def receipt(client: Client, world: World) -> str:
    return sent_receipt(client)


def answer_fields(client: Client, receipt: str, text: str = "XYZ 123") -> dict[str, str]:
    return {"receipt": receipt, "form": hidden(client.post(OPEN, {"receipt": receipt}), "form"), "text": text}


def test_the_page_asks_for_the_receipt_and_allows_pasting(client: Client) -> None:
    page = client.get(OPEN).content.decode()
    assert 'name="receipt"' in page
    assert 'autocomplete="off"' in page
    assert "maxlength" not in page


def test_case_spaces_and_hyphens_do_not_matter(client: Client, receipt: str) -> None:
    for typed in (
        receipt,
        receipt.lower(),
        f"  {receipt.replace('-', ' ')} ",
        receipt.replace("-", "").replace("0", "o"),
    ):
        assert "Your tip: received" in words(client.post(OPEN, {"receipt": typed}))


def test_a_question_is_shown_without_a_name_and_escaped(client: Client, receipt: str, world: World) -> None:
    ask_resident(
        unlocked=unlocked(world.dana, timezone.now()),
        tip_id=Tip.objects.get().pk,
        expected_version=1,
        text="<b>Which</b>\nplate?",
        at=timezone.now(),
    )
    answer = client.post(OPEN, {"receipt": receipt})
    assert "&lt;b&gt;Which&lt;/b&gt;\nplate?" in answer.content.decode()
    assert "Your tip: more needed" in words(answer)
    assert "Dana" not in words(answer)


def test_the_mailbox_never_shows_the_tip(client: Client, receipt: str) -> None:
    assert "pickup" not in words(client.post(OPEN, {"receipt": receipt}))


def test_a_typo_is_reported_before_anything_is_looked_up(
    client: Client, receipt: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wrong = ("1" if receipt[0] != "1" else "2") + receipt[1:]
    client.get(OPEN)
    with django_assert_num_queries(0):
        answer = client.post(OPEN, {"receipt": wrong})
    assert "typing mistake" in words(answer)
    assert hidden(answer, "receipt") == wrong


@pytest.mark.parametrize("typed", ["", "x", "é" * 28, "A" * 5000, "<script>", "\x00"])
def test_an_invalid_receipt_is_answered_calmly(client: Client, typed: str) -> None:
    answer = client.post(OPEN, {"receipt": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert 'href="#receipt"' in answer.content.decode()


def test_unknown_and_foreign_receipts_get_the_same_response(client: Client, receipt: str) -> None:
    make_department("lakeside")
    client.get("/en/lakeside/mailbox/")
    pages = [client.post("/en/lakeside/mailbox/", {"receipt": typed}) for typed in (UNKNOWN, receipt)]
    bodies = [page.content.decode().replace(typed, "") for page, typed in zip(pages, (UNKNOWN, receipt), strict=True)]
    assert bodies[0] == bodies[1]
    assert dict(pages[0].headers) == dict(pages[1].headers)
    assert "No tip has this receipt" in words(pages[0])


def test_an_unknown_receipt_costs_as_many_queries(
    client: Client, receipt: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(OPEN)
    for typed in (receipt, UNKNOWN):
        with django_assert_num_queries(2):
            client.post(OPEN, {"receipt": typed})


def test_an_answer_is_stored_and_shown(client: Client, receipt: str) -> None:
    answer = client.post(ANSWER, answer_fields(client, receipt, "سيارة زرقاء\n<i>"))
    assert "Your message was received" in words(answer)
    assert "سيارة زرقاء\n&lt;i&gt;" in answer.content.decode()
    assert area(answer) == ""


def test_an_answer_sent_again_is_stored_once(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    client.post(ANSWER, fields)
    answer = client.post(ANSWER, fields)
    assert "You had already sent this message" in words(answer)
    assert Message.objects.count() == 1


def test_an_empty_answer_is_an_error(client: Client, receipt: str) -> None:
    answer = client.post(ANSWER, answer_fields(client, receipt, " "))
    assert "Write your message." in words(answer)
    assert not Message.objects.exists()


def test_an_answer_that_is_too_long_is_kept(client: Client, receipt: str) -> None:
    answer = client.post(ANSWER, answer_fields(client, receipt, "x" * 20_001))
    assert "Shorten it by 1 character." in words(answer)
    assert area(answer) == "x" * 20_001


def test_an_expired_form_keeps_the_answer(client: Client, receipt: str) -> None:
    answer = client.post(ANSWER, {"receipt": receipt, "form": "old", "text": "XYZ"})
    assert "If your message stands below, it was received. If not, press Send once more" in words(answer)
    assert area(answer) == "XYZ"
    again = client.post(ANSWER, {"receipt": receipt, "form": hidden(answer, "form"), "text": "XYZ"})
    assert "Your message was received" in words(again)


@pytest.mark.parametrize("text", ["XYZ 123", "Other words"])
def test_answers_sent_again_the_next_day_are_stored_once(
    client: Client, receipt: str, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    fields = answer_fields(client, receipt)
    client.post(ANSWER, fields)
    client.post(ANSWER, {**fields, "text": text})
    before, at = Message.objects.count(), timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert "You had already sent this message" in words(client.post(ANSWER, {**fields, "text": text}))
    new = client.post(ANSWER, {**fields, "text": "Words that were never sent"})
    assert "If your message stands below, it was received." in words(new)
    assert Message.objects.count() == before
    assert "No tip has this receipt" in words(client.post(ANSWER, {**fields, "receipt": UNKNOWN}))


def test_a_held_message_keeps_its_form_while_the_receipt_is_asked_for(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    client.post(ANSWER, fields)
    asked = client.post(ANSWER, {**fields, "receipt": "x"})
    kept = {name: hidden(asked, name) for name in ("form", "text")}
    opened = client.post("/es/riverton/mailbox/", {**kept, "receipt": receipt})
    again = client.post(ANSWER, {"receipt": receipt, "form": hidden(opened, "form"), "text": area(opened)})
    assert "You had already sent this message" in words(again)
    assert Message.objects.count() == 1


def test_an_answer_under_an_unknown_receipt_is_not_lost(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    answer = client.post(ANSWER, {**fields, "receipt": UNKNOWN})
    assert "No tip has this receipt" in words(answer)
    opened = client.post(OPEN, {"receipt": receipt, "text": hidden(answer, "text")})
    assert area(opened) == "XYZ 123"


def test_another_language_keeps_the_answer(client: Client, receipt: str) -> None:
    answer = client.post("/es/riverton/mailbox/", answer_fields(client, receipt))
    assert "Su aviso: recibido" in words(answer)
    assert area(answer) == "XYZ 123"


def test_an_answer_that_cannot_be_stored_is_reported_and_kept(
    client: Client, receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError

    fields = answer_fields(client, receipt)
    with monkeypatch.context() as broken:
        broken.setattr(view, "answer", fail)
        answer = client.post(ANSWER, fields)
    assert answer.status_code == 503
    assert "Your message was not received" in words(answer)
    kept = {"receipt": hidden(answer, "receipt"), "form": hidden(answer, "form"), "text": area(answer)}
    assert kept == fields
    assert "Your message was received" in words(client.post(ANSWER, kept))


def test_over_the_limit_nothing_that_was_typed_is_lost(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    for _ in range(20):
        assert client.post(OPEN, {"receipt": UNKNOWN}, REMOTE_ADDR=HOME).status_code == 200
    for address in (OPEN, ANSWER):
        answer = client.post(address, fields, REMOTE_ADDR=HOME)
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 600
        assert "555-0100" in words(answer)
        assert hidden(answer, "receipt") == receipt
    assert area(answer) == "XYZ 123"


def test_over_the_limit_a_stored_answer_is_not_called_unsent(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    client.post(ANSWER, fields)
    for _ in range(20):
        client.post(OPEN, {"receipt": UNKNOWN}, REMOTE_ADDR=HOME)
    again = client.post(ANSWER, fields, REMOTE_ADDR=HOME)
    other = client.post(ANSWER, fields | {"text": "Other words"}, REMOTE_ADDR=HOME)
    assert (again.status_code, other.status_code) == (429, 429)
    assert "Your message was received before" in words(again)
    assert "Your message was not sent yet" in words(other)


def test_over_the_limit_no_receipt_is_looked_up(client: Client, receipt: str) -> None:
    fields = answer_fields(client, receipt)
    client.post(ANSWER, fields)
    for _ in range(20):
        client.post(OPEN, {"receipt": UNKNOWN}, REMOTE_ADDR=HOME)
    for known in (receipt, UNKNOWN):
        with CaptureQueriesContext(connection) as asked:
            client.post(ANSWER, fields | {"receipt": known}, REMOTE_ADDR=HOME)
        assert all("spentform" in query["sql"] for query in asked.captured_queries)


def test_a_long_mailbox_is_shown_a_page_at_a_time(
    client: Client, receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tipline.tips.actions.read.MESSAGES_A_PAGE", 3)
    for number in range(7):
        client.post(ANSWER, answer_fields(client, receipt, f"message {number}"))
    newest = client.post(OPEN, {"receipt": receipt})
    assert [f"message {n}" in words(newest) for n in range(7)] == [False] * 4 + [True] * 3
    older = client.post(OPEN, {"receipt": hidden(newest, "receipt"), "page": "2"})
    assert [f"message {n}" in words(older) for n in range(7)] == [False] + [True] * 3 + [False] * 3
    assert "Newer messages" in words(older)
    for page, shown in (("3", 0), ("99", 0), ("9" * 20, 6), ("x", 6), ("-1", 6), ("٣", 6)):
        assert f"message {shown}" in words(client.post(OPEN, {"receipt": receipt, "page": page}))


def test_too_many_messages_in_an_hour_are_refused_and_their_text_kept(
    client: Client, receipt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tipline.intake.budget.MESSAGES_AN_HOUR", 2)
    for number in range(2):
        assert client.post(ANSWER, answer_fields(client, receipt, f"{number}")).status_code == 200
    answer = client.post(ANSWER, answer_fields(client, receipt, "The third."))
    assert (answer.status_code, area(answer)) == (429, "The third.")
    assert 1 <= int(answer.headers["Retry-After"]) <= 3600
    assert "Very many messages were added to this tip in an hour." in words(answer)
    assert Message.objects.count() == 2
