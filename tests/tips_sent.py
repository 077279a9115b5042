"""Tips for tests, sent through the real action."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from tests.builders import AT, World, unlocked
from tipline.casework.queries import UnitsAround, opened_casework, units_around
from tipline.departments.models import Officer
from tipline.envelope import Receipt
from tipline.intake.actions import submit_tip
from tipline.intake.idempotency import FormToken
from tipline.intake.questions import QUESTIONS
from tipline.intake.submission import Submission
from tipline.keyring.unlocked import Unlocked
from tipline.routing.configuration import configuration
from tipline.tips.actions import open_tip
from tipline.tips.actions.read import contact_text
from tipline.tips.models import Handling, Mailbox, Tip
from tipline.tips.queue import TipQueue
from tipline.tips.sealing import open_identity_key

TEXT = "He posted that he will wait for her after her shift\nat the north station, blue pickup."


@dataclass(frozen=True)
class Sent:
    """A tip with what its resident holds."""

    tip: Tip
    receipt: Receipt
    token: str

    @property
    def handling(self) -> Handling:
        """What the department does with it, as it is now."""
        return handling_of(self.tip)


def handling_of(tip: Tip) -> Handling:
    """Return what the department that a tip was sent to does with it, as it is now."""
    return Handling.objects.get(tip=tip, department=tip.department_id)


def rows_of(model: type[Model], tip: Tip) -> QuerySet[Any]:
    """Return a model's rows of a tip, also those that belong to its handlings."""
    way = "handling__tip" if hasattr(model, "handling_id") else "tip"
    return model._default_manager.filter(**{way: tip})


def queued(key: Unlocked, *, closed: bool = False) -> list[Tip]:
    """Return the tips of an officer's queue in its order."""
    return [queued.tip for queued in TipQueue(key, closed=closed)[0:99]]


def form_id_of(words: str) -> bytes:
    """Return a form id that is the same in every run."""
    return hashlib.sha256(words.encode()).digest()


def token_of(world: World, words: str, at: datetime = AT) -> str:
    """Return the token of a form that is drawn at that time, with that id."""
    return FormToken.issued(form_id_of(words), at).text(world.department)


def receipt_for(world: World, words: str) -> Receipt:
    """Return the receipt of a form: the same in every run."""
    return Receipt.from_form(bytes(32), form_id_of(words), world.department.pk.bytes)


def submission(world: World, code: str = "threat-officer", **words: object) -> Submission:
    """Return checked words in one of the department's categories."""
    found = configuration(world.department.slug)
    assert found is not None
    offer = found.offered(code)
    assert offer is not None
    answers = {question.code: words.pop(question.code) for question in QUESTIONS if question.code in words}
    return Submission(**{"offer": offer, "text": TEXT, "answers": answers, **words})  # type: ignore[arg-type]


def send_tip(
    world: World, code: str = "threat-officer", form: str = "form", at: datetime = AT, **words: object
) -> Sent:
    """Submit a tip and return it with its receipt."""
    token, receipt = token_of(world, form, at), receipt_for(world, form)
    submit_tip(
        department=world.department,
        token=token,
        receipt=receipt,
        submission=submission(world, code, **words),
        at=at,
    )
    lookup = receipt.secrets(world.department.pk.bytes).lookup_hash
    return Sent(tip=Mailbox.objects.get(lookup_hash=lookup).tip, receipt=receipt, token=token)


def contact_of(world: World, tip: Tip, at: datetime = AT) -> str:
    """Open the contact details with the custodian's key alone. Raises TipDamaged."""
    return contact_text(tip, open_identity_key(unlocked(world.cleo, at), tip))


def units_for(officer: Officer, tip: Tip, at: datetime = AT) -> UnitsAround:
    """Open the tip and return the department's units as its page offers them to the officer."""
    reader = unlocked(officer, at)
    opened = open_tip(unlocked=reader, tip_id=tip.pk, at=at)
    return units_around(reader, opened, opened_casework(reader, opened))
