"""Request bodies that are not UTF-8, in another charset, broken, or of another length."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.api.programs import HOME, draw, kind
from tests.builders import World, make_department, unlocked
from tests.faults.hostile import FORM
from tests.web.pages import hidden, words
from tipline.tips.actions import open_tip
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db

PAGE, DESK, PROGRAM = "/en/riverton/send/", "/desk/account/login/", f"{HOME}/tips"
CHANNELS = [PAGE, DESK, PROGRAM]
PART = b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
MULTIPART = "multipart/form-data; boundary=edge"
# Names that Python has a codec for; the first two give half characters, the next two are no text at all.
CODECS = ["utf-7", "unicode_escape", "rot13", "base64", "utf-16", "utf-32", "latin-1", "cp037", "idna", "punycode"]
NONSENSE = ["nonsense", "", '"', "x" * 5000]
BROKEN = {
    "no boundary": (b"text=x", "multipart/form-data"),
    "an empty boundary": (b"text=x", "multipart/form-data; boundary="),
    "a boundary that is not there": (b"text=x", MULTIPART),
    "a boundary that is no ASCII": (PART + b"x\r\n--edge--\r\n", "multipart/form-data; boundary=\xe9"),
    "no end": (PART + b"x", MULTIPART),
    "half a header": (b"--edge\r\nContent-Dispo", MULTIPART),
    "base64 that is none": (
        PART.strip() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--edge--",
        MULTIPART,
    ),
    "a header without end": (b"--edge\r\nContent-Disposition: form-data; name=" + b"x" * 50_000, MULTIPART),
    "bytes": (bytes(range(256)), FORM),
    "bytes in parts": (PART + bytes(range(256)) + b"\r\n--edge--\r\n", MULTIPART),
    "UTF-16": ("text=x".encode("utf-16"), FORM),
    "nothing": (b"", FORM),
    "only separators": (b"&&&=&=&", FORM),
    "half an escape": (b"text=%&category=%e&form=%zz", FORM),
}


@pytest.fixture(autouse=True)
def world() -> World:
    return make_department()


def send(client: Client, address: str, body: bytes, content_type: str, **extra: str) -> HttpResponse:
    return client.generic("POST", address, body, content_type, **extra)  # type: ignore[return-value]


def is_calm(answer: HttpResponse) -> bool:
    """Tell whether the answer is a page or a problem in words, and no fault of ours."""
    return answer.status_code in {200, 400, 415, 422} and len(words(answer)) > 50


@pytest.mark.parametrize("address", CHANNELS)
def test_a_charset_other_than_utf_8_is_refused_with_a_message(client: Client, address: str) -> None:
    for charset in CODECS:
        for content_type in (MULTIPART, FORM, "application/json"):
            body = PART + b"+2AA-\\ud800\r\n--edge--\r\n"
            answer = send(client, address, body, f"{content_type}; charset={charset}")
            assert answer.status_code == 400, charset
            assert "could not be read" in words(answer) or kind(answer) == "unreadable", charset
        asked = client.get(address, headers={"Content-Type": f"text/plain; charset={charset}"})
        assert asked.status_code == 400, charset


@pytest.mark.parametrize("address", CHANNELS)
def test_an_unknown_charset_is_answered(client: Client, address: str) -> None:
    for charset in NONSENSE:
        assert is_calm(send(client, address, b"text=x", f"{FORM}; charset={charset}")), charset


@pytest.mark.parametrize("address", CHANNELS)
def test_a_broken_body_is_answered_with_a_message(client: Client, address: str) -> None:
    for name, body in BROKEN.items():
        assert is_calm(send(client, address, *body)), name
    assert not Tip.objects.exists()


@pytest.mark.parametrize("address", CHANNELS)
def test_a_wrong_content_length_is_answered_with_a_message(client: Client, address: str) -> None:
    # What is no number at all the server itself refuses: see test_the_server.
    for length in ("", "-1", "0", "1000000000", "9" * 30):
        content_type = "application/json" if address == PROGRAM else FORM
        answer = send(client, address, b"text=x", content_type, CONTENT_LENGTH=length)
        assert is_calm(answer) or answer.status_code == 413, length
    assert not Tip.objects.exists()


def test_a_tip_in_latin_1_is_stored_as_far_as_it_is_readable(client: Client, world: World) -> None:
    seed = hidden(client.post("/en/riverton/tip/", {"category": "weapons"}), "form")
    body = f"form={seed}&category=weapons&text=".encode() + b"se%F1al en la esquina"
    assert "Your tip was received" in words(send(client, PAGE, body, FORM))
    opened = open_tip(unlocked=unlocked(world.ola), tip_id=Tip.objects.get().pk, at=Tip.objects.get().received_at)
    assert opened.body.text == "se\ufffdal en la esquina"


def test_a_program_that_sends_latin_1_gets_an_error(client: Client) -> None:
    body = json.dumps({"category": "weapons", "text": "señal"}, ensure_ascii=False).encode("latin-1")
    form = {"HTTP_IDEMPOTENCY_KEY": draw(client)}
    assert kind(send(client, PROGRAM, body, "application/json; charset=latin-1", **form)) == "unreadable"
    assert kind(send(client, PROGRAM, body, "application/json", **form)) == "unreadable"


def test_every_spelling_of_utf_8_is_accepted(client: Client) -> None:
    for name in ("utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"):
        answer = send(client, DESK, b"login=ola&password=wrong", f"{FORM}; charset={name}")
        assert "are not correct" in words(answer), name
