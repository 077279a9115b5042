"""The page with the text, always an answer to a form."""

import pytest
from django.test import Client

from tests.builders import World, make_department
from tests.web.pages import TEXT, area, hidden, tip, words
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Department
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def write(client: Client, language: str = "en", **typed: object) -> object:
    return client.post(f"/{language}/riverton/tip/", {**tip(client), **typed})


def test_a_chosen_category_leads_to_the_text(client: Client) -> None:
    answer = client.post("/en/riverton/tip/", {"form": "drawn", "category": "weapons"})
    assert answer.status_code == 200
    assert '<option value="weapons" selected>' in answer.content.decode()
    assert hidden(answer, "form") == "drawn"
    assert not Tip.objects.exists()


def test_without_a_category_the_first_page_shows_an_error(client: Client) -> None:
    answer = client.post("/en/riverton/tip/", {})
    assert "Choose what it is about." in words(answer)
    assert 'href="#category"' in answer.content.decode()


def test_a_visit_by_address_bar_leads_to_the_first_page(client: Client) -> None:
    for page in ("tip", "send", "receipt", "mailbox/answer"):
        answer = client.get(f"/en/riverton/{page}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/en/riverton/")


def test_changing_the_language_keeps_what_was_typed(client: Client) -> None:
    typed = tip(client, place="5th & Main", when="Friday", contact="call 555", source="told", danger="on")
    answer = client.post("/es/riverton/tip/", typed)
    assert '<html lang="es"' in answer.content.decode()
    assert (area(answer), area(answer, "contact"), hidden(answer, "form")) == (TEXT, "call 555", typed["form"])
    assert (hidden(answer, "place"), hidden(answer, "when")) == ("5th & Main", "Friday")
    assert 'value="told" checked' in answer.content.decode()
    assert 'id="danger" checked' in answer.content.decode()


def test_enter_in_a_field_sends_and_does_not_change_the_language(client: Client) -> None:
    # A browser presses the first submit button of the form in the order of the page.
    page = client.post("/en/riverton/tip/", tip(client)).content.decode()
    first = page.index('<button class="first" type="submit" form="tip"')
    assert first < page.index("formaction=")


def test_a_closed_department_says_so_before_anything_is_typed(client: Client, world: World) -> None:
    typed = tip(client)
    Department.objects.filter(pk=world.department.pk).update(accepts_tips=False)
    invalidate_configuration()
    assert "does not take tips" in words(client.post("/en/riverton/tip/", {**typed, "text": ""}))
    kept = client.post("/en/riverton/tip/", typed)
    assert kept.status_code == 503
    assert area(kept) == TEXT


def test_a_life_safety_category_says_to_call_first(client: Client) -> None:
    assert "Call 911 first. Then write here." in words(client.post("/en/riverton/tip/", tip(client)))
    other = client.post("/en/riverton/tip/", tip(client, category="fraud"))
    assert "Then write here" not in words(other)


def test_text_fields_disable_autocompletion_and_spell_checking(client: Client) -> None:
    page = client.post("/en/riverton/tip/", tip(client)).content.decode()
    for field in page.split("<textarea")[1:] + page.split('<input type="text"')[1:]:
        attributes = field.split(">")[0]
        for wanted in ('autocomplete="off"', 'spellcheck="false"', 'writingsuggestions="false"', 'dir="auto"'):
            assert wanted in attributes
