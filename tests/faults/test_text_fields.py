"""Every field of every form with every wrong value: no server error, and nothing typed is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from django import forms
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

import tipline
from tests.demo.small import light_passphrases
from tests.desk.conftest import unlock
from tests.faults.hostile import LARGE, MARKUP, SCRIPT, SMALL, post
from tests.faults.places import Place, Scene, declared_forms, made_scene, places
from tipline.departments.models import Officer
from tipline.limits.guesses import forget_guesses

pytestmark = pytest.mark.django_db
PLACES = places()
ABSTRACT = {"RolesForm"}
# Wherever a view reads a field by its name and not through a form.
READ = re.compile(r'request\.(?:POST|GET|META|headers)(?:\.get\(|\[)"([\w-]+)"|posted\.get\("(\w+)"')
READ_ELSEWHERE = {
    "REMOTE_ADDR", "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_ACCEPT_LANGUAGE", "Origin", "Sec-Fetch-Site",
    "done", "messages", "page",
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """One for all: what a send stores is taken back after it."""
    few_zones = mock.patch("tipline.desk.forms.department.time_zones", return_value={"America/Chicago"})  # 600 are slow
    with django_db_blocker.unblock(), light_passphrases(), few_zones, transaction.atomic():
        yield made_scene()
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what was stored and counted within."""
    caches["limits"].clear()
    forget_guesses()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(place: Place) -> Client:
    client = Client()
    if place.who:
        officer = Officer.objects.get(username=place.who)
        client.force_login(officer)
        if not place.locked and officer.keys.exists():
            unlock(client, officer)
    return client


def sent(client: Client, place: Place, scene: Scene, name: str, value: bytes) -> HttpResponse:
    with undone():
        return post(client, place.url(scene), {**place.fields(scene), name: value})


def is_refused(answer: HttpResponse) -> bool:
    page = answer.content.decode()
    return answer.status_code in {409, 422} or "Please check this first" in page or "errornote" in page


def keeps(place: Place, name: str) -> bool:
    """Tell whether the field is one that a person types into and that is shown again."""
    field = place.declared.get(name)
    if not isinstance(field, forms.CharField) or isinstance(field, forms.UUIDField):
        return False
    return not isinstance(field.widget, (forms.HiddenInput, forms.PasswordInput))


def kinds_for(place: Place, name: str) -> dict[str, bytes]:
    """Return what is tried in the field: where something is chosen, only what could break the reading of it."""
    field = place.declared.get(name)
    if field is None or isinstance(field, (forms.CharField, forms.TimeField)):
        return SMALL
    return {kind: SMALL[kind] for kind in ("NUL", "a lone surrogate", "markup")}


def test_every_form_is_in_the_table() -> None:
    known = {place.form for place in PLACES.values()}
    missing = {form.__qualname__ for form in declared_forms()} - {form.__qualname__ for form in known} - ABSTRACT
    assert not missing, "add them to tests/faults/places.py"


def test_every_field_that_a_view_reads_is_in_the_table() -> None:
    sources = Path(tipline.__file__).parent.rglob("*.py")
    read = {name for source in sources for pair in READ.findall(source.read_text()) for name in pair if name}
    assert read <= {name for place in PLACES.values() for name in place.names} | READ_ELSEWHERE


@pytest.mark.parametrize("name", PLACES)
def test_valid_input_is_accepted(scene: Scene, name: str) -> None:
    place = PLACES[name]
    with undone():
        answer = post(client_of(place), place.url(scene), place.fields(scene))
    assert answer.status_code in {200, 302, 404, 422}
    assert "Please check this first" not in answer.content.decode()
    assert "errornote" not in answer.content.decode()


@pytest.mark.parametrize("name", PLACES)
def test_any_text_in_a_field_is_accepted_or_refused_with_a_message_and_kept(scene: Scene, name: str) -> None:
    place = PLACES[name]
    client = client_of(place)
    for field in place.names:
        for kind, value in kinds_for(place, field).items():
            answer, told = sent(client, place, scene, field, value), f"{field}: {kind}"
            assert answer.status_code in {200, 302, 404, 409, 422}, f"{told}: {answer.status_code}"
            assert SCRIPT not in answer.content.decode(), told
            if is_refused(answer) and keeps(place, field) and value.strip():
                assert value.decode(errors="replace") in html.unescape(answer.content.decode()), f"{told} is not kept"


@pytest.mark.parametrize("name", PLACES)
def test_a_megabyte_in_a_field_is_refused_with_a_message(scene: Scene, name: str) -> None:
    place = PLACES[name]
    client = client_of(place)
    # It does not matter in which field it is: the body is not read.
    answer = sent(client, place, scene, place.names[-1], LARGE)
    assert answer.status_code == 413
    assert re.search("too long|demasiado largo", answer.content.decode())


VALUES = ["", "\x00", "\ud800", "\u202e", MARKUP, "=1+1", "9" * 5000, "x" * 50_000]
ADDRESSES = {
    "ola": ("tips/", "page", "done", "status", "category", "only", "next"),
    "dana": ("tipline_casework/tag/", "q", "o", "p", "e", "all", "active", "_facets", "_changelist_filters"),
}


@pytest.mark.parametrize("who", ADDRESSES)
def test_any_text_in_a_path_is_answered(scene: Scene, who: str) -> None:
    place, (path, *names) = replace(PLACES["note"], who=who), ADDRESSES[who]
    client = client_of(place)
    for name in names:
        for value in VALUES:
            answer = client.get(f"/desk/{path}", {name: value.encode(errors="surrogatepass")})
            assert answer.status_code in {200, 302, 400, 404}, name
            assert SCRIPT not in answer.content.decode(), name
