"""What came of a form that was sent already: told also when it is too old to be taken now, or tips are not taken."""

from __future__ import annotations

from typing import Literal

from tipline.departments.models import Department
from tipline.envelope import Receipt, form_mark, text_mark
from tipline.intake import formseed
from tipline.intake.actions.mailbox import knows
from tipline.intake.actions.submit import Outcome, sent_before
from tipline.intake.errors import FormForged
from tipline.intake.sealed import SealedSubmission
from tipline.intake.submission import Submission


def tip_sent_before(*, department: Department, seed: str, submission: Submission) -> Outcome | None:
    """Return what came of the form; None where it was never sent, or so long ago that nobody knows."""
    form_id = _form_id(seed, department)
    kind = sent_before(form_mark(form_id), text_mark(form_id, submission.to_bytes())) if form_id else None
    return Outcome(kind=kind, receipt=Receipt.from_form(form_id, department.pk.bytes)) if form_id and kind else None


def sealed_tip_sent_before(
    *, department: Department, seed: str, submission: SealedSubmission
) -> Literal["again", "changed"] | None:
    """Return what came of the form, as `tip_sent_before` does, for a tip that its resident sealed."""
    form_id = _form_id(seed, department)
    return sent_before(form_mark(form_id), text_mark(form_id, submission.to_bytes())) if form_id else None


def answer_sent_before(
    *, department: Department, receipt: Receipt, seed: str, text: str
) -> Literal["again", "unknown"] | None:
    """Tell whether these words were put into the mailbox under the form; None where nobody knows of it any more."""
    if _form_id(seed, department) is None:
        return None
    if not knows(department, receipt):
        return "unknown"
    return "again" if words_sent_before(department=department, seed=seed, text=text) else None


def words_sent_before(*, department: Department, seed: str, text: str) -> bool:
    """Tell whether these words were put into some mailbox under the form, without looking at any receipt."""
    form_id = _form_id(seed, department)
    if form_id is None:
        return False
    words = text_mark(form_id, text.encode())
    # Other words than the first ones under a form have a mark of their own.
    return any(sent_before(mark, words) == "again" for mark in (form_mark(form_id), form_mark(words)))


def _form_id(seed: str, department: Department) -> bytes | None:
    try:
        return formseed.authentic(seed, department)
    except FormForged:
        return None
