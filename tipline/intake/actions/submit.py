"""Take in a tip."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from tipline.departments.models import Department
from tipline.envelope import Receipt, form_digest, text_digest
from tipline.intake.budget import spending
from tipline.intake.errors import NotAccepting, OverBudget
from tipline.intake.submission import Submission
from tipline.keyring import service
from tipline.keyring.errors import KeyLogBroken, ServiceKeyMissing
from tipline.keyring.queries import Keys, SealingKey, keys_of
from tipline.routing.configuration import Configuration, Route
from tipline.tips.actions import receive_tip
from tipline.tips.models import Mailbox, SpentForm, Tip, TipWrap


@dataclass(frozen=True, slots=True)
class SentBefore:
    """What is known of a form that was sent. `turn`: how often its receipt was shown, 0 once it was kept."""

    kind: Literal["again", "changed"]
    turn: int
    sent_at: datetime


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
    sent_at: datetime | None = None
    joins: bool = False


def accepts(configuration: Configuration) -> bool:
    """Tell whether the department takes tips in every category that it offers."""
    department = configuration.department
    if not department.accepts_tips or not configuration.categories:
        return False
    try:
        keys = _keys(department)
        for offer in configuration.categories:
            _route_keys(keys, offer.route)
    except NotAccepting:
        return False
    return True


def submit_tip(
    *,
    department: Department,
    form_id: bytes,
    receipt: Receipt,
    submission: Submission,
    at: datetime,
    channel: Tip.Channel = Tip.Channel.WEB,
) -> Outcome:
    """Seal and store a tip to which the receipt leads; the same form makes no second tip. See `receipt_of` for both.

    Raises NotAccepting, OverBudget. A database error passes through: nothing was stored then.
    """
    if not department.accepts_tips:
        raise NotAccepting
    route = submission.offer.route
    units, custodian = keys_of_route(department, route)
    mark, words = form_digest(form_id), text_digest(form_id, submission.to_bytes())
    secrets = receipt.secrets(department.pk.bytes)

    def receive() -> None:
        receive_tip(
            department=department,
            category=submission.offer.category,
            oversight=route.oversight,
            life_safety=submission.life_safety,
            body=submission.body("phone" if channel == Tip.Channel.PHONE else "server"),
            contact=submission.contact,
            units=units,
            custodian=custodian,
            secrets=secrets,
            form_mark=mark,
            text_mark=words,
            channel=channel,
            at=at,
        )

    try:
        with spending(department, at, life_safety=submission.life_safety):
            try:
                receive()
            except IntegrityError:
                if sent_before(mark, words) is not None:
                    raise
                # The reference, 40 random bits, met that of another tip: no resident is to hear of that.
                receive()
    except (IntegrityError, OverBudget):
        # The form was sent before, or at this moment in a double click: to be told so needs no budget.
        before = sent_before(mark, words)
        if before is None:
            raise
        return came_of_it(before, receipt, submission, words, department)
    return Outcome(kind="received", receipt=receipt, words=words, sent_at=at)


def came_of_it(
    before: SentBefore, receipt: Receipt | None, submission: Submission, words: bytes, department: Department
) -> Outcome:
    """Return the outcome of a form that was sent before; its receipt only to who sends the words that were stored."""
    if before.kind == "changed":
        first = tip_of(receipt, department) if receipt else None
        return Outcome(kind="changed", joins=first is not None and _joins(submission, first))
    shown = receipt if before.turn != SpentForm.KEPT else None
    return Outcome(kind="again", receipt=shown, words=words, turn=before.turn, sent_at=before.sent_at)


def tip_of(receipt: Receipt, department: Department) -> Tip | None:
    """Return the tip that the receipt belongs to, None where there is none."""
    lookup = receipt.secrets(department.pk.bytes).lookup_hash
    mailbox = Mailbox.objects.select_related("tip").filter(lookup_hash=lookup, tip__department=department.pk).first()
    return mailbox.tip if mailbox else None


def _joins(submission: Submission, first: Tip) -> bool:
    offer = submission.offer
    urgent = submission.danger or (offer.category.life_safety and not first.life_safety)
    wraps = TipWrap.objects.filter(tip=first, epoch=first.epoch).exclude(kind=TipWrap.Kind.IDENTITY)
    reading = set(wraps.values_list("unit", flat=True))
    return not urgent and reading == {unit.pk for unit in offer.route.units}


def sent_before(mark: bytes, words: bytes) -> SentBefore | None:
    """Tell whether a form was sent before, and if so whether with the same words (by their marks)."""
    spent = SpentForm.objects.filter(mark=mark).first()
    if spent is None:
        return None
    same = hmac.compare_digest(bytes(spent.text_mark), words)
    return SentBefore("again" if same else "changed", spent.turn, spent.sent_at)


def published_keys(configuration: Configuration) -> tuple[list[SealingKey], SealingKey]:
    """Return the key of every unit that a category leads to, and the custodian's. Raises NotAccepting."""
    if not accepts(configuration):
        raise NotAccepting
    keys = _keys(configuration.department)
    found = {key.unit: key for offer in configuration.categories for key in _route_keys(keys, offer.route)[0]}
    if keys.custodian is None:
        raise NotAccepting
    return list(found.values()), keys.custodian


def keys_of_route(department: Department, route: Route) -> tuple[list[SealingKey], SealingKey]:
    """Return the keys of the route's units that have one, and the custodian's. Raises NotAccepting.

    Of a route of oversight those that the log does not call oversight units are left out.
    """
    return _route_keys(_keys(department), route)


def _keys(department: Department) -> Keys:
    # A broken key log is not to be sealed to: whose keys they are is not known. Without the service key no tip could
    # be marked as it was sent.
    try:
        service.service_key()
        return keys_of(department)
    except (KeyLogBroken, ServiceKeyMissing) as error:
        raise NotAccepting from error


def _route_keys(keys: Keys, route: Route) -> tuple[list[SealingKey], SealingKey]:
    found = (key for key in map(keys.unit, route.units) if key is not None)
    units = [key for key in found if keys.may_hold(key, oversight=route.oversight)]
    if keys.custodian is None or all(key.unit != route.primary.pk for key in units):
        raise NotAccepting
    return units, keys.custodian
