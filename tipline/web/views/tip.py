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
from tipline.intake.idempotency import issue_form_token
from tipline.intake.rate_limits import SUBMISSIONS
from tipline.intake.reading_hours import is_read_now
from tipline.intake.sealing_keys import accepts_tips
from tipline.limits.buckets import over_limit
from tipline.routing.configuration import Configuration
from tipline.web.form_errors import first_errors
from tipline.web.methods import accepts_posts
from tipline.web.pages import (
    TRY_AGAIN_SECONDS,
    LanguageSwitch,
    configuration_or_404,
    in_minutes,
    is_own_post,
    page,
    redirect_to_start,
    shared_page,
)
from tipline.web.presentation import as_message, reading_hours_notice
from tipline.web.views.receipt import sent_page

logger = logging.getLogger(__name__)

SWITCH: Final = LanguageSwitch(form="tip", route="web:write")


@accepts_posts
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page with the text, with everything that was typed so far."""
    found, at = configuration_or_404(slug), timezone.now()
    if not is_own_post(request):
        return redirect_to_start(slug)
    typed = request.POST.get("text")
    # The id belongs to the page that is written on: whoever goes back and chooses anew writes another tip.
    token = request.POST.get("form") or issue_form_token(found.department, at)
    try:
        taken = accepts_tips(found)
    except DatabaseError as error:
        if not typed:
            raise
        return _refusal_page(found, request, token, at, error)
    if not taken:
        return _kept_words_page(found, request, request.POST.get("form", "")) if typed else closed_page(found)
    chosen = CategoryForm(found, request.POST)
    if not chosen.is_valid() and typed:
        return _tip_page(found, request, at=at, token=token, errors=first_errors(chosen))
    if not chosen.is_valid():
        return start_page(found, chosen, at=at, errors=first_errors(chosen))
    return _tip_page(found, request, at=at, token=token)


@accepts_posts
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in the tip and answer with the receipt, or say why not and keep what was typed."""
    found, at = configuration_or_404(slug), timezone.now()
    if not is_own_post(request):
        return redirect_to_start(slug)
    form, token = TipForm(found, request.POST), request.POST.get("form", "")
    if not form.is_valid():
        return _tip_page(found, request, at=at, token=token, errors=first_errors(form))
    submission = form.submission(get_language() or settings.LANGUAGE_CODE)
    wait = over_limit(request, *SUBMISSIONS, fail_open=True)
    # Whoever loads their receipt again and again is over the limit, and is not to hear that it was not sent.
    take = submit_tip if wait is None else tip_sent_before
    try:
        outcome = take(department=found.department, token=token, submission=submission, at=at)
    except Exception as error:  # noqa: BLE001
        return _refusal_page(found, request, token, at, error)
    if outcome is None:
        return _tip_page(found, request, at=at, token=token, notice="limit", status=429, retry_after=wait)
    if outcome.kind == "changed":
        return _changed_page(found, request, form, outcome, at)
    return sent_page(found, outcome, token=token, life_safety=submission.life_safety)


def _refusal_page(
    found: Configuration, request: HttpRequest, token: str, at: datetime, error: Exception
) -> HttpResponse:
    """Say plainly that the tip is not here, whatever the reason, and give every word of it back."""
    match error:
        case FormRefused():
            return _tip_page(found, request, at=at, token=issue_form_token(found.department, at), notice="expired")
        case NotAccepting():
            return _kept_words_page(found, request, token)
        case OverBudget():
            return _tip_page(
                found, request, at=at, token=token, notice="busy", status=429, retry_after=error.retry_after
            )
    logger.error("web: a tip could not be stored", exc_info=error)
    return _tip_page(found, request, at=at, token=token, notice="failed", status=503, retry_after=TRY_AGAIN_SECONDS)


def closed_page(found: Configuration) -> HttpResponse:
    """Return the page that says to call instead."""
    return page("closed.html", department=found.department, route="web:start")


def _kept_words_page(found: Configuration, request: HttpRequest, token: str) -> HttpResponse:
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


def start_page(
    found: Configuration, form: CategoryForm, *, at: datetime, errors: dict[str, str] | None = None
) -> HttpResponse:
    """Return the page that says what this is and asks what it is about."""
    chosen = form.data.get("category", "")

    def context(_placeholders: Mapping[str, str]) -> dict[str, Any]:
        return {
            "route": "web:start",
            "hours": reading_hours_notice(found.department, at),
            "groups": [[offer.category for offer in group] for group in _by_urgency(found)],
            "chosen": chosen,
            "errors": errors or {},
        }

    if chosen or errors:
        return page("start.html", department=found.department, **context({}))
    return shared_page("start.html", found, key=is_read_now(found.department, at), values={}, context=context)


def _tip_page(
    found: Configuration,
    request: HttpRequest,
    *,
    token: str,
    at: datetime,
    errors: dict[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    retry_after: int | None = None,
    joins: Mapping[str, str] | None = None,
) -> HttpResponse:
    typed, code = _typed(TipForm(found, request.POST)), request.POST.get("category", "")
    offer = found.offered(code)

    def context(values: Mapping[str, str]) -> dict[str, Any]:
        return {
            "switch": SWITCH,
            "minutes": in_minutes(retry_after or 0),
            "hours": reading_hours_notice(found.department, at),
            "categories": [offer.category for group in _by_urgency(found) for offer in group],
            "urgent": bool(offer and offer.category.life_safety),
            "offered": offer is not None,
            "typed": typed,
            "questions": _asked(typed, errors or {}),
            "errors": errors or {},
            "notice": notice,
            "joins": joins,
            **values,
        }

    if offer and not (errors or notice or any(typed[name] for name in typed if name != "category")):
        key = (is_read_now(found.department, at), code)
        return shared_page("tip.html", found, key=key, values={"token": token}, context=context)
    return page(
        "tip.html", department=found.department, status=status, retry_after=retry_after, **context({"token": token})
    )


def _changed_page(
    found: Configuration, request: HttpRequest, form: TipForm, outcome: Outcome, at: datetime
) -> HttpResponse:
    """Offer other words under a form that was sent as a tip of their own, and as a message where nothing is lost by it.

    No receipt is on it: who sent the first words under this form may be somebody else.
    """
    joins = (
        {"message": as_message(form), "message_token": issue_form_token(found.department, at)} if outcome.joins else {}
    )
    token = issue_form_token(found.department, at)
    return _tip_page(found, request, at=at, token=token, notice="changed", joins=joins)


def _typed(form: TipForm) -> dict[str, Any]:
    return {name: form[name].value() or "" for name in form.fields}


def _asked(typed: Mapping[str, Any], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"question": question, "typed": typed[question.code], "error": errors.get(question.code)}
        for question in questions.QUESTIONS
    ]


def _by_urgency(found: Configuration) -> list[list[Any]]:
    urgent = [offer for offer in found.categories if offer.category.life_safety]
    return [group for group in (urgent, [o for o in found.categories if not o.category.life_safety]) if group]
