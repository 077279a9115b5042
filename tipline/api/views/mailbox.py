"""Coming back with a receipt. It stands in the body of each request: no address and no log line holds it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api import serializers
from tipline.api.problems import Problem
from tipline.api.views.base import ResidentView, checked, known_department, phone, require_valid, under_form, within
from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.actions import AnswerOutcome, MailboxMessage, answer, answer_sent_before, open_mailbox
from tipline.intake.errors import OverBudget
from tipline.intake.forms import AnswerForm, ReceiptForm
from tipline.intake.rates import VISITS
from tipline.tips.models import Precision

PRECISION = {Precision.EXACT: "exact", Precision.HOUR: "hour", Precision.DAY: "day"}


class Mailbox(ResidentView):
    """The conversation that a receipt opens."""

    def post(self, request: Request, slug: str) -> Response:
        """Show it."""
        department = known_department(slug).department
        members = checked(serializers.VisitSerializer, request)
        receipt = _receipt(members)
        within(request, department, *VISITS)
        return Response(_opened(department, receipt, members.get("page", 1)))


class Messages(ResidentView):
    """What the resident writes to the officers."""

    def post(self, request: Request, slug: str) -> Response:
        """Store a message, once a form."""
        department = known_department(slug).department
        members = checked(serializers.MessageSerializer, request)
        receipt, form = _receipt(members), AnswerForm(members)
        require_valid(form)
        within(request, department, *VISITS)
        seed, words = members["form"], {"receipt": receipt, "text": form.cleaned_data["text"]}
        try:
            outcome: AnswerOutcome = under_form(
                department,
                seed,
                lambda form: answer(department=department, form_id=form.id, at=timezone.now(), **words),
                lambda: answer_sent_before(department=department, seed=seed, **words),
            )
        except OverBudget as error:
            raise Problem("too-many", retry_after=error.retry_after, **phone(department)) from error
        if outcome == "unknown":
            raise Problem("unknown-receipt")
        return Response({"again": outcome == "again"}, status=200 if outcome == "again" else 201)


def _receipt(members: dict[str, Any]) -> Receipt:
    form = ReceiptForm(members)
    require_valid(form)
    found: Receipt = form.cleaned_data["receipt"]
    return found


def _opened(department: Department, receipt: Receipt, page: int) -> dict[str, Any]:
    found = open_mailbox(department=department, receipt=receipt, at=timezone.now(), page=page)
    if found is None:
        raise Problem("unknown-receipt")
    return {
        "status": found.status,
        "status_words": found.status_word,
        "messages": [_message(message) for message in found.messages],
        "page": found.page,
        "older": found.older,
    }


def _message(message: MailboxMessage) -> dict[str, Any]:
    return {
        "from_resident": message.from_resident,
        "text": message.text,
        "at": message.at.isoformat(),
        "precision": PRECISION[Precision(message.precision)],
    }
