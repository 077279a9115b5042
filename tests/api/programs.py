"""A resident's program: what it requests and sends."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.test import Client

HOME = "/api/v1/departments/riverton"
TEXT = "He waits for her after her shift.\nBlue pickup."
WORDS = {"category": "threat-officer", "text": TEXT}


def ask(client: Client, part: str = "", **headers: str) -> Any:
    """Return the JSON at an address below the department."""
    return client.get(f"{HOME}{part}", headers=headers).json()


def post(client: Client, part: str, sent: object, form: str | None = None, **headers: str) -> HttpResponse:
    """Send JSON under a form where the address takes one: a fresh one where none is named; "" sends none."""
    if isinstance(sent, dict) and form != "" and part != "/mailbox":
        sent = {"form": draw(client) if form is None else form, **sent}
    return client.post(f"{HOME}{part}", json.dumps(sent), content_type="application/json", headers=headers)


def draw(client: Client) -> str:
    """Return a form."""
    form: str = client.post(f"{HOME}/forms").json()["form"]
    return form


def kind(answer: HttpResponse) -> str:
    """Return which problem an answer is."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = json.loads(answer.content)
    assert found["status"] == answer.status_code
    assert found["title"]
    return str(found["type"].removeprefix("urn:tipline:problem:"))


def tip_client() -> Any:
    """Return the example of the docs, which knows nothing of this project's code."""
    path = Path(__file__).resolve().parents[2] / "docs" / "tip_client.py"
    spec = importlib.util.spec_from_file_location("tip_client", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sealed(client: Client, category: str = "threat-officer", **more: Any) -> tuple[str, dict[str, Any]]:
    """Return a receipt and a tip, sealed as the docs say."""
    seal: Callable[..., tuple[str, dict[str, Any]]] = tip_client().sealed_tip
    return seal(ask(client), ask(client, "/keys"), category, TEXT, **more)
