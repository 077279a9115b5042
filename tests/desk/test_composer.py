"""A question and a note share one form: sending one never loses the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import World
from tests.desk.conftest import SignIn
from tests.desk.pages import form_to, url, version_of
from tests.tips_sent import Sent
from tipline.casework.models import Note
from tipline.tips.models import Message


def test_writing_a_note_keeps_a_typed_question(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?\nWhich shift?"}
    page = client.post(url(tip, "note"), typed)
    assert page.status_code == 200
    assert "Note written." in page.content.decode()
    assert "What else you had typed was not sent" in page.content.decode()
    assert form_to(page, "/note/")["question"] == "Which day?\nWhich shift?"
    assert form_to(page, "/note/")["text"] == ""
    assert client.post(url(tip, "ask"), form_to(page, "/note/")).status_code == 302
    assert (Note.objects.count(), Message.objects.count()) == (1, 1)


def test_asking_a_question_keeps_a_typed_note(world: World, tip: Sent, at_work: SignIn) -> None:
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?"}
    page = at_work(world.ola).post(url(tip, "ask"), typed)
    assert form_to(page, "/note/")["text"] == "Patrol drove by."
    assert (Note.objects.count(), Message.objects.count()) == (0, 1)


@pytest.mark.parametrize("act", ["note", "ask"])
def test_reloading_the_page_sends_nothing_twice(world: World, tip: Sent, at_work: SignIn, act: str) -> None:
    client = at_work(world.ola)
    typed = {"version": version_of(tip), "text": "Patrol drove by.", "question": "Which day?"}
    pages = [client.post(url(tip, act), typed) for _ in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert Note.objects.count() + Message.objects.count() == 1


@pytest.mark.parametrize("act", ["note", "ask"])
def test_a_refused_form_keeps_both_texts(world: World, tip: Sent, at_work: SignIn, act: str) -> None:
    typed = {"version": "", "text": "Patrol drove by.", "question": "Which day?"}
    page = at_work(world.ola).post(url(tip, act), typed)
    kept = form_to(page, "/note/")
    assert page.status_code == 422
    assert (kept["text"], kept["question"]) == ("Patrol drove by.", "Which day?")


def test_a_stale_form_keeps_text_typed_in_another_form(world: World, tip: Sent, at_work: SignIn) -> None:
    client = at_work(world.ola)
    stale = version_of(tip)
    client.post(url(tip, "status"), {"version": stale, "to_status": "in_review"})
    typed = {"version": stale, "to_status": "waiting", "text": "Patrol drove by.", "question": "Which day?"}
    page = client.post(url(tip, "status"), typed)
    assert page.status_code == 409
    assert form_to(page, "/note/")["text"] == "Patrol drove by."
    assert form_to(page, "/note/")["question"] == "Which day?"


def test_a_question_typed_for_a_tip_that_was_closed_meanwhile_is_kept(world: World, tip: Sent, at_work: SignIn) -> None:
    client, stale = at_work(world.ola), version_of(tip)
    client.post(url(tip, "close"), {"version": stale, "disposition": "spam", "rationale": "An advertisement."})
    typed = {"version": stale, "question": "Which day?", "text": "Patrol drove by."}
    refused, noted = client.post(url(tip, "ask"), typed), client.post(url(tip, "note"), typed)
    assert "Which day?</textarea>" in refused.content.decode()
    assert "Which day?</textarea>" in noted.content.decode()


def test_the_same_text_later_is_another_note(world: World, tip: Sent, at_work: SignIn) -> None:
    client, typed = at_work(world.ola), {"text": "Nobody there."}
    client.post(url(tip, "note"), {"version": version_of(tip), **typed})
    Note.objects.update(at=timezone.now() - timedelta(minutes=11))
    client.post(url(tip, "note"), {"version": version_of(tip), **typed})
    assert Note.objects.count() == 2


def test_a_line_break_counts_as_one_character_as_in_the_browser(world: World, tip: Sent, at_work: SignIn) -> None:
    text = "\r\n".join(["x" * 98] * 101)
    assert (len(text), len(text.replace("\r", ""))) == (10_098, 9_998)
    answer = at_work(world.ola).post(f"/desk/tips/{tip.tip.pk}/note/", {"version": 1, "text": text})
    assert answer.status_code == 302


def test_an_impossible_version_is_an_error_at_the_form(world: World, tip: Sent, at_work: SignIn) -> None:
    posted = {"version": "9" * 20, "question": "Typed for an hour."}
    answer = at_work(world.ola).post(f"/desk/tips/{tip.tip.pk}/ask/", posted)
    assert answer.status_code == 422
    assert "Typed for an hour." in answer.content.decode()
