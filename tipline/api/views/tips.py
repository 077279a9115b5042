"""Sending a tip: as text, which is sealed on arrival, or sealed by who sends it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from tipline.api import responses, serializers
from tipline.api.problems import Problem
from tipline.api.views.base import (
    ResidentView,
    known_department,
    not_accepted,
    phone,
    require_valid,
    under_form,
    within,
)
from tipline.intake.actions import (
    Outcome,
    SealedOutcome,
    sealed_tip_sent_before,
    submit_sealed_tip,
    submit_tip,
    tip_sent_before,
)
from tipline.intake.errors import IdTaken, NotAccepting, OverBudget, SealedRefused
from tipline.intake.formkeys import receipt_of
from tipline.intake.forms import TipForm
from tipline.intake.formseed import Form
from tipline.intake.rates import SUBMISSIONS
from tipline.intake.sealed import SealedContent, SealedMailbox, SealedSubmission, SealedWrap
from tipline.routing.configuration import Configuration
from tipline.tips.models import Tip

ONCE, AGAIN = 201, 200


class Tips(ResidentView):
    """Tips as text."""

    request_serializer = serializers.TipSerializer
    response_serializer = responses.ReceiptSerializer

    def post(self, request: Request, slug: str) -> Response:
        """Seal and store one, and answer with its receipt."""
        known = known_department(slug)
        members = self.members(request)
        form = TipForm(known, members)
        require_valid(form)
        within(request, known.department, *SUBMISSIONS)
        submission = form.submission(get_language() or "en")

        def submit(form: Form, **sent: Any) -> Outcome:
            return submit_tip(receipt=receipt_of(form, known.department), form_id=form.id, **sent)

        outcome: Outcome = _taken(known, members["form"], submission, submit, tip_sent_before)
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
        known = known_department(slug)
        members = self.members(request)
        submission = _submission(known, members)
        within(request, known.department, *SUBMISSIONS)

        def submit(form: Form, **sent: Any) -> SealedOutcome:
            return submit_sealed_tip(form_id=form.id, **sent)

        kind: SealedOutcome = _taken(known, members["form"], submission, submit, sealed_tip_sent_before)
        if kind == "changed":
            raise Problem("other-words")
        return self.respond({"again": kind == "again"}, status=_status(kind))


def _taken(known: Configuration, seed: str, submission: Any, submit: Any, sent_before: Any) -> Any:
    department = known.department

    def act(form: Form) -> Any:
        sent = {"submission": submission, "channel": Tip.Channel.API, "at": timezone.now()}
        return submit(form, department=department, **sent)

    def before() -> Any:
        return sent_before(department=department, seed=seed, submission=submission)

    try:
        return under_form(department, seed, act, before)
    except NotAccepting as error:
        found = before()
        if found is None:
            raise Problem("closed", **phone(department)) from error
        return found
    except OverBudget as error:
        raise Problem("busy", retry_after=error.retry_after, **phone(department)) from error
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
        language=members.get("language") or get_language() or "en",
        tip=members["tip"],
        headline=SealedContent(**members["headline"]),
        body=SealedContent(**members["body"]),
        contact=SealedContent(**contact) if contact else None,
        mailbox=SealedMailbox(**members["mailbox"]),
        wraps=tuple(SealedWrap(**wrap) for wrap in members["wraps"]),
    )


def _status(kind: str) -> int:
    return ONCE if kind == "received" else AGAIN
