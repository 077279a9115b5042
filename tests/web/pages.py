"""A resident's browser for tests: what it reads from a page and sends."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

TEXT = "He waits for her after her shift.\nBlue pickup."
HOME = "203.0.113.7"


def hidden(response: HttpResponse, name: str) -> str:
    """Return the value of a page's first field of that name."""
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', response.content.decode())
    assert found, response.content.decode()
    return html.unescape(found[1])


def area(response: HttpResponse, name: str = "text") -> str:
    """Return what stands in a page's text area: a browser leaves out the line break after its tag."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', response.content.decode(), re.DOTALL)
    assert found, response.content.decode()
    return html.unescape(found[1])


def words(response: HttpResponse) -> str:
    """Return a page as it is read."""
    body = response.content.decode().split("</head>")[-1]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def tip(client: Client, slug: str = "riverton", **typed: Any) -> dict[str, Any]:
    """Return the fields of a tip under a freshly issued form."""
    seed = hidden(client.post(f"/en/{slug}/tip/", {"category": "threat-officer"}), "form")
    return {"form": seed, "category": "threat-officer", "text": TEXT, **typed}


def send(
    client: Client, typed: dict[str, Any], slug: str = "riverton", language: str = "en", **extra: Any
) -> HttpResponse:
    """Send a tip."""
    return client.post(f"/{language}/{slug}/send/", typed, **extra)


def shown_again(client: Client, answer: HttpResponse, language: str = "en") -> HttpResponse:
    """Press the button that shows a receipt, or that of another language beside one."""
    fields = {name: hidden(answer, name) for name in ("form", "words", "turn")}
    return client.post(f"/{language}/riverton/receipt/", fields)


def sent_receipt(client: Client) -> str:
    """Send a tip and return its receipt."""
    return hidden(send(client, tip(client)), "receipt")
