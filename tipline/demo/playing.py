"""Carry a story out: the resident sends and answers, officers read and act, each through the real action."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

from tipline.casework.actions import (
    acknowledge_escalation,
    add_tag,
    ask_resident,
    assign,
    change_status,
    escalate_tip,
    write_note,
)
from tipline.casework.models import WAITING, Escalation
from tipline.demo.offices import Office
from tipline.demo.story import Deed, Step, Words
from tipline.departments.models import Department, Unit
from tipline.envelope import Receipt
from tipline.intake.actions import answer, submit_tip
from tipline.intake.idempotency import FormToken, draw_form
from tipline.intake.submission import Submission
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_tip
from tipline.tips.models import Mailbox, Status

_STATUS: Final = {Deed.REVIEW: Status.IN_REVIEW, Deed.REFER: Status.REFERRED, Deed.CLOSE: Status.CLOSED}


class _Act(TypedDict):
    unlocked: Unlocked
    tip_id: UUID
    expected_version: int
    at: datetime


RECEIPT_KEY: Final = hashlib.sha256(b"tipline demonstration form key, public").digest()


def form_id(slug: str, number: int) -> bytes:
    """Return the form id of a department's tip of that number: derived, so that its receipt can be shown again."""
    return hashlib.sha256(f"tipline demonstration form, public: {slug} {number}".encode()).digest()


def receipt_of(department: Department, number: int) -> Receipt:
    """Return the receipt of the department's tip of that number."""
    return Receipt.from_form(RECEIPT_KEY, form_id(department.slug, number), department.pk.bytes)


class Playing:
    """One tip on its way, from being sent on."""

    def __init__(self, office: Office, number: int, words: Words, at: datetime) -> None:
        self.office = office
        self.number = number
        self.receipt = self._send(words, at)
        lookup = self.receipt.secrets(office.department.pk.bytes).lookup_hash
        self.tip_id = Mailbox.objects.values_list("tip_id", flat=True).get(lookup_hash=lookup)
        self.version = 1

    def perform(self, step: Step, at: datetime) -> None:
        """Do one deed. Raises what its action raises."""
        key: Unlocked = getattr(self.office, step.by.value)
        if step.deed == Deed.READ:
            open_tip(unlocked=key, tip_id=self.tip_id, at=at)
        elif step.deed == Deed.ANSWER:
            self._answer(step.text, at)
        else:
            act = _Act(unlocked=key, tip_id=self.tip_id, expected_version=self.version, at=at)
            self.version = self._change_status(act, step) if step.deed in _STATUS else self._work(act, step)

    def _send(self, words: Words, at: datetime) -> Receipt:
        offer = self.office.configuration.offered(words.code)
        if offer is None:
            raise ValueError(f"no category {words.code}")
        submission = Submission(
            offer=offer,
            text=words.text,
            place=words.place,
            when=words.when,
            source=words.source,
            contact=words.contact,
            danger=words.danger,
            language=words.language or self.office.demo.language,
        )
        department = self.office.department
        token = FormToken.drawn(form_id(department.slug, self.number), at).text(department)
        receipt = receipt_of(department, self.number)
        submit_tip(department=department, token=token, receipt=receipt, submission=submission, at=at)
        return receipt

    def _answer(self, text: str, at: datetime) -> None:
        department = self.office.department
        answer(department=department, receipt=self.receipt, token=draw_form(department, at), text=text, at=at)
        self.version += 1

    def _work(self, act: _Act, step: Step) -> int:
        match step.deed:
            case Deed.NOTE:
                return write_note(**act, text=step.text)
            case Deed.TAG:
                return add_tag(**act, tag_id=self.office.tags[int(step.text)].pk)
            case Deed.ASK:
                return ask_resident(**act, text=step.text)
            case Deed.ASSIGN:
                return assign(**act, officer_id=act["unlocked"].officer.pk)
            case Deed.ESCALATE:
                unit = self.office.units[Unit.Kind.ASSESSMENT]
                return escalate_tip(**act, to_unit_id=unit.pk, reason=step.text)
            case _:
                waiting = Escalation.objects.get(WAITING, tip=self.tip_id)
                return acknowledge_escalation(**act, escalation_id=waiting.pk)

    def _change_status(self, act: _Act, step: Step) -> int:
        return change_status(**act, to_status=_STATUS[step.deed], disposition=step.disposition, rationale=step.text)
