"""What came of a form that was sent already: told also when it is too old to be taken now, or tips are not taken."""

from __future__ import annotations

from typing import Literal

from tipline.departments.models import Department
from tipline.envelope import Receipt, form_digest, text_digest
from tipline.intake import formseed
from tipline.intake.actions.mailbox import knows
from tipline.intake.actions.submit import Outcome, came_of_it, sent_before
from tipline.intake.errors import FormForged
from tipline.intake.formkeys import known_receipt_of
from tipline.intake.formseed import Form
from tipline.intake.sealed import SealedSubmission
from tipline.intake.submission import Submission


def tip_sent_before(*, department: Department, seed: str, submission: Submission) -> Outcome | None:
    """Return what came of the form; None where it was never sent, or so long ago that nobody knows."""
    form = _form(seed, department)
    if form is None:
        return None
    words = text_digest(form.id, submission.to_bytes())
    before = sent_before(form_digest(form.id), words)
    if before is None:
        return None
    return came_of_it(before, known_receipt_of(form, department), submission, words, department)


def sealed_tip_sent_before(
    *, department: Department, seed: str, submission: SealedSubmission
) -> Literal["again", "changed"] | None:
    """Return what came of the form, as `tip_sent_before` does, for a tip that its resident sealed."""
    form = _form(seed, department)
    before = sent_before(form_digest(form.id), text_digest(form.id, submission.to_bytes())) if form else None
    return before.kind if before else None


def answer_sent_before(
    *, department: Department, receipt: Receipt, seed: str, text: str
) -> Literal["again", "unknown"] | None:
    """Tell whether these words were put into the mailbox under the form; None where nobody knows of it any more."""
    if _form(seed, department) is None:
        return None
    if not knows(department, receipt):
        return "unknown"
    return "again" if words_sent_before(department=department, seed=seed, text=text) else None


def words_sent_before(*, department: Department, seed: str, text: str) -> bool:
    """Tell whether these words were put into some mailbox under the form, without looking at any receipt."""
    form = _form(seed, department)
    if form is None:
        return False
    words = text_digest(form.id, text.encode())
    # Other words than the first ones under a form have a mark of their own.
    found = (sent_before(mark, words) for mark in (form_digest(form.id), form_digest(words)))
    return any(before is not None and before.kind == "again" for before in found)


def _form(seed: str, department: Department) -> Form | None:
    try:
        return formseed.authentic(seed, department)
    except FormForged:
        return None
