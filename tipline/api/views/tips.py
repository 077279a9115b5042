"""Sending a tip: as text, which is sealed on arrival, or sealed by who sends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api import responses, serializers
from tipline.api.problems import Problem
from tipline.api.views.base import (
    ResidentView,
    check_rate_limit,
    configuration_or_404,
    not_accepted,
    refusals_as_problems,
    require_valid,
)
from tipline.intake.actions import submit_sealed_tip, submit_tip
from tipline.intake.errors import IdTaken, SealedRefused
from tipline.intake.forms import TipForm
from tipline.intake.rate_limits import SUBMISSIONS
from tipline.intake.sealed_submission import SealedContent, SealedMailbox, SealedSubmission, SealedWrap
from tipline.routing.configuration import Configuration
from tipline.tips.models import Tip

ONCE, AGAIN = 201, 200


class Tips(ResidentView):
    """Tips as text."""

    request_serializer = serializers.TipSerializer
    response_serializer = responses.ReceiptSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Seal and store one, and answer with its receipt."""
        known = configuration_or_404(slug)
        members = self.validated_data(request)
        form = TipForm(known, members)
        require_valid(form)
        check_rate_limit(request, known.department, *SUBMISSIONS)
        submission = form.submission(get_language() or settings.LANGUAGE_CODE)

        with refusals_as_problems(known.department, over_budget="busy"):
            outcome = submit_tip(token=members["form"], submission=submission, **_sent_to(known))
        if outcome.kind == "changed":
            raise Problem("other-words")
        receipt = outcome.receipt.text if outcome.receipt else None
        return self.respond({"receipt": receipt, "again": outcome.kind == "again"}, status=_status(outcome.kind))


class SealedTips(ResidentView):
    """Tips that nobody on the way can read."""

    request_serializer = serializers.SealedTipSerializer
    response_serializer = responses.StoredSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Store one. Its receipt was made by who sends it, and is not known here."""
        known = configuration_or_404(slug)
        members = self.validated_data(request)
        submission = _submission(known, members)
        check_rate_limit(request, known.department, *SUBMISSIONS)

        with refusals_as_problems(known.department, over_budget="busy"), _fitting():
            kind = submit_sealed_tip(token=members["form"], submission=submission, **_sent_to(known))
        if kind == "changed":
            raise Problem("other-words")
        return self.respond({"again": kind == "again"}, status=_status(kind))


def _sent_to(known: Configuration) -> dict[str, Any]:
    return {"department": known.department, "channel": Tip.Channel.API, "at": timezone.now()}


@contextmanager
def _fitting() -> Iterator[None]:
    try:
        yield
    except IdTaken as error:
        raise Problem("taken") from error
    except SealedRefused as error:
        not_accepted((error.field, _("This is not sealed to the published keys as the specification requires.")))


def _submission(known: Configuration, members: dict[str, Any]) -> SealedSubmission:
    offer = known.offered(members["category"])
    if offer is None:
        not_accepted(("category", _("Choose one from the list.")))
    contact = members.get("contact")
    return SealedSubmission(
        offer=offer,
        danger=members.get("danger", False),
        language=members.get("language") or get_language() or settings.LANGUAGE_CODE,
        tip=members["tip"],
        headline=SealedContent(**members["headline"]),
        body=SealedContent(**members["body"]),
        contact=SealedContent(**contact) if contact else None,
        mailbox=SealedMailbox(**members["mailbox"]),
        wraps=tuple(SealedWrap(**wrap) for wrap in members["wraps"]),
    )


def _status(kind: str) -> int:
    return ONCE if kind == "received" else AGAIN
