"""What a unit's queue contains, in which order, and what removes a tip from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import AT, World, admit_to, make_department, unlocked
from tests.tips_sent import Sent, queued, send_tip, token_of
from tipline.casework import actions
from tipline.departments.models import Officer
from tipline.intake.actions import answer, open_mailbox
from tipline.tips.actions import open_tip
from tipline.tips.models import Handling, Status, Tip, TipWrap
from tipline.tips.queue import QueueState, TipQueue, Waits, waits_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def queue(officer: Officer) -> list[Tip]:
    return queued(unlocked(officer))


def standing(officer: Officer, tip: Tip) -> QueueState:
    key = unlocked(officer)
    [found] = [row for row in TipQueue(key)[0:99] if row.tip == tip]
    return QueueState.of(found.wraps, key.unit_ids)


def read(officer: Officer, tip: Tip) -> None:
    open_tip(unlocked=unlocked(officer), tip_id=tip.pk, at=AT)


def answered(world: World, sent: Sent, form: str = "answer", minutes: int = 60) -> None:
    at = AT + timedelta(minutes=minutes)
    said = {"token": token_of(world, form, at), "text": "On Thursday.", "at": at}
    answer(department=world.department, receipt=sent.receipt, **said)


def done(world: World, sent: Sent, action: str, by: Officer | None = None, **arguments: object) -> None:
    version = Handling.objects.get(tip=sent.tip).version
    act = {"expected_version": version, **arguments}
    getattr(actions, action)(unlocked=unlocked(by or world.ola), tip_id=sent.tip.pk, at=AT + timedelta(hours=2), **act)


def close(world: World, sent: Sent) -> None:
    done(world, sent, "change_status", to_status="closed", disposition="unfounded", rationale="Spoke to both")


def test_a_tip_read_by_one_unit_stays_unread_for_another(world: World) -> None:
    tip = send_tip(world).tip
    read(world.ola, tip)
    assert [standing(officer, tip).unread for officer in (world.ola, world.tess)] == [False, True]
    assert [waits_for(officer) for officer in (world.ola, world.tess)] == [Waits(0, 0), Waits(1, 0)]
    read(world.tess, tip)
    assert not standing(world.tess, tip).unread


def test_a_tip_read_by_a_unit_is_read_even_if_unread_by_another(world: World) -> None:
    tip = send_tip(world).tip
    read(world.tess, tip)
    for officer, unread in ((world.tess, False), (world.ola, True)):
        assert open_tip(unlocked=unlocked(officer), tip_id=tip.pk, at=AT).was_unread == unread


def test_an_officer_of_several_units_reads_for_all_of_them(world: World) -> None:
    tip = send_tip(world).tip
    read(world.dana, tip)
    assert [standing(officer, tip).unread for officer in (world.ola, world.tess)] == [False, False]


def test_for_an_officer_of_several_units_a_tip_is_unread_until_each_has_read_it(world: World) -> None:
    tip = send_tip(world).tip
    read(world.ola, tip)
    assert standing(world.dana, tip).unread
    assert waits_for(world.dana) == Waits(1, 0)
    assert queue(world.dana) == [tip]


def test_the_resident_sees_that_it_is_read_once_the_first_unit_reads_it(world: World) -> None:
    sent = send_tip(world)
    word = lambda: open_mailbox(department=world.department, receipt=sent.receipt, at=AT).status_word  # type: ignore[union-attr] # noqa: E731
    assert word() == "received"
    read(world.ola, sent.tip)
    assert word() == "being read"


def test_the_first_unit_that_opens_a_tip_counts_for_the_figures(world: World) -> None:
    tip = send_tip(world).tip
    open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT + timedelta(minutes=10))
    open_tip(unlocked=unlocked(world.tess), tip_id=tip.pk, at=AT + timedelta(minutes=50))
    assert Handling.objects.get().review_minutes == 10


def test_an_answer_is_new_to_each_unit_until_seen_there(world: World) -> None:
    sent = send_tip(world)
    for officer in (world.ola, world.tess):
        read(officer, sent.tip)
    answered(world, sent)
    read(world.ola, sent.tip)
    assert [standing(officer, sent.tip).has_answer for officer in (world.ola, world.tess)] == [False, True]
    assert waits_for(world.tess) == Waits(0, 1)


def test_an_unread_tip_with_an_answer_is_counted_once(world: World) -> None:
    sent = send_tip(world)
    answered(world, sent)
    assert waits_for(world.ola) == Waits(1, 0)


def test_an_answer_to_a_closed_tip_stays_visible_after_opening(world: World) -> None:
    sent = send_tip(world, "drugs")
    close(world, sent)
    assert queue(world.ola) == []
    answered(world, sent)
    read(world.ola, sent.tip)
    assert queue(world.ola) == [sent.tip]
    assert waits_for(world.ola) == Waits(0, 1)


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("write_note", {"text": "Known."}),
        ("answer_dealt_with", {}),
        ("change_status", {"to_status": "in_review", "rationale": "He came back"}),
    ],
)
def test_an_answer_leaves_the_list_once_the_unit_has_dealt_with_it(
    world: World, action: str, arguments: dict[str, object]
) -> None:
    sent = send_tip(world)
    for officer in (world.ola, world.tess):
        read(officer, sent.tip)
    close(world, sent)
    answered(world, sent)
    done(world, sent, action, **arguments)
    flags = dict(TipWrap.objects.filter(tip=sent.tip).values_list("unit", "has_answer"))
    assert flags == {world.desk.pk: False, world.assessment.pk: True}


def test_an_action_by_an_officer_who_did_not_see_the_answer_does_not_count(world: World) -> None:
    sent = send_tip(world, "drugs")
    close(world, sent)
    seen = Handling.objects.get().version
    answered(world, sent)
    done(world, sent, "write_note", text="Filed.", expected_version=seen)
    assert standing(world.ola, sent.tip).has_answer


def test_a_unit_is_told_of_a_withdrawn_escalation_even_if_the_tip_was_closed_later(world: World) -> None:
    sent = send_tip(world, "drugs")
    done(world, sent, "escalate_tip", to_unit_id=world.assessment.pk, reason="Today")
    read(world.tess, sent.tip)
    waiting = sent.handling.escalations.get()
    done(world, sent, "withdraw_escalation", escalation_id=waiting.pk, reason="They called us")
    close(world, sent)
    told = standing(world.tess, sent.tip)
    assert (told.withdrawn, told.unread, told.escalated) == (True, True, False)
    read(world.tess, sent.tip)
    assert queue(world.tess) == []


def test_groups_are_ordered_by_urgency_and_within_them_by_waiting_time(world: World) -> None:
    def sent(form: str, hours: int, code: str = "drugs") -> Sent:
        return send_tip(world, code, form=form, at=AT - timedelta(hours=hours))

    seen, seen_long_ago = sent("seen", 8), sent("seen long ago", 9)
    replied, replied_before = sent("replied", 7), sent("replied before", 6)
    unread, unread_longer = sent("unread", 1), sent("unread longer", 2)
    danger, danger_longer = sent("danger", 3, "threat-school"), sent("danger longer", 5, "threat-school")
    for one in (seen, seen_long_ago, replied, replied_before):
        read(world.ola, one.tip)
    answered(world, replied_before, "first", 1)
    answered(world, replied, "second", 2)
    raised = sent("raised", 4)
    read(world.ola, raised.tip)
    TipWrap.objects.filter(tip=raised.tip).update(escalated=True)
    wanted = [danger_longer, danger, raised, unread_longer, unread, replied_before, replied, seen_long_ago, seen]
    assert queue(world.ola) == [one.tip for one in wanted]


def test_the_queue_of_several_units_is_one_ordered_list(world: World) -> None:
    admit_to(world.oversight, world.tess, by=world.ivan)
    tips = [
        send_tip(world, code, form=str(hours), at=AT - timedelta(hours=hours)).tip
        for hours, code in enumerate(["threat-officer", "police-conduct", "threat-school", "police-conduct"])
    ]
    read(world.tess, tips[2])
    key = unlocked(world.tess)
    assert queued(key) == [tips[0], tips[2], tips[3], tips[1]]
    assert [row for start in range(4) for row in TipQueue(key)[start : start + 1]] == TipQueue(key)[0:99]
    assert TipQueue(key).count(99) == 4
    assert TipQueue(key).count(3) == 3


def test_closed_tips_come_newest_first(world: World) -> None:
    tips = [send_tip(world, "drugs", form=str(hours), at=AT - timedelta(hours=hours)).tip for hours in (2, 1, 3)]
    Handling.objects.update(status=Status.CLOSED)
    assert queued(unlocked(world.ola), closed=True) == [tips[1], tips[0], tips[2]]


def test_reading_the_queue_uses_its_index(world: World) -> None:
    for number in range(3):
        send_tip(world, form=str(number))
    with CaptureQueriesContext(connection) as asked:
        queue(world.ola)
    [first] = [row["sql"] for row in asked.captured_queries if "LIMIT" in row["sql"] and "since" in row["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + first)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "wrap_queue" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
