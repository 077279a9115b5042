"""The check of what is stored finds every missing row."""

from __future__ import annotations

import pytest
from django.db.models import F, Model
from django.utils import timezone

from benchmarks.kills.stored import stored
from tests.builders import World, make_department
from tests.tips_sent import Sent, send_tip, token_of
from tipline.intake.actions import answer
from tipline.intake.models import SpentForm
from tipline.tips.models import Handling, History, Mailbox, Message, TipContent, TipWrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def sent(world: World) -> Sent:
    """A tip with contact details and an answer."""
    sent = send_tip(world, contact="555-0199")
    at = timezone.now()
    token = token_of(world, "answer", at)
    answer(department=world.department, receipt=sent.receipt, token=token, text="Blue.", at=at)
    return sent


def test_complete_rows_have_no_fault(world: World, sent: Sent) -> None:
    send_tip(world, code="police-conduct", form="oversight")
    found = stored()
    assert (found.tips, found.answers, found.faults) == (2, 1, [])


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (TipContent, "has no content"),
        (Mailbox, "has no mailbox"),
        (SpentForm, "0 forms are spent"),
        (Message, "without its history"),
        (History, "another version"),
    ],
)
def test_a_missing_row_is_found(sent: Sent, model: type[Model], fault: str) -> None:
    model._default_manager.all().delete()
    assert any(fault in words for words in stored().faults)


@pytest.mark.parametrize("kind", TipWrap.Kind.values)
def test_a_missing_wrap_is_found(sent: Sent, kind: str) -> None:
    TipWrap.objects.filter(pk=TipWrap.objects.filter(kind=kind).latest("pk").pk).delete()
    assert any(f"{sent.tip} lacks" in fault for fault in stored().faults)


def test_a_version_without_its_history_is_found(sent: Sent) -> None:
    Handling.objects.update(version=F("version") + 1)
    (fault,) = stored().faults
    assert "another version" in fault


def test_a_lost_contact_is_found(sent: Sent) -> None:
    TipContent.objects.update(contact=None, contact_id=None)
    (fault,) = stored().faults
    assert "contact" in fault


def test_a_surplus_spent_form_is_found(sent: Sent) -> None:
    SpentForm.objects.create(form_digest=bytes(32), text_digest=bytes(32), sent_at=timezone.now())
    assert stored().faults == ["3 forms are spent on 2 tips and answers"]
