"""After a move: whoever has the whole database and the keys of the unit that lost the tip reads nothing new of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import TEXT, Sent, send_tip, token_of
from tipline.casework.actions import ask_resident, move_to_oversight, propose_release, write_note
from tipline.casework.models import Note, Release
from tipline.envelope import EnvelopeError, Purpose, UnitKey, WrapContext, open_content, open_wrap
from tipline.intake.actions import answer
from tipline.keyring.queries import sealing_keys
from tipline.tips.models import Mailbox, Message, PreviousKey, Tip, TipContent, TipWrap
from tipline.tips.sealing import CaseKeys, header_of, open_case

pytestmark = pytest.mark.django_db

SECRET_WORDS = ("Moved: it is one of ours.", "Who drove it?", "Sergeant Brandt.", "We look into it.", "No staff.")


class Thief:
    """Has the desk's unit key of every version, all wraps that there ever were, and every key those opened."""

    def __init__(self, world: World, tip: Tip) -> None:
        self.tip = tip
        desk = unlocked(world.ola)
        self.units = [desk.unit_key(key.unit, key.kid) for key in sealing_keys(world.department, [world.desk])]
        case = open_case(desk, tip)
        mailbox = copy.copy(tip.mailbox)
        header = header_of(tip, Purpose.MAILBOX_KEY, mailbox.key_id, 1)
        self.keys = {case.tip, case.work, open_content(case.tip, bytes(mailbox.key_for_units), header)}

    def opened(self) -> Iterator[bytes]:
        """Try every key on every envelope and wrap there is, also with what that opens."""
        self.keys |= set(self._unwrapped())
        found = True
        while found:
            opened = set(self._contents(PreviousKey.objects.filter(tip=self.tip), Purpose.PREVIOUS_KEY))
            found = not opened <= self.keys
            self.keys |= opened
        yield from self._contents(Note.objects.filter(handling__tip=self.tip), Purpose.NOTE)
        yield from self._contents(Message.objects.filter(tip=self.tip), Purpose.MESSAGE)
        for row in Release.objects.filter(handling__tip=self.tip):
            yield from self._tried(row.reason, Purpose.REASON, row.pk, row.epoch)
        mailbox = Mailbox.objects.get(tip=self.tip)
        yield from self._tried(mailbox.key_for_units, Purpose.MAILBOX_KEY, mailbox.key_id, Tip.objects.get().epoch)
        content = TipContent.objects.get(tip=self.tip)
        yield from self._tried(content.body, Purpose.BODY, content.body_id, 1)

    def _unwrapped(self) -> Iterator[bytes]:
        for row in TipWrap.objects.filter(tip=self.tip):
            for unit in self.units:
                for epoch in (1, 2):
                    yield from self._unwrap(unit, row, epoch)

    def _unwrap(self, unit: UnitKey, row: TipWrap, epoch: int) -> Iterator[bytes]:
        for kind in ("case", "tip", "identity"):
            context = WrapContext(kind, self.tip.pk.bytes, epoch, row.unit_id.bytes, unit.kid)  # type: ignore[arg-type]
            try:
                key = open_wrap(unit, bytes(row.wrapped), context)
            except EnvelopeError:
                continue
            yield from (key[:32], key[32:]) if kind == "case" else (key,)

    def _contents(self, rows: object, purpose: Purpose) -> Iterator[bytes]:
        for row in rows:  # type: ignore[attr-defined]
            yield from self._tried(row.envelope, purpose, row.pk, row.epoch)

    def _tried(self, envelope: bytes, purpose: Purpose, object_id: object, epoch: int) -> Iterator[bytes]:
        for key in self.keys:
            try:
                yield open_content(key, bytes(envelope), header_of(self.tip, purpose, object_id, epoch))  # type: ignore[arg-type]
            except EnvelopeError:
                continue


@pytest.fixture
def world() -> World:
    return make_department()


def worked_on(world: World, sent: Sent) -> None:
    """Let everybody write after the move: who moved it, oversight, and the resident."""
    moved, asked, drove, noted, released = SECRET_WORDS
    act = {"tip_id": sent.tip.pk, "at": AT}
    version = move_to_oversight(unlocked=unlocked(world.ola), expected_version=2, reason=moved, **act)
    ivan = unlocked(world.ivan)
    version = ask_resident(unlocked=ivan, expected_version=version, text=asked, **act)
    answer(department=world.department, receipt=sent.receipt, token=token_of(world, "late"), text=drove, at=AT)
    version = write_note(unlocked=ivan, expected_version=version, text=noted, **act)
    propose_release(unlocked=ivan, expected_version=version, reason=released, **act)


@pytest.fixture
def sent(world: World) -> Sent:
    sent = send_tip(world, "drugs")
    write_note(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, expected_version=1, text="Before.", at=AT)
    return sent


def test_the_former_units_keys_open_only_what_was_there_before(world: World, sent: Sent) -> None:
    thief = Thief(world, sent.tip)
    worked_on(world, sent)
    found = b"\n".join(thief.opened())
    assert TEXT.encode() in found.replace(b"\\n", b"\n")
    assert b"Before." in found
    for words in SECRET_WORDS:
        assert words.encode() not in found
    assert len(thief.keys) == 3


def test_oversights_keys_open_all_of_it(world: World, sent: Sent) -> None:
    """So the thief above looks everywhere."""
    thief = Thief(world, sent.tip)
    worked_on(world, sent)
    ivan = unlocked(world.ivan)
    thief.units = [ivan.unit_key(key.unit, key.kid) for key in sealing_keys(world.department, [world.oversight])]
    mailbox = Mailbox.objects.get(tip=sent.tip)
    case: CaseKeys = open_case(ivan, Tip.objects.get())
    header = header_of(sent.tip, Purpose.MAILBOX_KEY, mailbox.key_id, 2)
    thief.keys = {case.tip, case.work, open_content(case.tip, bytes(mailbox.key_for_units), header)}
    found = b"\n".join(thief.opened())
    for words in ("Before.", *SECRET_WORDS):
        assert words.encode() in found


def test_no_row_of_the_former_unit_is_left(world: World, sent: Sent) -> None:
    worked_on(world, sent)
    assert not TipWrap.objects.filter(tip=sent.tip, unit__in=[world.desk, world.assessment]).exists()
