"""Every member of every API request with every wrong value: an error message that repeats nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from rest_framework import serializers

from tests.api.programs import HOME, draw, kind, sealed
from tests.builders import make_department
from tests.faults.hostile import MARKUP
from tests.tips_sent import send_tip
from tipline.api.serializers import (
    ContentSerializer,
    MailboxKeysSerializer,
    MessageSerializer,
    ReceiptSerializer,
    SealedTipSerializer,
    StrictSerializer,
    TipSerializer,
    WrapSerializer,
)
from tipline.tips.models import Tip

pytestmark = pytest.mark.django_db

CANARY = "canary7f3a"
WRONG: list[Any] = [
    "", " ", f"{CANARY}\x00", f"{CANARY}\ud800", f"\u202e{CANARY}", f"{MARKUP}{CANARY}", f"=cmd|'/C calc'!{CANARY}",
    f"\t@SUM(1){CANARY}", CANARY * 20_000, CANARY.ljust(36, "\udfff"), CANARY.ljust(91, "é"), None, True, -1, 1e308,
    10**4000, [], [CANARY], {CANARY: CANARY},
]  # fmt: skip
ADDRESSES = {
    TipSerializer: "/tips",
    SealedTipSerializer: "/sealed-tips",
    ReceiptSerializer: "/mailbox",
    MessageSerializer: "/mailbox/messages",
}
PARTS = {ContentSerializer, MailboxKeysSerializer, WrapSerializer}


@pytest.fixture
def right(client: Client) -> dict[type[StrictSerializer], dict[str, Any]]:
    """Return requests that are taken."""
    world = make_department()
    receipt = send_tip(world).receipt.text
    words = {
        "category": "weapons",
        "text": "x",
        "place": "",
        "when": "",
        "source": "saw",
        "contact": "",
        "danger": True,
    }
    whole = {**sealed(client, contact="555")[1], "danger": False, "language": "es"}
    return {
        TipSerializer: words,
        SealedTipSerializer: whole,
        ReceiptSerializer: {"receipt": receipt},
        MessageSerializer: {"receipt": receipt, "text": "x"},
    }


def below(shape: type[StrictSerializer]) -> Iterator[tuple[str | int, ...]]:
    """Return the paths of all members of a request, those with members of their own too."""
    for name, field in shape().fields.items():
        yield (name,)
        if isinstance(field, StrictSerializer):
            yield from ((name, *path) for path in below(type(field)))
        elif isinstance(field, serializers.ListField) and isinstance(field.child, StrictSerializer):
            yield from ((name, 0, *path) for path in below(type(field.child)))


def with_wrong(sent: dict[str, Any], path: tuple[str | int, ...], wrong: Any) -> dict[str, Any]:
    changed = json.loads(json.dumps(sent))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    return changed  # type: ignore[no-any-return]


def send(client: Client, shape: type[StrictSerializer], body: Any, form: str) -> HttpResponse:
    caches["limits"].clear()
    if isinstance(body, dict) and shape is not ReceiptSerializer:
        body = {**body, "form": form}
    return client.post(f"{HOME}{ADDRESSES[shape]}", json.dumps(body), "application/json")  # type: ignore[return-value]


def test_every_request_serializer_has_its_address() -> None:
    assert set(StrictSerializer.__subclasses__()) | {MessageSerializer} == set(ADDRESSES) | PARTS


@pytest.mark.parametrize("shape", ADDRESSES, ids=lambda shape: shape.__name__)
def test_any_value_of_a_member_is_accepted_or_refused_with_a_message(
    client: Client, right: dict[type[StrictSerializer], dict[str, Any]], shape: type[StrictSerializer]
) -> None:
    form = draw(client)
    for path in below(shape):
        for wrong in WRONG:
            answer = send(client, shape, with_wrong(right[shape], path, wrong), form)
            told = f"{path}: {wrong!r:.40}"
            assert answer.status_code in {200, 201} or kind(answer) in {"wrong-shape", "not-accepted", "other-words"}, (
                told
            )
            assert answer.status_code in {200, 201, 400, 422}, told
            assert CANARY not in answer.content.decode(), told


@pytest.mark.parametrize("shape", ADDRESSES, ids=lambda shape: shape.__name__)
def test_anything_in_place_of_an_object_is_refused_with_a_message(
    client: Client, right: dict[type[StrictSerializer], dict[str, Any]], shape: type[StrictSerializer]
) -> None:
    for wrong in (*WRONG, {**right[shape], f"{CANARY}\ud800": 1}):
        answer = send(client, shape, wrong, draw(client))
        assert kind(answer) == "wrong-shape", f"{wrong!r:.40}"
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("shape", ADDRESSES, ids=lambda shape: shape.__name__)
def test_a_megabyte_is_refused_with_a_message(
    client: Client, right: dict[type[StrictSerializer], dict[str, Any]], shape: type[StrictSerializer]
) -> None:
    [name, *_] = right[shape]
    assert kind(send(client, shape, {**right[shape], name: "x" * 1_000_000}, draw(client))) == "too-large"


@pytest.mark.parametrize("form", ["x", "é" * 91, "A" * 91, "=1+1", "\t@SUM(1)", MARKUP, "x" * 60_000, "\x7f\x80\xff"])
def test_anything_in_place_of_a_form_is_refused_with_a_message(
    client: Client, right: dict[type[StrictSerializer], dict[str, Any]], form: str
) -> None:
    before = Tip.objects.count()
    answer = send(client, TipSerializer, right[TipSerializer], form)
    assert kind(answer) in {"form-expired", "wrong-shape"}
    assert Tip.objects.count() == before
