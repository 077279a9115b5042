"""Take in a tip that its resident sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from tipline.departments.models import Department
from tipline.intake.budget import within_budget
from tipline.intake.errors import IdTaken
from tipline.intake.idempotency import FormToken, Sending, SentBefore, once
from tipline.intake.models import SpentForm
from tipline.intake.sealed_submission import SealedSubmission
from tipline.intake.sealing_keys import sealing_keys_for
from tipline.tips.actions import store_tip
from tipline.tips.models import Tip

SealedOutcome = Literal["received", "again", "changed"]


def submit_sealed_tip(
    *, department: Department, token: str, submission: SealedSubmission, at: datetime, channel: Tip.Channel
) -> SealedOutcome:
    """Store a sealed tip; the same form makes no second one. The receipt is the resident's own and never comes here.

    Raises FormRefused, NotAccepting, SealedRefused, IdTaken, OverBudget. A database error passes through. Nothing was
    stored then.
    """
    form = FormToken.parse(token, department)
    sending = Sending.of(form, submission.to_bytes())
    try:
        with once(sending):
            form.require_open(at)
            _store(department, submission, sending.spent_form(at), at, channel)
    except SentBefore as before:
        return "again" if before.same else "changed"
    except IntegrityError as error:
        raise IdTaken from error
    return "received"


def _store(
    department: Department, submission: SealedSubmission, spent: SpentForm, at: datetime, channel: Tip.Channel
) -> None:
    units, custodian = sealing_keys_for(department, submission.offer.route)
    tip, rows = submission.rows(department, units, custodian, at, channel)
    with within_budget(department, at, life_safety=tip.life_safety):
        store_tip(tip=tip, rows=rows, beside=spent)
