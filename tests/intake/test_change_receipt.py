"""After a change of receipt the new one opens everything that the old one did, and the old one nothing."""

import pytest
from django.db import IntegrityError

from tests.builders import AT, World, make_department, unlocked
from tests.envelope import reference
from tests.envelope.vector_files import load
from tests.tips_sent import Sent, send_tip, token_of
from tipline.casework.actions import ask_resident, move_to_oversight
from tipline.envelope import Purpose, Receipt, seal_content
from tipline.intake.actions import answer, change_receipt, open_mailbox
from tipline.tips.actions import open_tip
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Handling, History, Mailbox, ResidentKey
from tipline.tips.resident_keys import current_resident_kid
from tipline.tips.sealing import MailboxKey, header_of

pytestmark = pytest.mark.django_db
SECOND, THIRD = Receipt(2), Receipt(3)


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def sent(world: World) -> Sent:
    found = send_tip(world)
    ask(world, found, "Which day?")
    return found


def ask(world: World, sent: Sent, text: str) -> None:
    version = Handling.objects.get(tip=sent.tip).version
    ask_resident(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, expected_version=version, text=text, at=AT)


def said(world: World, receipt: Receipt) -> list[str | None] | None:
    found = open_mailbox(department=world.department, receipt=receipt, at=AT)
    return None if found is None else [message.text for message in found.messages]


def change(world: World, receipt: Receipt, new: Receipt) -> str:
    return change_receipt(department=world.department, receipt=receipt, new=new, at=AT)


def read(world: World, sent: Sent) -> list[str | None]:
    opened = open_tip(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, at=AT)
    return [message.text for message in opened.messages]


def test_the_new_receipt_opens_everything_and_the_old_one_nothing(world: World, sent: Sent) -> None:
    assert change(world, sent.receipt, SECOND) == "changed"
    assert said(world, sent.receipt) is None
    assert said(world, SECOND) == ["Which day?"]
    token = token_of(world, "after the change")
    assert answer(department=world.department, receipt=SECOND, token=token, text="Friday.", at=AT) == "received"
    ask(world, sent, "At what time?")
    assert read(world, sent) == said(world, SECOND) == ["Which day?", "Friday.", "At what time?"]


def test_a_receipt_can_be_changed_repeatedly(world: World, sent: Sent) -> None:
    assert [change(world, sent.receipt, SECOND), change(world, SECOND, THIRD)] == ["changed", "changed"]
    assert read(world, sent) == said(world, THIRD) == ["Which day?"]
    assert said(world, SECOND) is None


def test_the_same_change_sent_twice_happens_once(world: World, sent: Sent) -> None:
    assert [change(world, sent.receipt, SECOND) for _ in range(2)] == ["changed", "again"]
    assert ResidentKey.objects.count() == 1


def test_an_unknown_receipt_changes_nothing(world: World, sent: Sent) -> None:
    assert change(world, THIRD, SECOND) == "unknown"
    assert said(world, sent.receipt) == ["Which day?"]


def test_the_receipt_of_another_tip_is_not_taken(world: World, sent: Sent) -> None:
    other = send_tip(world, form="other")
    with pytest.raises(IntegrityError):
        change(world, sent.receipt, other.receipt)


def test_the_history_shows_officers_that_the_receipt_was_changed(world: World, sent: Sent) -> None:
    change(world, sent.receipt, SECOND)
    change_seen = History.objects.get(handling=sent.handling, action=History.Action.RECEIPT_CHANGED)
    assert change_seen.actor is None
    opened = open_tip(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, at=AT)
    assert History.Action.RECEIPT_CHANGED in [event.action for event in opened.history]


def test_changes_before_and_after_a_renewal_of_keys_are_followed(world: World, sent: Sent) -> None:
    change(world, sent.receipt, SECOND)
    version = Handling.objects.get(tip=sent.tip).version
    move_to_oversight(unlocked=unlocked(world.dana), tip_id=sent.tip.pk, expected_version=version, reason="x", at=AT)
    assert said(world, SECOND) == ["Which day?"]
    assert change(world, SECOND, THIRD) == "changed"
    opened = open_tip(unlocked=unlocked(world.ivan), tip_id=sent.tip.pk, at=AT)
    assert [message.text for message in opened.messages] == said(world, THIRD) == ["Which day?"]


def test_a_resident_key_without_a_link_is_refused(world: World, sent: Sent) -> None:
    change(world, sent.receipt, SECOND)
    ResidentKey.objects.all().delete()
    with pytest.raises(TipDamaged):
        read(world, sent)


def test_another_key_after_the_last_link_is_detected(world: World, sent: Sent) -> None:
    change(world, sent.receipt, SECOND)
    stranger = THIRD.secrets(world.department.pk.bytes)
    Mailbox.objects.filter(tip=sent.tip).update(resident_public=stranger.resident_public)
    with pytest.raises(TipDamaged):
        read(world, sent)


@pytest.mark.parametrize(
    "values", [{"epoch": 2}, {"number": 2}, {"envelope": b""}], ids=lambda values: next(iter(values))
)
def test_a_changed_link_is_detected(world: World, sent: Sent, values: dict[str, object]) -> None:
    change(world, sent.receipt, SECOND)
    ResidentKey.objects.update(**values)
    with pytest.raises(TipDamaged):
        read(world, sent)


@pytest.mark.parametrize(
    "case", [case for case in load("inside") if case["what"] == "resident key"], ids=lambda case: case["name"]
)
def test_the_reference_follows_the_same_chain(world: World, sent: Sent, case: dict[str, object]) -> None:
    key, links = MailboxKey(1, bytes(32)), [bytes.fromhex(link) for link in case["links"]]  # type: ignore[attr-defined]
    for number, link in enumerate(links, start=1):
        envelope = seal_content(key.secret, link, header_of(sent.tip, Purpose.RESIDENT_KEY, sent.tip.pk, 1))
        ResidentKey.objects.create(tip=sent.tip, epoch=1, number=number, envelope=envelope)
    first = bytes.fromhex(str(case["first"]))
    try:
        found = current_resident_kid(sent.tip, first, [key]).hex()
    except TipDamaged:
        found = None
    try:
        second = reference.resident(first, links).hex()
    except reference.RefusedError:
        second = None
    assert found == second == case["leads_to"]
