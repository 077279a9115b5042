"""What stands in a page, as a browser without JavaScript would send it."""

from __future__ import annotations

from typing import Any

from tests.plain_browser import read_page
from tests.tips_sent import Sent
from tipline.tips.models import Handling


def form_to(answer: Any, address: str) -> dict[str, str]:
    """Return the fields of the first form of a page whose address contains `address`."""
    page = read_page("", answer.status_code, answer.headers, answer.content)
    return page.form(action=address).values


def carried_by(answer: Any) -> dict[str, str]:
    """Return the fields of the form that carries something kept: of the sign-in or of unlocking."""
    page = read_page("", answer.status_code, answer.headers, answer.content)
    return page.form("pending_to").values


def url(sent: Sent, act: str = "") -> str:
    return f"/desk/tips/{sent.tip.pk}/" + (f"{act}/" if act else "")


def version_of(sent: Sent) -> int:
    return Handling.objects.get(tip=sent.tip).version
