"""Carry out a scenario: the resident sends and answers, officers read and act, each by the real action."""

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
from tipline.demo.department import StaffedDepartment
from tipline.demo.scenarios import Action, Step, TipText
from tipline.departments.models import Department, Unit
from tipline.envelope import Receipt
from tipline.intake.actions import answer, submit_tip
from tipline.intake.idempotency import FormToken, issue_form_token
from tipline.intake.submission import Submission
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_tip
from tipline.tips.models import Mailbox, Status

_STATUS: Final = {Action.REVIEW: Status.IN_REVIEW, Action.REFER: Status.REFERRED, Action.CLOSE: Status.CLOSED}


class _Common(TypedDict):
    unlocked: Unlocked
    tip_id: UUID
    expected_version: int
    at: datetime


RECEIPT_KEY: Final = hashlib.sha256(b"tipline demonstration form key, public").digest()


def form_id(slug: str, number: int) -> bytes:
    """Derived, so that the tip's receipt can be shown again."""
    return hashlib.sha256(f"tipline demonstration form, public: {slug} {number}".encode()).digest()


def receipt_of(department: Department, number: int) -> Receipt:
    return Receipt.from_form(RECEIPT_KEY, form_id(department.slug, number), department.pk.bytes)


class SimulatedTip:
    def __init__(self, staffed: StaffedDepartment, number: int, words: TipText, at: datetime) -> None:
        self.staffed = staffed
        self.number = number
        self.receipt = self._send(words, at)
        lookup = self.receipt.secrets(staffed.department.pk.bytes).lookup_hash
        self.tip_id = Mailbox.objects.values_list("tip_id", flat=True).get(lookup_hash=lookup)
        self.version = 1

    def perform(self, step: Step, at: datetime) -> None:
        key: Unlocked = getattr(self.staffed, step.by.value)
        if step.action == Action.READ:
            open_tip(unlocked=key, tip_id=self.tip_id, at=at)
        elif step.action == Action.ANSWER:
            self._answer(step.text, at)
        else:
            common = _Common(unlocked=key, tip_id=self.tip_id, expected_version=self.version, at=at)
            self.version = self._change_status(common, step) if step.action in _STATUS else self._work(common, step)

    def _send(self, words: TipText, at: datetime) -> Receipt:
        offer = self.staffed.configuration.offered(words.code)
        if offer is None:
            raise ValueError(f"no category {words.code}")
        submission = Submission(
            offer=offer,
            text=words.text,
            answers={"place": words.place, "when": words.when, "source": words.source},
            contact=words.contact,
            danger=words.danger,
            language=words.language or self.staffed.demo.language,
        )
        department = self.staffed.department
        token = FormToken.issued(form_id(department.slug, self.number), at).text(department)
        receipt = receipt_of(department, self.number)
        submit_tip(department=department, token=token, receipt=receipt, submission=submission, at=at)
        return receipt

    def _answer(self, text: str, at: datetime) -> None:
        department = self.staffed.department
        answer(department=department, receipt=self.receipt, token=issue_form_token(department, at), text=text, at=at)
        self.version += 1

    def _work(self, common: _Common, step: Step) -> int:
        match step.action:
            case Action.NOTE:
                return write_note(**common, text=step.text)
            case Action.TAG:
                return add_tag(**common, tag_id=self.staffed.tags[int(step.text)].pk)
            case Action.ASK:
                return ask_resident(**common, text=step.text)
            case Action.ASSIGN:
                return assign(**common, officer_id=common["unlocked"].officer.pk)
            case Action.ESCALATE:
                unit = self.staffed.units[Unit.Kind.ASSESSMENT]
                return escalate_tip(**common, to_unit_id=unit.pk, reason=step.text)
            case _:
                waiting = Escalation.objects.get(WAITING, handling__tip=self.tip_id)
                return acknowledge_escalation(**common, escalation_id=waiting.pk)

    def _change_status(self, common: _Common, step: Step) -> int:
        return change_status(
            **common, to_status=_STATUS[step.action], disposition=step.disposition, rationale=step.text
        )
