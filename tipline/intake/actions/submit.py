"""Take in a tip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake.actions.receipts import next_turn, tip_for_receipt
from tipline.intake.budget import within_budget
from tipline.intake.errors import FormForged
from tipline.intake.idempotency import FormToken, Sending, SentBefore, once
from tipline.intake.models import SpentForm
from tipline.intake.receipt_keys import known_receipt_of, receipt_of
from tipline.intake.sealing_keys import sealing_keys_for
from tipline.intake.submission import Submission
from tipline.tips.actions import receive_tip
from tipline.tips.models import Tip, TipWrap


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """`received`: stored. `again`: the same form with the same words, stored before. `changed`: the same form with
    other words: nothing was stored, and who sent them may not be who sent the first ones.

    `receipt` is None where it is not to be shown: for other words, and once it was kept. `words` and `turn` are for
    `show_receipt`. `joins`: other words could as well be added to the first tip, since the same units read it and
    nothing in them is more urgent.
    """

    kind: Literal["received", "again", "changed"]
    receipt: Receipt | None = None
    words: bytes = b""
    turn: int = 1
    joins: bool = False


def submit_tip(
    *,
    department: Department,
    token: str,
    submission: Submission,
    at: datetime,
    channel: Tip.Channel = Tip.Channel.WEB,
    receipt: Receipt | None = None,
) -> Outcome:
    """Seal and store a tip; the same form makes no second one. `receipt`: leads to it in place of the form's own.

    Raises FormRefused, NotAccepting, OverBudget; OSError where the form's receipt cannot be made. A database error
    passes through. Nothing was stored then.
    """
    form = FormToken.parse(token, department)
    sending = Sending.of(form, submission.to_bytes())
    try:
        with once(sending):
            form.require_open(at)
            made = receipt or receipt_of(form, department)
            _store(department, made, submission, at=at, channel=channel, spent=sending.spent_form(at))
    except SentBefore as before:
        return _came_of_it(before, receipt or known_receipt_of(form, department), submission, department, at)
    return Outcome(kind="received", receipt=made, words=sending.text_digest)


def tip_sent_before(*, department: Department, token: str, submission: Submission, at: datetime) -> Outcome | None:
    """Return what came of a form, without taking it: None where it was never sent, or so long ago that nobody knows."""
    try:
        form = FormToken.parse(token, department)
    except FormForged:
        return None
    before = Sending.of(form, submission.to_bytes()).before()
    if before is None:
        return None
    return _came_of_it(before, known_receipt_of(form, department), submission, department, at)


def _store(
    department: Department,
    receipt: Receipt,
    submission: Submission,
    *,
    at: datetime,
    channel: Tip.Channel,
    spent: SpentForm,
) -> None:
    route = submission.offer.route
    units, custodian = sealing_keys_for(department, route)
    with within_budget(department, at, life_safety=submission.life_safety):
        receive_tip(
            department=department,
            category=submission.offer.category,
            oversight=route.oversight,
            life_safety=submission.life_safety,
            body=submission.body("phone" if channel == Tip.Channel.PHONE else "server"),
            contact=submission.contact,
            units=units,
            custodian=custodian,
            secrets=receipt.secrets(department.pk.bytes),
            channel=channel,
            at=at,
            beside=spent,
        )


def _came_of_it(
    before: SentBefore, receipt: Receipt | None, submission: Submission, department: Department, at: datetime
) -> Outcome:
    """Return the outcome of a form that was sent before; its receipt only to who sends the words that were stored."""
    if not before.same:
        first = tip_for_receipt(receipt, department) if receipt else None
        return Outcome(kind="changed", joins=first is not None and _joins(submission, first))
    spent = before.spent
    shown = receipt if spent.turn != SpentForm.KEPT else None
    turn = next_turn(spent, at) if shown else SpentForm.KEPT
    return Outcome(kind="again", receipt=shown, words=bytes(spent.text_digest), turn=turn)


def _joins(submission: Submission, first: Tip) -> bool:
    offer = submission.offer
    urgent = submission.danger or (offer.category.life_safety and not first.life_safety)
    wraps = TipWrap.objects.filter(tip=first, epoch=first.epoch).exclude(kind=TipWrap.Kind.IDENTITY)
    reading = set(wraps.values_list("unit", flat=True))
    return not urgent and reading == {unit.pk for unit in offer.route.units}
