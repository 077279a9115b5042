"""Rows changed behind the system's back: changes are detected, the rest stays readable, nothing else is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import models
from pytest_django import DjangoDbBlocker

from tests.builders import World, make_department, unlocked
from tests.faults.looking import DAMAGED, FIELDS, SILENT, SOUND, WRAPS, full_tip, put, row_of, seen, undone
from tests.tips_sent import Sent, rows_of, send_tip
from tipline.audit.models import Event
from tipline.casework.models import Escalation, Note
from tipline.intake.actions import open_mailbox
from tipline.tips.actions import open_tip
from tipline.tips.errors import TipDamaged
from tipline.tips.models import Handling, Mailbox, Message, Tip, TipContent, TipWrap

pytestmark = pytest.mark.django_db

# Found by its hash, or opened with the receipt alone: see the residents' tests below.
ELSEWHERE = {"Mailbox.lookup_hash", "Mailbox.key_for_resident", "TipWrap.unit_kid", "TipWrap.wrapped"}
# Tests of their own: test_authors.py, tips/test_integrity.py, casework/test_former_keys.py, casework/test_release.py,
# intake/test_change_receipt.py.
ELSEWHERE |= {
    "Release.reason",
    "Release.confirmation",
    "TipContent.mac",
    "PreviousKey.envelope",
    "PreviousKey.for_resident",
    "ResidentKey.envelope",
}
every_field = pytest.mark.parametrize(("model", "field"), FIELDS, ids=lambda part: getattr(part, "__name__", part))


@dataclass(frozen=True)
class Made:
    """Two tips of a department, two that nobody read yet, and one of another department."""

    world: World
    mine: Sent
    other: Sent
    unread: tuple[Tip, Tip]
    far: Sent


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Made]:
    """One for all: what a test changes is taken back after it."""
    with django_db_blocker.unblock(), undone():
        world = make_department()
        mine, other = (full_tip(world, form) for form in ("mine", "other"))
        first, second = (send_tip(world, "drugs", form=form, contact="ask for Jo").tip for form in ("one", "two"))
        yield Made(world, mine, other, (first, second), full_tip(make_department("lakeside"), "far"))


@pytest.fixture
def world(made: Made) -> World:
    return made.world


@pytest.fixture
def tip(made: Made) -> Tip:
    return Tip.objects.get(pk=made.mine.tip.pk)


@pytest.fixture
def other(made: Made) -> Tip:
    return Tip.objects.get(pk=made.other.tip.pk)


def mutated(sealed: bytes) -> Iterator[tuple[str, bytes]]:
    """Return a sealed field cut, lengthened, emptied, and with a bit of every part flipped."""
    yield from (("empty", b""), ("one byte", sealed[:1]), ("cut", sealed[:-1]), ("longer", sealed + b"\x00"))
    yield from (("half", sealed[: len(sealed) // 2]), ("zeros", bytes(len(sealed))))
    for place in {0, 1, 2, 3, 20, 60, 100, 130, len(sealed) // 2, len(sealed) - 17, len(sealed) - 1}:
        if place < len(sealed):
            yield f"bit of byte {place}", sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


def test_every_sealed_field_of_a_tip_is_covered() -> None:
    known = {f"{model.__name__}.{field}" for model, field in FIELDS} | ELSEWHERE
    labels = ("tipline_tips", "tipline_casework")
    found = [model for label in labels for model in apps.get_app_config(label).get_models()]
    sealed = {
        f"{model.__name__}.{field.name}"
        for model in found
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField)
    }
    assert sealed == known


def test_an_undamaged_tip_is_read_completely(world: World, tip: Tip) -> None:
    assert seen(world, tip) == SOUND


@every_field
def test_a_truncated_or_altered_field_is_reported_and_hides_no_more_than_it_must(
    world: World, tip: Tip, model: type[models.Model], field: str
) -> None:
    row = row_of(model, tip)
    for what, altered in mutated(bytes(getattr(row, field))):
        with undone():
            put(row, **{field: altered})
            assert seen(world, tip) == FIELDS[model, field], what


@every_field
def test_the_same_field_of_another_tip_or_department_is_detected(
    made: Made, world: World, tip: Tip, model: type[models.Model], field: str
) -> None:
    for stranger in (made.other.tip, made.far.tip):
        with undone():
            put(row_of(model, tip), **{field: bytes(getattr(row_of(model, stranger), field))})
            assert seen(world, tip) == FIELDS[model, field]


@every_field
def test_another_field_of_the_same_tip_is_detected(
    world: World, tip: Tip, model: type[models.Model], field: str
) -> None:
    for source, name in FIELDS.keys() - {(model, field)}:
        with undone():
            put(row_of(model, tip), **{field: bytes(getattr(row_of(source, tip), name))})
            assert seen(world, tip) == FIELDS[model, field], name


@pytest.mark.parametrize("model", [Message, Note])
def test_two_exchanged_fields_are_both_detected(world: World, tip: Tip, model: type[models.Model]) -> None:
    first, second = rows_of(model, tip).order_by("step")
    put(first, envelope=bytes(second.envelope))  # type: ignore[attr-defined]
    put(second, envelope=bytes(first.envelope))  # type: ignore[attr-defined]
    found = seen(world, tip)
    assert (found.messages if model is Message else found.notes) == (DAMAGED, DAMAGED)
    assert (found.tip, found.reasons) == ("read", SOUND.reasons)


@pytest.mark.parametrize("held", [False, True], ids=["as it came", "after the first reading"])
@pytest.mark.parametrize("kind", WRAPS)
def test_an_altered_truncated_or_foreign_wrap_is_detected(
    made: Made, world: World, kind: TipWrap.Kind, held: bool
) -> None:
    tip, other = (made.mine.tip, made.other.tip) if held else made.unread
    if held:
        seen(world, tip)
    wrap, stranger = (TipWrap.objects.filter(tip=which, kind=kind).first() for which in (tip, other))
    assert wrap is not None
    assert stranger is not None
    for what, altered in (*mutated(bytes(wrap.wrapped)), ("another tip's", bytes(stranger.wrapped))):
        with undone():
            TipWrap.objects.filter(tip=tip, kind=kind).update(wrapped=altered)
            found = seen(world, tip)
            assert (found.tip, found.headline, found.contact) == _expected(kind), what


def _expected(kind: TipWrap.Kind) -> tuple[str, str, str]:
    return WRAPS[kind].tip, WRAPS[kind].headline, WRAPS[kind].contact


def test_a_wrap_relabelled_as_another_kind_is_detected(world: World, tip: Tip) -> None:
    case = TipWrap.objects.get(tip=tip, kind="case", unit=world.desk)
    identity = TipWrap.objects.get(tip=tip, kind="identity")
    put(case, wrapped=bytes(identity.wrapped), unit_kid=bytes(identity.unit_kid))
    assert seen(world, tip) == WRAPS[TipWrap.Kind.CASE]


def test_a_wrap_replaced_by_another_units_is_detected(world: World, tip: Tip) -> None:
    mine = TipWrap.objects.get(tip=tip, kind="case", unit=world.desk)
    theirs = TipWrap.objects.get(tip=tip, kind="case", unit=world.assessment)
    for values in ({"wrapped": theirs.wrapped}, {"wrapped": theirs.wrapped, "unit_kid": theirs.unit_kid}):
        with undone():
            put(mine, **{name: bytes(value) for name, value in values.items()})
            assert seen(world, tip) == WRAPS[TipWrap.Kind.CASE]


@pytest.mark.parametrize("model", [Mailbox, Message, Note, Escalation])
def test_a_row_moved_to_another_epoch_is_detected(world: World, tip: Tip, model: type[models.Model]) -> None:
    put(row_of(model, tip), epoch=2)
    assert seen(world, tip) == (SILENT if model is Mailbox else FIELDS[next(key for key in FIELDS if key[0] is model)])


def test_a_tip_moved_to_another_epoch_with_its_wraps_is_detected(world: World, tip: Tip) -> None:
    TipWrap.objects.filter(tip=tip, kind="case").update(epoch=2)
    put(tip, epoch=2)
    assert seen(world, tip) == WRAPS[TipWrap.Kind.CASE]


@pytest.mark.parametrize("model", [TipContent, Mailbox])
def test_a_tip_with_a_missing_row_is_detected(world: World, tip: Tip, model: type[models.Model]) -> None:
    rows_of(model, tip).delete()
    with pytest.raises(TipDamaged):
        open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=tip.received_at)


def test_a_damaged_tip_stays_unread_and_the_attempt_is_on_record(made: Made, world: World) -> None:
    tip, before = made.unread[0], Event.objects.filter(action=Event.Action.TIP_OPENED).count()
    put(tip.content, body=b"")
    with pytest.raises(TipDamaged):
        open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=tip.received_at)
    assert Handling.objects.get(tip=tip).review_minutes is None
    assert TipWrap.objects.filter(tip=tip, unread=True).exists()
    assert Event.objects.filter(action=Event.Action.TIP_OPENED).count() == before + 1


def test_a_resident_can_read_what_was_not_changed(made: Made, world: World) -> None:
    sent = made.mine
    put(row_of(Message, sent.tip), envelope=b"\x01\x01nothing")
    box = open_mailbox(department=world.department, receipt=sent.receipt, at=sent.tip.received_at)
    assert box is not None
    assert [message.text for message in box.messages] == [None, SOUND.messages[1]]
