"""Coming back with a receipt. It stands in the body of each request: no address and no log line holds it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api import responses, serializers
from tipline.api.problems import Problem
from tipline.api.views.base import (
    ResidentView,
    check_rate_limit,
    configuration_or_404,
    refusals_as_problems,
    require_valid,
)
from tipline.envelope import Receipt
from tipline.intake.actions import answer, open_mailbox
from tipline.intake.forms import AnswerForm, ReceiptForm
from tipline.intake.rate_limits import VISITS


class Mailbox(ResidentView):
    """The conversation that a receipt opens."""

    request_serializer = serializers.VisitSerializer
    response_serializer = responses.MailboxSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Show it."""
        department = configuration_or_404(slug).department
        members = self.validated_data(request)
        receipt = _receipt(members)
        check_rate_limit(request, department, *VISITS)
        found = open_mailbox(department=department, receipt=receipt, at=timezone.now(), page=members.get("page", 1))
        if found is None:
            raise Problem("unknown-receipt")
        return self.respond(found)


class Messages(ResidentView):
    """What the resident writes to the officers."""

    request_serializer = serializers.MessageSerializer
    response_serializer = responses.StoredSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Store a message, once a form."""
        department = configuration_or_404(slug).department
        members = self.validated_data(request)
        receipt, form = _receipt(members), AnswerForm(members)
        require_valid(form)
        check_rate_limit(request, department, *VISITS)
        text = form.cleaned_data["text"]
        with refusals_as_problems(department, over_budget="too-many"):
            outcome = answer(
                department=department, receipt=receipt, token=members["form"], text=text, at=timezone.now()
            )
        if outcome == "unknown":
            raise Problem("unknown-receipt")
        return self.respond({"again": outcome == "again"}, status=200 if outcome == "again" else 201)


def _receipt(members: dict[str, Any]) -> Receipt:
    form = ReceiptForm(members)
    require_valid(form)
    found: Receipt = form.cleaned_data["receipt"]
    return found
