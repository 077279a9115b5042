"""Take in a tip that its resident sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from tipline.departments.models import Department
from tipline.envelope import form_digest, text_digest
from tipline.intake.actions.submit import keys_of_route, sent_before
from tipline.intake.budget import spending
from tipline.intake.errors import IdTaken, NotAccepting
from tipline.intake.sealed import SealedSubmission
from tipline.tips.actions import new_reference, store_tip
from tipline.tips.models import Tip
from tipline.tips.sealing import SealedRows

SealedOutcome = Literal["received", "again", "changed"]


def submit_sealed_tip(
    *, department: Department, form_id: bytes, submission: SealedSubmission, at: datetime, channel: Tip.Channel
) -> SealedOutcome:
    """Store a sealed tip; the same form makes no second one. The receipt is the resident's own and never comes here.

    Raises NotAccepting, SealedRefused, IdTaken, OverBudget. A database error passes through: nothing was stored then.
    """
    if not department.accepts_tips:
        raise NotAccepting
    mark, words = form_digest(form_id), text_digest(form_id, submission.to_bytes())
    before = sent_before(mark, words)
    if before is not None:
        return before.kind
    units, custodian = keys_of_route(department, submission.offer.route)
    tip, rows = submission.rows(department, units, custodian, at, channel)
    life_safety = submission.danger or submission.offer.category.life_safety
    try:
        with spending(department, at, life_safety=life_safety):
            _store(tip, rows, mark, words, at)
    except IntegrityError as error:
        before = sent_before(mark, words)
        if before is None:
            raise IdTaken from error
        return before.kind
    return "received"


def _store(tip: Tip, rows: SealedRows, mark: bytes, words: bytes, at: datetime) -> None:
    try:
        store_tip(tip=tip, rows=rows, form_mark=mark, text_mark=words, at=at)
    except IntegrityError:
        if not Tip.objects.filter(reference=tip.reference).exclude(pk=tip.pk).exists():
            raise
        # The reference, 40 random bits, met that of another tip: its sender could do nothing about that.
        tip.reference = new_reference()
        store_tip(tip=tip, rows=rows, form_mark=mark, text_mark=words, at=at)
