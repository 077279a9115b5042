"""Content sealed by a hostile program: it opens but is not in the format, and the desk says “damaged”."""

import base64
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.api.programs import ask, post, tip_client
from tests.builders import AT, make_department, unlocked
from tipline.tips.actions import Line, open_headlines, open_tip
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db
RIGHT = {
    "v": 1, "text": "x", "place": "", "when": "", "source": "", "danger": False, "category": "weapons",
    "language": "en", "resident": "",
}  # fmt: skip
WRONG: list[Any] = [
    {**RIGHT, "text": 5},
    {**RIGHT, "text": "\ud800"},
    {**RIGHT, "text": None},
    {**RIGHT, "place": ["x"]},
    {**RIGHT, "danger": "yes"},
    {**RIGHT, "v": 2},
    {**RIGHT, "extra": 1},
    {**RIGHT, "resident": "00" * 16},
    {"v": 1},
    [],
    "x",
]


def sealed_words(client: Client, monkeypatch: pytest.MonkeyPatch, words: bytes) -> None:
    """Send a tip in whose body these bytes are sealed."""
    program = tip_client()
    monkeypatch.setattr(program, "body", lambda *_: words)
    _, tip = program.sealed_tip(ask(client), ask(client, "/keys"), "weapons", "x")
    assert post(client, "/sealed-tips", tip).status_code == 201


@pytest.mark.parametrize("words", [json.dumps(words).encode() for words in WRONG] + [b"", b"\xff", b"[" * 50_000])
def test_a_body_in_another_format_counts_as_damaged(
    client: Client, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    world = make_department()
    sealed_words(client, monkeypatch, words)
    with pytest.raises(TipDamaged):
        open_tip(unlocked=unlocked(world.ola), tip_id=Tip.objects.get().pk, at=AT)


def test_a_headline_that_is_not_utf_8_does_not_stop_the_queue(client: Client) -> None:
    world = make_department()
    program = tip_client()
    department, keys = ask(client), ask(client, "/keys")
    seen: list[bytes] = []
    whole = program.envelope

    def hostile(key: bytes, data: bytes, purpose: tuple[int, int, bool], place: tuple[uuid.UUID, ...]) -> bytes:
        seen.append(data)
        found: bytes = whole(key, b"\xff\xfe" if purpose == program.HEADLINE else data, purpose, place)
        return found

    program.envelope = hostile
    _, tip = program.sealed_tip(department, keys, "weapons", "x")
    assert seen
    assert base64.b64decode(tip["headline"]["envelope"])
    post(client, "/sealed-tips", tip)
    stored = Tip.objects.get()
    assert open_headlines(unlocked=unlocked(world.ola), tips=[stored], at=AT) == {stored.pk: Line(None, as_sent=True)}
