"""Coming back with a receipt. It is sent in a form each time: no address, no cookie and no session holds it."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.actions import answer, answer_sent_before, keep_receipt, open_mailbox
from tipline.intake.errors import FormRefused, OverBudget
from tipline.intake.forms import AnswerForm, ReceiptForm
from tipline.intake.idempotency import issue_form_token
from tipline.intake.rate_limits import VISITS
from tipline.intake.reading_hours import reading_hours_text
from tipline.limits.buckets import over_limit
from tipline.tips.actions.read import page_number
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
)
from tipline.web.presentation import shown_messages, status_explanation

logger = logging.getLogger(__name__)


@accepts_posts
def open_with_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the receipt, and show what it opens."""
    department, at = configuration_or_404(slug).department, timezone.now()
    if not is_own_post(request):
        return _receipt_form_page(department, request)
    typed = ReceiptForm(request.POST)
    if not typed.is_valid():
        return _receipt_form_page(department, request, errors=first_errors(typed))
    wait = over_limit(request, *VISITS, fail_open=True)
    if wait is not None:
        return _receipt_form_page(department, request, notice="limit", status=429, retry_after=wait)
    try:
        if "words" in request.POST:  # From the page of the receipt, which is not to be come back to.
            keep_receipt(department=department, token=request.POST.get("form", ""), words=request.POST["words"])
        return _mailbox_page(department, request, typed.cleaned_data["receipt"], at, token=_reused_token(request))
    except DatabaseError:
        return _not_opened(department, request)


@accepts_posts
def send_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the resident's message, or say why not and keep what was typed."""
    department, at = configuration_or_404(slug).department, timezone.now()
    if not is_own_post(request):
        return redirect_to_start(slug)
    typed, message, token = ReceiptForm(request.POST), AnswerForm(request.POST), request.POST.get("form", "")
    if not typed.is_valid():
        return _receipt_form_page(department, request, errors=first_errors(typed))
    wait = over_limit(request, *VISITS, fail_open=True)
    if wait is not None:
        return _over_limit(department, request, message, wait)
    receipt = typed.cleaned_data["receipt"]
    if not message.is_valid():
        try:
            return _mailbox_page(department, request, receipt, at, token=token, errors=first_errors(message))
        except DatabaseError:
            return _not_stored(department, request)
    return _answered(department, request, receipt, message.cleaned_data["text"], at)


def _over_limit(department: Department, request: HttpRequest, message: AnswerForm, wait: int) -> HttpResponse:
    """Hold the words back; who sends again what arrived before is not to hear that it did not."""
    notice = "limit"
    if message.is_valid():
        text, token = message.cleaned_data["text"], request.POST.get("form", "")
        try:
            notice = "arrived" if answer_sent_before(department=department, token=token, text=text) else "limit"
        except DatabaseError:
            return _not_stored(department, request)
    return _hold_page(department, request, notice, status=429, retry_after=wait)


def _answered(department: Department, request: HttpRequest, receipt: Receipt, text: str, at: datetime) -> HttpResponse:
    token = request.POST.get("form", "")
    try:
        outcome = answer(department=department, receipt=receipt, token=token, text=text, at=at)
    except FormRefused:
        return _mailbox_page(department, request, receipt, at, notice="expired")
    except OverBudget as error:
        return _hold_page(department, request, "many", status=429, retry_after=error.retry_after)
    except Exception:  # noqa: BLE001
        return _not_stored(department, request)
    if outcome == "unknown":
        return _receipt_form_page(department, request, notice="unknown")
    return _mailbox_page(department, request, receipt, at, notice=outcome, text="")


def _not_opened(department: Department, request: HttpRequest) -> HttpResponse:
    logger.exception("web: a mailbox could not be opened")
    return _receipt_form_page(department, request, notice="failed", status=503, retry_after=TRY_AGAIN_SECONDS)


def _not_stored(department: Department, request: HttpRequest) -> HttpResponse:
    logger.exception("web: a message could not be stored")
    return _hold_page(department, request, "failed", status=503, retry_after=TRY_AGAIN_SECONDS)


def _reused_token(request: HttpRequest) -> str:
    """Return the form of words that may have been sent under it before: under a new one they could arrive twice."""
    return request.POST.get("form", "") if request.POST.get("text") else ""


def _receipt_form_page(
    department: Department,
    request: HttpRequest,
    *,
    errors: dict[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    retry_after: int | None = None,
) -> HttpResponse:
    sent = is_own_post(request)
    return page(
        "receipt_form.html",
        department=department,
        route="web:mailbox",
        switch=LanguageSwitch(form="open", route="web:mailbox") if sent else None,
        status=status,
        retry_after=retry_after,
        minutes=in_minutes(retry_after or 0),
        typed=request.POST.get("receipt", "") if sent else "",
        text=request.POST.get("text", "") if sent else "",
        token=_reused_token(request),
        errors=errors or {},
        notice=notice,
    )


def _mailbox_page(
    department: Department,
    request: HttpRequest,
    receipt: Receipt,
    at: datetime,
    *,
    token: str = "",
    errors: dict[str, str] | None = None,
    notice: str = "",
    text: str | None = None,
) -> HttpResponse:
    found = open_mailbox(department=department, receipt=receipt, at=at, page=page_number(request.POST.get("page", "")))
    if found is None:
        return _receipt_form_page(department, request, notice="unknown")
    return page(
        "mailbox.html",
        department=department,
        switch=LanguageSwitch(form="answer", route="web:mailbox"),
        hours=reading_hours_text(department),
        status_word=found.status_word,
        meaning=status_explanation(found.status),
        messages=shown_messages(found.messages, department),
        older_page=found.page + 1 if found.older else None,
        newer_page=found.page - 1,
        receipt=receipt.text,
        token=token or issue_form_token(department, at),
        text=request.POST.get("text", "") if text is None else text,
        errors=errors or {},
        notice=notice,
    )


def _hold_page(department: Department, request: HttpRequest, notice: str, **answer: Any) -> HttpResponse:
    return page(
        "message_held.html",
        department=department,
        switch=LanguageSwitch(form="answer", route="web:mailbox"),
        minutes=in_minutes(answer["retry_after"]),
        receipt=request.POST.get("receipt", ""),
        token=request.POST.get("form", ""),
        text=request.POST.get("text", ""),
        notice=notice,
        **answer,
    )
