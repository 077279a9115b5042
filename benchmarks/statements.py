"""Count what one request asks of the database; run in the service's environment: prints JSON.

A BEGIN and a COMMIT count, as does what a warm process still has to ask. What is remembered was remembered before.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any, Final

SECURE: Final = {"secure": True, "headers": {"host": "localhost", "x-forwarded-proto": "https"}}


def main(login: str, password: str, passphrase: str) -> None:
    """Walk the ways of a resident and an officer twice and tell the second time's counts."""
    from django.test import Client

    for _ in range(2):
        counts = walk(Client(), Client(), (login, password, passphrase))
    json.dump(counts, sys.stdout)


def walk(resident: Any, officer: Any, secrets: tuple[str, str, str]) -> dict[str, int]:
    """Send a tip, come back to it, open the queue and a tip. Returns the statements of each step."""
    from benchmarks.load import fields

    counts: dict[str, int] = {}
    counted(counts, "first page", lambda: resident.get("/en/riverton/", **SECURE))
    chosen = {"category": fields()["category"]}
    page = counted(counts, "page with the text", lambda: resident.post("/en/riverton/tip/", chosen, **SECURE))
    sent = {**fields(), "form": hidden(page, "form")}
    page = counted(counts, "submission", lambda: resident.post("/en/riverton/send/", sent, **SECURE))
    receipt = {"receipt": hidden(page, "receipt")}
    counted(counts, "mailbox", lambda: resident.post("/en/riverton/mailbox/", receipt, **SECURE))
    officer.post("/desk/account/login/", {"login": secrets[0], "password": secrets[1]}, **SECURE)
    officer.post("/desk/unlock/", {"passphrase": secrets[2]}, **SECURE)
    queue = "/desk/tips/?only=unread"
    address = re.search(r'href="(/desk/tips/[0-9a-f-]{36}/)[?"]', officer.get(queue, **SECURE).content.decode())
    if address is None:
        raise RuntimeError("the queue is empty")
    counted(counts, "queue page", lambda: officer.get("/desk/tips/", **SECURE))
    counted(counts, "opening a tip, the first time", lambda: officer.get(address[1], **SECURE))
    counted(counts, "opening a tip again", lambda: officer.get(address[1], **SECURE))
    return counts


def counted(counts: dict[str, int], name: str, ask: Callable[[], Any]) -> Any:
    """Ask, count, and return the answer. Raises RuntimeError when it is not a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    if answer.status_code != 200:
        raise RuntimeError(f"{name}: {answer.status_code}")
    counts[name] = len(asked)
    return answer


def hidden(page: Any, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())
    if found is None:
        raise RuntimeError(f"no {name}")
    return html.unescape(found[1])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    import django

    django.setup()
    main(*sys.argv[1:4])
