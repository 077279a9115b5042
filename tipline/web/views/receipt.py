"""The receipt: shown in answer to the tip, once more in its own turn, and not again after it was kept or left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.envelope import Receipt
from tipline.intake.actions import KnownReceipt, Outcome, keep_receipt, show_receipt
from tipline.intake.reading_hours import reading_hours_text
from tipline.routing.configuration import Configuration
from tipline.web.methods import accepts_posts
from tipline.web.pages import (
    LanguageSwitch,
    configuration_or_404,
    is_own_post,
    page,
    redirect_to,
    redirect_to_start,
    shared_page,
)
from tipline.web.presentation import receipt_context, receipt_parts

SWITCH: Final = LanguageSwitch(form="receipt", route="web:receipt")


@accepts_posts
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the receipt if it is this request's turn: in another language, or after the answer was lost on the way."""
    found, token, words = configuration_or_404(slug), request.POST.get("form", ""), request.POST.get("words", "")
    known = None
    if is_own_post(request):
        turn = request.POST.get("turn", "")
        at = timezone.now()
        known = show_receipt(department=found.department, token=token, words=words, turn=turn, at=at)
    if known is None:
        return redirect_to_start(slug)
    return known_page(found, known, token=token, words=words)


@accepts_posts
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Never show the receipt again, and say how to come back with it."""
    department = configuration_or_404(slug).department
    token, words = request.POST.get("form", ""), request.POST.get("words", "")
    if not is_own_post(request) or not keep_receipt(department=department, token=token, words=words):
        return redirect_to_start(slug)
    return clear_browser_cache(
        page("kept.html", department=department, route="web:mailbox", hours=reading_hours_text(department))
    )


@accepts_posts
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead away, and have the browser forget our pages; from a receipt, it is not shown again."""
    department = configuration_or_404(slug).department
    if not is_own_post(request):
        return clear_browser_cache(redirect_to(department.leave_url))
    keep_receipt(department=department, token=request.POST.get("form", ""), words=request.POST.get("words", ""))
    # A redirect away in answer to a form would be against the policy of our own pages (form-action).
    response = page("left.html", department=department, route="web:start")
    response.headers["Refresh"] = f"0; url={department.leave_url}"
    return clear_browser_cache(response)


def sent_page(found: Configuration, outcome: Outcome, *, token: str, life_safety: bool) -> HttpResponse:
    """Answer a tip that is stored: with its receipt the first time, and the next time without."""
    receipt = outcome.receipt if outcome.kind == "received" else None
    known = KnownReceipt(receipt, life_safety, outcome.turn)
    return known_page(found, known, token=token, words=outcome.words.hex())


def known_page(found: Configuration, known: KnownReceipt, *, token: str, words: str) -> HttpResponse:
    """Show the receipt, or how to have it shown, or that it is not shown any more."""
    values: dict[str, Any] = {"token": token, "words": words, "turn": str(known.turn)}
    if known.receipt is not None:
        return _receipt_page(found, known.receipt, known.life_safety, values)
    return page(
        "sent_before.html",
        department=found.department,
        switch=SWITCH,
        life_safety=known.life_safety,
        can_show=bool(known.turn),
        **values,
    )


def clear_browser_cache(response: HttpResponse) -> HttpResponse:
    """Have the browser drop what it kept of our pages, those to come back to included."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _receipt_page(found: Configuration, receipt: Receipt, life_safety: bool, values: dict[str, str]) -> HttpResponse:
    parts = receipt_parts(receipt)

    def context(placeholders: Mapping[str, str]) -> dict[str, Any]:
        return {
            "hours": reading_hours_text(found.department),
            "life_safety": life_safety,
            "switch": SWITCH,
            **{name: placeholders[name] for name in values},
            **receipt_context({name: placeholders[name] for name in parts}),
        }

    return shared_page("receipt.html", found, key=life_safety, values={**parts, **values}, context=context)
