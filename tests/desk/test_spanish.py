"""An officer who chose Spanish reads no English but what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from tests.builders import World, unlocked
from tests.desk.conftest import SignIn
from tests.tips_sent import Sent, send_tip
from tipline.casework import actions
from tipline.departments.models import Officer, Unit
from tipline.desk.views import errors

ENGLISH = re.compile(
    r"\b(the|of|and|to|is|are|was|with|not|this|that|it|you|your|who|what|when|where|only|tips?|status|new|open|close|"
    r"closed|unread|late|left|show|send|tags?|notes?|reason|reference|category|units|language|select|toggle|log)\b",
    re.IGNORECASE,
)
OWN_NAME = "Tip desk"
"""A unit's, as the key log has it: a name is in whatever language it was given."""
SEEN = {"aria-label", "title", "placeholder", "alt", "data-label"}


class Reading(HTMLParser):
    """What a person sees or hears of a page."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.words: list[str] = []
        self.code = False
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code = ("translate", "no") in attrs
        self.words += [value for name, value in attrs if name in SEEN and value]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None and not self.code:
            self.words.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self.code = False

    @property
    def english(self) -> list[str]:
        return [words for words in self.words if ENGLISH.search(words) and words != OWN_NAME]


@pytest.fixture
def tip(world: World) -> Sent:
    """A tip that was read, asked about and escalated."""
    at = timezone.now() - timedelta(minutes=50)
    sent = send_tip(world, "drugs", text="Venden por la ventana\nde la casa verde.", contact="Jo, 555-0142", at=at)
    ola = {"unlocked": unlocked(world.ola, at), "tip_id": sent.tip.pk, "at": at}
    version = actions.change_status(**ola, expected_version=1, to_status="in_review", rationale="Hay fila")
    version = actions.write_note(**ola, expected_version=version, text="Ya hubo otro aviso")
    version = actions.ask_resident(**ola, expected_version=version, text="¿A qué hora?")
    actions.escalate_tip(**ola, expected_version=version, to_unit_id=world.assessment.pk, reason="Por la escuela")
    return sent


@pytest.fixture
def spanish(world: World) -> World:
    Officer.objects.update(language="es")
    Unit.objects.filter(kind=Unit.Kind.DESK).update(name="Mesa de avisos")
    return world


def test_the_queue_and_a_tips_page_are_in_spanish(spanish: World, tip: Sent, at_work: SignIn) -> None:
    desk, assessment = at_work(spanish.ola), at_work(spanish.tess)
    for client in (desk, assessment):
        queue, page = Reading(client.get("/desk/tips/")), Reading(client.get(f"/desk/tips/{tip.tip.pk}/"))
        assert "Venden por la ventana" in queue.words
        assert {"Elevar", "Acusar recibo: nos hacemos cargo"} & set(page.words)
        assert queue.english + page.english == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ola", ""),
        ("ola", "key/"),
        ("ola", "key/passphrase/"),
        ("ola", "key/replace/"),
        ("ola", "nowhere/"),
        ("dana", "members/"),
        ("dana", "routing/"),
        ("dana", "tipline_casework/tag/"),
    ],
)
def test_pages_that_need_an_unlocked_key_are_in_spanish(spanish: World, at_work: SignIn, name: str, path: str) -> None:
    page = Reading(at_work(getattr(spanish, name)).get(f"/desk/{path}"))
    assert "Cerrar sesión" in page.words or path == "nowhere/"
    assert page.english == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("ola", "unlock/"),
        ("anna", ""),
        ("anna", "figures/"),
        ("anna", "account/password/"),
        ("adam", "tipline_departments/category/"),
        ("adam", "tipline_departments/category/add/"),
        ("adam", "tipline_departments/unit/"),
        ("adam", "tipline_departments/unit/add/"),
        ("adam", "tipline_departments/officer/"),
        ("adam", "tipline_departments/officer/add/"),
    ],
)
def test_pages_that_need_no_key_are_in_spanish(spanish: World, signed_in: SignIn, name: str, path: str) -> None:
    page = Reading(signed_in(getattr(spanish, name)).get(f"/desk/{path}"))
    assert "Cerrar sesión" in page.words
    assert page.english == []


@pytest.mark.parametrize("name", ["ola", "dana", "cleo", "anna", "adam", "root"])
def test_officers_choose_their_language_on_the_first_page(world: World, signed_in: SignIn, name: str) -> None:
    client = signed_in(getattr(world, name))
    assert 'action="/desk/language/"' in client.get("/desk/").content.decode()
    page = client.post("/desk/language/", {"language": "es"}, follow=True)
    assert "Cerrar sesión" in Reading(page).words


def test_success_messages_avoid_gendered_forms(spanish: World, signed_in: SignIn) -> None:
    page = signed_in(spanish.adam).post("/desk/tipline_casework/tag/add/", {"label": "Turno"}, follow=True)
    assert "Guardado." in Reading(page).words


@pytest.mark.parametrize("answer", [errors.bad_request, errors.server_error, errors.unavailable])
def test_an_error_page_declares_its_language_and_keeps_to_it(
    rf: RequestFactory, answer: Callable[..., HttpResponse]
) -> None:
    with override("es"):
        response = answer(rf.get("/desk/"))
    assert '<html lang="es"' in response.content.decode()
    assert Reading(response).english == []
