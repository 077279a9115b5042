"""A resident's receipt opens the conversation and nothing else."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import Sent, send_tip, token_of
from tipline.casework.actions import ask_resident, change_status
from tipline.envelope import Receipt, ReceiptSecrets
from tipline.intake.actions import answer, open_mailbox
from tipline.tips.actions import open_tip
from tipline.tips.models import Message, Status

pytestmark = pytest.mark.django_db


def asked(world: World, sent: Sent) -> None:
    ask_resident(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, expected_version=1, text="Which plate?", at=AT)


def write(world: World, receipt: Receipt, text: str) -> str:
    return answer(department=world.department, receipt=receipt, token=token_of(world, "a"), text=text, at=AT)


def test_an_unread_tip_is_shown_as_received() -> None:
    world = make_department()
    found = open_mailbox(department=world.department, receipt=send_tip(world).receipt, at=AT)
    assert found is not None
    assert (found.status_word, found.messages) == ("received", [])


def test_an_opened_tip_is_shown_as_being_read() -> None:
    world = make_department()
    sent = send_tip(world)
    open_tip(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, at=AT)
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT)
    assert found is not None
    assert found.status_word == "being read"


def test_a_question_is_answered_and_the_tip_flagged() -> None:
    world = make_department()
    sent = send_tip(world)
    asked(world, sent)
    assert write(world, sent.receipt, "XYZ 1") == "received"
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT)
    assert found is not None
    assert [(m.from_resident, m.text) for m in found.messages] == [(False, "Which plate?"), (True, "XYZ 1")]
    sent.tip.refresh_from_db()
    assert set(sent.tip.wraps.filter(kind="case").values_list("has_answer", flat=True)) == {True}
    assert sent.handling.status == Status.IN_REVIEW


def test_the_officer_sees_the_answer_as_new_once() -> None:
    world = make_department()
    sent = send_tip(world)
    asked(world, sent)
    write(world, sent.receipt, "XYZ 1")
    opened = open_tip(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, at=AT)
    assert opened.has_answer
    assert opened.messages[-1].text == "XYZ 1"
    assert not open_tip(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, at=AT).has_answer


def test_the_same_answer_form_sent_again_adds_nothing() -> None:
    world = make_department()
    sent = send_tip(world)
    for expected in ("received", "again"):
        assert write(world, sent.receipt, "XYZ 1") == expected
    assert Message.objects.count() == 1


def test_another_text_under_a_spent_answer_form_is_a_message_of_its_own() -> None:
    world = make_department()
    sent = send_tip(world)
    for text, expected in (("one", "received"), ("two", "received"), ("two", "again")):
        assert write(world, sent.receipt, text) == expected
    assert Message.objects.count() == 2


def test_an_unknown_receipt_neither_opens_nor_adds_anything() -> None:
    world = make_department()
    send_tip(world)
    stranger = Receipt.generate()
    assert open_mailbox(department=world.department, receipt=stranger, at=AT) is None
    assert write(world, stranger, "x") == "unknown"
    assert not Message.objects.exists()


def test_another_departments_receipt_is_unknown() -> None:
    world, elsewhere = make_department(), make_department("elsewhere")
    sent = send_tip(elsewhere)
    assert open_mailbox(department=world.department, receipt=sent.receipt, at=AT) is None


def test_known_and_unknown_receipts_cost_the_same_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world = make_department()
    sent = send_tip(world)
    for receipt in (sent.receipt, Receipt.generate()):
        with django_assert_num_queries(2):
            open_mailbox(department=world.department, receipt=receipt, at=AT)


def test_known_and_unknown_receipts_derive_a_mailbox_key_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    sent = send_tip(world)
    real, derived = ReceiptSecrets.mailbox_key, list[bytes]()

    def counting(secrets: ReceiptSecrets, tip: bytes) -> bytes:
        derived.append(tip)
        return real(secrets, tip)

    monkeypatch.setattr(ReceiptSecrets, "mailbox_key", counting)
    for receipt in (sent.receipt, Receipt.generate()):
        open_mailbox(department=world.department, receipt=receipt, at=AT)
    assert derived == [sent.tip.pk.bytes, bytes(16)]


def test_a_visit_makes_no_key_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    sent = send_tip(world)
    monkeypatch.setattr("tipline.envelope.receipt.KemKeyPair", None)
    assert open_mailbox(department=world.department, receipt=sent.receipt, at=AT) is not None


def test_no_officer_is_named_to_the_resident() -> None:
    world = make_department()
    sent = send_tip(world)
    asked(world, sent)
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT)
    assert found is not None
    assert not hasattr(found.messages[0], "author")


def test_a_closed_tip_says_closed_and_never_the_outcome() -> None:
    world = make_department()
    sent = send_tip(world)
    change_status(
        unlocked=unlocked(world.dana),
        tip_id=sent.tip.pk,
        expected_version=1,
        to_status="closed",
        disposition="prank",
        rationale="Known address",
        at=AT,
    )
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT)
    assert found is not None
    assert found.status_word == "closed"
