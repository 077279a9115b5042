"""The receipt: shown in answer to the tip, once more in its own turn, and not again after it was kept or left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.actions import KnownReceipt, Outcome, keep_receipt, show_receipt
from tipline.intake.hours import reading_hours_text
from tipline.routing.configuration import Configuration
from tipline.web.messages import receipt_parts, receipt_words
from tipline.web.methods import takes_forms
from tipline.web.pages import Switch, common_page, found_at, is_sent, known_department, page, start_over

SWITCH: Final = Switch(form="receipt", route="web:receipt")


@takes_forms
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the receipt if it is this request's turn: in another language, or after the answer was lost on the way."""
    found, token, words = known_department(slug), request.POST.get("form", ""), request.POST.get("words", "")
    known = None
    if is_sent(request):
        turn = request.POST.get("turn", "")
        at = timezone.now()
        known = show_receipt(department=found.department, token=token, words=words, turn=turn, at=at)
    if known is None:
        return start_over(slug)
    return known_page(found, known, token=token, words=words)


@takes_forms
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Never show the receipt again, and say how to come back with it."""
    department = known_department(slug).department
    token, words = request.POST.get("form", ""), request.POST.get("words", "")
    if not is_sent(request) or not keep_receipt(department=department, token=token, words=words):
        return start_over(slug)
    return nothing_kept(page("kept.html", department=department, route="web:mailbox", hours=_hours(department)))


@takes_forms
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead away, and have the browser forget our pages; from a receipt, it is not shown again."""
    department = known_department(slug).department
    if not is_sent(request):
        return nothing_kept(found_at(department.leave_url))
    keep_receipt(department=department, token=request.POST.get("form", ""), words=request.POST.get("words", ""))
    # A redirect away in answer to a form would be against the policy of our own pages (form-action).
    response = page("left.html", department=department, route="web:start")
    response.headers["Refresh"] = f"0; url={department.leave_url}"
    return nothing_kept(response)


def sent_page(found: Configuration, outcome: Outcome, *, token: str, life_safety: bool) -> HttpResponse:
    """Answer a tip that is stored: with its receipt the first time, and the next time without."""
    receipt = outcome.receipt if outcome.kind == "received" else None
    known = KnownReceipt(receipt, life_safety, outcome.turn)
    return known_page(found, known, token=token, words=outcome.words.hex())


def known_page(found: Configuration, known: KnownReceipt, *, token: str, words: str) -> HttpResponse:
    """Show the receipt, or how to have it shown, or that it is not shown any more."""
    fresh: dict[str, Any] = {"token": token, "words": words, "turn": str(known.turn)}
    common: dict[str, Any] = {"life_safety": known.life_safety, "switch": SWITCH}
    if known.receipt is None:
        return page("sent_before.html", department=found.department, can_show=bool(known.turn), **fresh, **common)
    return _receipt_page(found, known.receipt, fresh, common)


def nothing_kept(response: HttpResponse) -> HttpResponse:
    """Have the browser drop what it kept of our pages, those to come back to included."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _receipt_page(
    found: Configuration, receipt: Receipt, fresh: dict[str, str], common: dict[str, Any]
) -> HttpResponse:
    def shown(marks: Mapping[str, str]) -> dict[str, Any]:
        groups = {name: mark for name, mark in marks.items() if name not in fresh}
        rest = {name: marks[name] for name in fresh}
        return {"hours": _hours(found.department), **common, **rest, **receipt_words(groups)}

    values = {**receipt_parts(receipt), **fresh}
    return common_page("receipt.html", found, kind=common["life_safety"], fresh=values, shown=shown)


def _hours(department: Department) -> str:
    return reading_hours_text(department)
