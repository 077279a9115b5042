"""A question is entered in the catalogue and nowhere else: every page, program and table has it then."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from tests.builders import World, make_department, unlocked
from tests.desk.conftest import unlock
from tests.web.pages import hidden, send, tip, words
from tipline.api import schema
from tipline.intake import questions
from tipline.intake.questions import Question
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db
PLATE: Any = {
    "code": "plate",
    "label": "Which plate?",
    "heading": "Plate",
    "message": "Plate: %(plate)s",
    "hint": "Letters and digits.",
}
WEATHER: Any = {
    "code": "weather",
    "label": "What was the weather?",
    "heading": "Weather",
    "message": "Weather: %(weather)s",
    "choices": (("dry", "Dry"), ("wet", "Raining")),
}
SENT = {"plate": "QX 7 <b>", "weather": "wet"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A department whose form asks two made-up questions more."""
    monkeypatch.setattr(questions, "QUESTIONS", (*questions.QUESTIONS, Question(**PLATE), Question(**WEATHER)))
    return make_department()


def table(client: Client, world: World) -> dict[str, str]:
    """Return what the officers' page says of the tip, by heading."""
    client.force_login(world.dana)
    unlock(client, world.dana)
    page = client.get(f"/desk/tips/{Tip.objects.get().pk}/").content.decode()
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>', page, re.DOTALL)
    return {re.sub("<[^>]*>", "", heading): value for heading, value in rows}


def test_the_web_form_asks_it_and_officers_see_the_answer(client: Client, world: World) -> None:
    asked = words(client.post("/en/riverton/tip/", {"category": "weapons"}))
    for said in ("Which plate?", "Letters and digits.", "What was the weather?", "I would rather not say", "Raining"):
        assert said in asked
    assert "Your tip was received" in words(send(client, tip(client, **SENT)))
    found = table(client, world)
    assert (found["Plate"], found["Weather"], found["Where"]) == ("QX 7 &lt;b&gt;", "Raining", "–")


def test_the_sealed_body_holds_the_answer_with_its_question(client: Client, world: World) -> None:
    send(client, tip(client, **SENT))
    at = timezone.now()
    body = open_tip(unlocked=unlocked(world.dana, at), tip_id=Tip.objects.get().pk, at=at).body
    assert [(one.code, one.version, one.label, one.type, one.value) for one in body.answers] == [
        ("plate", 1, "Which plate?", "text", "QX 7 <b>"),
        ("weather", 1, "What was the weather?", "choice", "wet"),
    ]


def test_a_wrong_answer_is_an_error_at_its_field_and_kept(client: Client, world: World) -> None:
    answer = send(client, tip(client, plate="x" * 301, weather="snow"))
    assert "“Which plate?” is too long. Shorten it by 1 character." in words(answer)
    assert "Choose one from the list." in words(answer)
    assert hidden(answer, "plate") == "x" * 301


def test_other_answers_under_a_spent_form_are_noticed_and_offered_as_a_message(client: Client, world: World) -> None:
    typed = tip(client)
    send(client, typed)
    page = send(client, {**typed, **SENT}).content.decode()
    assert "These words were not sent yet" in page
    assert "Plate: QX 7 &lt;b&gt;\n\nWeather: Raining" in page


def test_the_api_accepts_and_describes_it(client: Client, world: World) -> None:
    document = SchemaGenerator(urlconf=schema.ROUTES).get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    members = document["components"]["schemas"]["TipRequest"]["properties"]
    assert members["plate"] == {"type": "string", "maxLength": 300}
    form = client.post("/api/v1/departments/riverton/forms").json()["form"]
    sent = {"form": form, "category": "weapons", "text": "A gun", **SENT}
    address = "/api/v1/departments/riverton/tips"
    assert client.post(address, {**sent, "weather": "snow"}, "application/json").status_code == 400
    assert client.post(address, sent, "application/json").status_code == 201
    assert table(client, world)["Plate"] == "QX 7 &lt;b&gt;"
