"""A tip is opened by keys alone, on record, and only unchanged."""

import uuid

import pytest
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from tests.builders import AT, make_department, unlocked
from tests.tips_sent import TEXT, handling_of, send_tip
from tipline.audit.models import Event
from tipline.envelope import is_held
from tipline.keyring.queries import sealing_keys
from tipline.tips.actions import Line, open_headlines, open_tip
from tipline.tips.actions.read import _found
from tipline.tips.errors import TipDamaged, TipNotFound
from tipline.tips.models import History, Mailbox, Tip, TipContent, TipWrap
from tipline.tips.queries import find_by_reference, visible_to
from tipline.tips.queue import Waits, waits_for
from tipline.tips.sealing import CaseKeys, open_case, wrap_for

pytestmark = pytest.mark.django_db


def test_a_member_of_the_unit_reads_what_was_sent() -> None:
    world = make_department()
    sent = send_tip(world, place="North station", when="tonight", source="online", language="es")
    opened = open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT)
    assert opened.body.text == TEXT
    answers = {answer.code: answer.value for answer in opened.body.answers}
    assert answers == {"place": "North station", "when": "tonight", "source": "online"}


def test_the_queue_shows_the_headline() -> None:
    world = make_department()
    sent = send_tip(world)
    assert open_headlines(unlocked=unlocked(world.ola), tips=[sent.tip], at=AT) == {
        sent.tip.pk: Line("He posted that he will wait for her after her shift")
    }


@pytest.mark.parametrize("name", ["ivan", "cleo", "anna", "adam", "root"])
def test_without_the_units_key_the_tip_does_not_exist(name: str) -> None:
    world = make_department()
    sent = send_tip(world, "drugs")
    stranger = unlocked(getattr(world, name))
    assert not visible_to(stranger).exists()
    assert waits_for(stranger.officer) == Waits(0, 0)
    for tip_id in (sent.tip.pk, uuid.uuid4()):
        with pytest.raises(TipNotFound):
            open_tip(unlocked=stranger, tip_id=tip_id, at=AT)
    with pytest.raises(TipNotFound):
        find_by_reference(stranger, sent.tip.reference)


def test_a_superuser_in_every_group_still_opens_nothing() -> None:
    from django.contrib.auth.models import Group

    world = make_department()
    sent = send_tip(world)
    world.root.department = world.department
    world.root.save()
    world.root.groups.set(Group.objects.exclude(name="administrator"))
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(world.root), tip_id=sent.tip.pk, at=AT)


def test_an_inserted_wrap_row_for_another_unit_opens_nothing() -> None:
    world = make_department()
    tip = send_tip(world, "drugs").tip
    stolen = TipWrap.objects.filter(tip=tip, kind=TipWrap.Kind.CASE).get()
    TipWrap.objects.create(
        tip=tip, kind="case", epoch=1, unit=world.oversight, unit_kid=bytes(stolen.unit_kid), wrapped=stolen.wrapped
    )
    with pytest.raises((TipDamaged, TipNotFound)):
        open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=AT)


def test_the_other_department_sees_nothing() -> None:
    world, elsewhere = make_department(), make_department("elsewhere")
    sent = send_tip(world)
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(elsewhere.dana), tip_id=sent.tip.pk, at=AT)


def test_an_opening_is_recorded_before_anything_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    sent = send_tip(world)
    open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT)
    event = Event.objects.get(action=Event.Action.TIP_OPENED)
    assert (event.actor, event.subjects) == (world.ola.pk, [str(sent.tip.pk)])

    def fail(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("tipline.tips.actions.read.record", fail)
    with pytest.raises(DatabaseError):
        open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT)
    with pytest.raises(DatabaseError):
        open_headlines(unlocked=unlocked(world.ola), tips=[sent.tip], at=AT)


def test_a_page_of_headlines_is_one_event_and_takes_no_more_statements_than_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world = make_department()
    tips = [send_tip(world, form=f"form {number}").tip for number in range(5)]
    officer = unlocked(world.ola)
    open_headlines(unlocked=officer, tips=tips, at=AT)
    # audit event, wraps, first lines
    with django_assert_num_queries(3):
        open_headlines(unlocked=officer, tips=tips, at=AT)
    with django_assert_num_queries(3):
        open_headlines(unlocked=officer, tips=tips[:1], at=AT)
    assert Event.objects.filter(action=Event.Action.QUEUE_READ).count() == 3


def test_the_first_opening_stores_a_held_wrap_that_opens_too() -> None:
    world = make_department()
    tip = send_tip(world, "drugs").tip
    open_headlines(unlocked=unlocked(world.ola), tips=[tip], at=AT)
    wrap = TipWrap.objects.get(tip=tip, kind=TipWrap.Kind.CASE)
    assert is_held(bytes(wrap.wrapped), "case")
    assert open_headlines(unlocked=unlocked(world.dana), tips=[tip], at=AT)[tip.pk].text is not None


def test_the_first_reading_is_counted_and_marks_the_tip_read() -> None:
    world = make_department()
    tip = send_tip(world).tip
    assert waits_for(world.ola) == Waits(1, 0)
    opened = open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT.replace(minute=43))
    assert opened.was_unread
    tip.refresh_from_db()
    assert (handling_of(tip).review_minutes, handling_of(tip).version) == (40, 1)
    assert waits_for(world.ola) == Waits(0, 0)
    assert History.objects.get(handling__tip=tip).action == History.Action.FIRST_OPENED


def test_of_two_concurrent_openings_one_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_department()
    tip = send_tip(world).tip
    stale = _found(unlocked(world.dana), tip.pk, {})
    open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT.replace(minute=43))
    monkeypatch.setattr("tipline.tips.actions.read._found", lambda *_: stale)
    open_tip(unlocked=unlocked(world.dana), tip_id=tip.pk, at=AT.replace(minute=58))
    tip.refresh_from_db()
    assert handling_of(tip).review_minutes == 40
    assert History.objects.get(handling__tip=tip).actor == world.ola


def test_a_custodian_cannot_read_the_tip() -> None:
    world = make_department()
    tip = send_tip(world, contact="me@example.org").tip
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(world.cleo), tip_id=tip.pk, at=AT)


def test_an_exchanged_body_a_flipped_bit_and_an_exchanged_mailbox_are_detected() -> None:
    world = make_department()
    mine, other = send_tip(world, form="one").tip, send_tip(world, form="two").tip
    officer = unlocked(world.ola)
    TipContent.objects.filter(tip=mine).update(body=TipContent.objects.get(tip=other).body)
    with pytest.raises(TipDamaged):
        open_tip(unlocked=officer, tip_id=mine.pk, at=AT)
    mailbox = Mailbox.objects.get(tip=other)
    mailbox.resident_public = bytes(Mailbox.objects.get(tip=mine).resident_public)
    mailbox.save()
    with pytest.raises(TipDamaged):
        open_tip(unlocked=officer, tip_id=other.pk, at=AT)


def test_two_units_with_different_work_keys_notice() -> None:
    world = make_department()
    tip = send_tip(world).tip
    keys = open_case(unlocked(world.ola), tip)
    [assessment] = sealing_keys(world.department, [world.assessment])
    other = wrap_for(tip, assessment, TipWrap.Kind.CASE, CaseKeys(keys.tip, bytes(32)).to_bytes())
    TipWrap.objects.filter(tip=tip, unit=world.assessment).update(wrapped=other.wrapped)
    assert open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT).body.text == TEXT
    with pytest.raises(TipDamaged):
        open_tip(unlocked=unlocked(world.tess), tip_id=tip.pk, at=AT)


def test_a_damaged_headline_does_not_hide_the_others() -> None:
    world = make_department()
    good, bad = send_tip(world, form="one").tip, send_tip(world, form="two").tip
    TipContent.objects.filter(tip=bad).update(headline=b"\x01\x01garbage")
    lines = open_headlines(unlocked=unlocked(world.ola), tips=[good, bad], at=AT)
    assert (lines[bad.pk].text, lines[bad.pk].as_sent) == (None, False)
    assert lines[good.pk].text


def test_no_repr_contains_the_tips_content() -> None:
    world = make_department()
    opened = open_tip(unlocked=unlocked(world.ola), tip_id=send_tip(world).tip.pk, at=AT)
    assert "wait for her" not in repr(opened) + repr(opened.body) + str(opened.tip)
    assert Tip.objects.get().reference == str(opened.tip)
