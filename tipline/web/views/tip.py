"""Writing a tip and sending it. Both pages are answers to a form, so that no address and no cookie carries a word."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from tipline.intake import questions
from tipline.intake.actions import Outcome, submit_tip, tip_sent_before
from tipline.intake.errors import FormRefused, NotAccepting, OverBudget
from tipline.intake.forms import CategoryForm, TipForm
from tipline.intake.hours import is_read_now
from tipline.intake.idempotency import draw_form
from tipline.intake.rates import SUBMISSIONS
from tipline.intake.sealing_keys import accepts
from tipline.limits.buckets import over_limit
from tipline.routing.configuration import Configuration
from tipline.web.messages import as_message, hours_words
from tipline.web.methods import takes_forms
from tipline.web.pages import (
    TRY_AGAIN_SECONDS,
    Switch,
    common_page,
    is_sent,
    known_department,
    page,
    start_over,
    wait_words,
)
from tipline.web.problems import problems_of
from tipline.web.views.receipt import sent_page

logger = logging.getLogger(__name__)

SWITCH: Final = Switch(form="tip", route="web:write")


@takes_forms
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page with the text, with everything that was typed so far."""
    found, at = known_department(slug), timezone.now()
    if not is_sent(request):
        return start_over(slug)
    typed = request.POST.get("text")
    # The id belongs to the page that is written on: whoever goes back and chooses anew writes another tip.
    token = request.POST.get("form") or draw_form(found.department, at)
    try:
        taken = accepts(found)
    except DatabaseError as error:
        if not typed:
            raise
        return _not_taken(found, request, token, at, error)
    if not taken:
        return _closed_meanwhile(found, request, request.POST.get("form", "")) if typed else closed_page(found)
    chosen = CategoryForm(found, request.POST)
    if not chosen.is_valid() and typed:
        return _tip_page(found, request, at=at, token=token, problems=problems_of(chosen))
    if not chosen.is_valid():
        return first_page(found, chosen, at=at, problems=problems_of(chosen))
    return _tip_page(found, request, at=at, token=token)


@takes_forms
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in the tip and answer with the receipt, or say why not and keep what was typed."""
    found, at = known_department(slug), timezone.now()
    if not is_sent(request):
        return start_over(slug)
    form, token = TipForm(found, request.POST), request.POST.get("form", "")
    if not form.is_valid():
        return _tip_page(found, request, at=at, token=token, problems=problems_of(form))
    submission = form.submission(get_language() or settings.LANGUAGE_CODE)
    wait = over_limit(request, *SUBMISSIONS, fail_open=True)
    # Whoever loads their receipt again and again is over the limit, and is not to hear that it was not sent.
    take = submit_tip if wait is None else tip_sent_before
    try:
        outcome = take(department=found.department, token=token, submission=submission, at=at)
    except Exception as error:  # noqa: BLE001
        return _not_taken(found, request, token, at, error)
    if outcome is None:
        return _tip_page(found, request, at=at, token=token, notice="limit", status=429, retry_after=wait)
    if outcome.kind == "changed":
        return _changed_page(found, request, form, outcome, at)
    return sent_page(found, outcome, token=token, life_safety=submission.life_safety)


def _not_taken(found: Configuration, request: HttpRequest, token: str, at: datetime, error: Exception) -> HttpResponse:
    """Say plainly that the tip is not here, whatever the reason, and give every word of it back."""
    match error:
        case FormRefused():
            return _tip_page(found, request, at=at, token=draw_form(found.department, at), notice="expired")
        case NotAccepting():
            return _closed_meanwhile(found, request, token)
        case OverBudget():
            return _tip_page(
                found, request, at=at, token=token, notice="busy", status=429, retry_after=error.retry_after
            )
    logger.error("web: a tip could not be stored", exc_info=error)
    return _tip_page(found, request, at=at, token=token, notice="failed", status=503, retry_after=TRY_AGAIN_SECONDS)


def closed_page(found: Configuration) -> HttpResponse:
    """Return the page that says to call instead."""
    return page("closed.html", department=found.department, route="web:start")


def _closed_meanwhile(found: Configuration, request: HttpRequest, token: str) -> HttpResponse:
    typed = _typed(TipForm(found, request.POST))
    return page(
        "tip_kept.html",
        department=found.department,
        switch=SWITCH,
        token=token,
        typed=typed,
        questions=_asked(typed, {}),
        status=503,
        retry_after=3600,
    )


def first_page(
    found: Configuration, form: CategoryForm, *, at: datetime, problems: dict[str, str] | None = None
) -> HttpResponse:
    """Return the page that says what this is and asks what it is about."""
    chosen = form.data.get("category", "")

    def shown(_fresh: Mapping[str, str]) -> dict[str, Any]:
        return {
            "route": "web:start",
            "hours": hours_words(found.department, at),
            "groups": [[offer.category for offer in group] for group in _by_urgency(found)],
            "chosen": chosen,
            "problems": problems or {},
        }

    if chosen or problems:
        return page("start.html", department=found.department, **shown({}))
    return common_page("start.html", found, kind=is_read_now(found.department, at), fresh={}, shown=shown)


def _tip_page(
    found: Configuration,
    request: HttpRequest,
    *,
    token: str,
    at: datetime,
    problems: dict[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    retry_after: int | None = None,
    joins: Mapping[str, str] | None = None,
) -> HttpResponse:
    typed, code = _typed(TipForm(found, request.POST)), request.POST.get("category", "")
    offer = found.offered(code)

    def shown(fresh: Mapping[str, str]) -> dict[str, Any]:
        return {
            "switch": SWITCH,
            "minutes": wait_words(retry_after or 0),
            "hours": hours_words(found.department, at),
            "categories": [offer.category for group in _by_urgency(found) for offer in group],
            "urgent": bool(offer and offer.category.life_safety),
            "offered": offer is not None,
            "typed": typed,
            "questions": _asked(typed, problems or {}),
            "problems": problems or {},
            "notice": notice,
            "joins": joins,
            **fresh,
        }

    if offer and not (problems or notice or any(typed[name] for name in typed if name != "category")):
        kind = (is_read_now(found.department, at), code)
        return common_page("tip.html", found, kind=kind, fresh={"token": token}, shown=shown)
    return page(
        "tip.html", department=found.department, status=status, retry_after=retry_after, **shown({"token": token})
    )


def _changed_page(
    found: Configuration, request: HttpRequest, form: TipForm, outcome: Outcome, at: datetime
) -> HttpResponse:
    """Offer other words under a form that was sent as a tip of their own, and as a message where nothing is lost by it.

    No receipt is on it: who sent the first words under this form may be somebody else.
    """
    joins = {"message": as_message(form), "message_token": draw_form(found.department, at)} if outcome.joins else {}
    token = draw_form(found.department, at)
    return _tip_page(found, request, at=at, token=token, notice="changed", joins=joins)


def _typed(form: TipForm) -> dict[str, Any]:
    return {name: form[name].value() or "" for name in form.fields}


def _asked(typed: Mapping[str, Any], problems: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"question": question, "typed": typed[question.code], "problem": problems.get(question.code)}
        for question in questions.QUESTIONS
    ]


def _by_urgency(found: Configuration) -> list[list[Any]]:
    urgent = [offer for offer in found.categories if offer.category.life_safety]
    return [group for group in (urgent, [o for o in found.categories if not o.category.life_safety]) if group]
