"""Take in a tip."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from tipline.departments.models import Department
from tipline.envelope import Receipt, form_mark, text_mark
from tipline.intake.budget import give_back, spend
from tipline.intake.errors import NotAccepting, OverBudget
from tipline.intake.submission import Submission
from tipline.keyring import service
from tipline.keyring.errors import KeyLogBroken, ServiceKeyMissing
from tipline.keyring.queries import Keys, SealingKey, keys_of
from tipline.routing.configuration import Configuration, Route
from tipline.tips.actions import receive_tip
from tipline.tips.models import SpentForm, Tip


@dataclass(frozen=True, slots=True)
class Outcome:
    """`received`: stored. `again`: the same form with the same words, stored before. `changed`: the same form with
    other words: nothing was stored, and they are to be offered as a message to the tip that the receipt opens.
    """

    kind: Literal["received", "again", "changed"]
    receipt: Receipt


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
    submission: Submission,
    at: datetime,
    channel: Tip.Channel = Tip.Channel.WEB,
) -> Outcome:
    """Seal and store a tip, and return the receipt that the form leads to; the same form makes no second tip.

    Raises NotAccepting, OverBudget. A database error passes through: nothing was stored then.
    """
    if not department.accepts_tips:
        raise NotAccepting
    route = submission.offer.route
    units, custodian = keys_of_route(department, route)
    receipt = Receipt.from_form(form_id, department.pk.bytes)
    mark, words = form_mark(form_id), text_mark(form_id, submission.to_bytes())
    try:
        spend(department, at)
    except OverBudget:
        # What was stored already needs no budget to be told so.
        before = sent_before(mark, words)
        if before is None:
            raise
        return Outcome(kind=before, receipt=receipt)
    secrets = receipt.secrets(department.pk.bytes)

    def receive() -> None:
        receive_tip(
            department=department,
            category=submission.offer.category,
            oversight=route.oversight,
            life_safety=submission.offer.category.life_safety or submission.danger,
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
        receive()
    except IntegrityError:
        # The form was sent before, or at this moment in a double click.
        before = sent_before(mark, words)
        if before is not None:
            give_back(department, at)
            return Outcome(kind=before, receipt=receipt)
        # Or the reference, 40 random bits, met that of another tip: no resident is to hear of that.
        receive()
    return Outcome(kind="received", receipt=receipt)


def sent_before(mark: bytes, words: bytes) -> Literal["again", "changed"] | None:
    """Tell whether a form was sent before, and if so whether with the same words (by their marks)."""
    spent = SpentForm.objects.filter(mark=mark).first()
    if spent is None:
        return None
    return "again" if hmac.compare_digest(bytes(spent.text_mark), words) else "changed"


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
