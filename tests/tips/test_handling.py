"""Two departments work on the same tip independently."""

from datetime import timedelta

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import Sent, handling_of, queued, send_tip, token_of
from tipline.casework.actions import ask_resident, assign, change_status, write_note
from tipline.casework.queries import opened_casework
from tipline.departments.models import Officer
from tipline.intake.actions import answer, open_mailbox
from tipline.keyring.queries import sealing_keys
from tipline.statistics.measures import count_months
from tipline.statistics.periods import Period
from tipline.tips.actions import open_tip
from tipline.tips.errors import StaleTip, TipNotFound
from tipline.tips.models import Handling, History, Status, TipWrap
from tipline.tips.sealing import open_case, wrap_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def neighbour() -> World:
    return make_department("lakeside")


@pytest.fixture
def shared(world: World, neighbour: World) -> Sent:
    """A tip on which two departments work."""
    sent = send_tip(world, "drugs")
    keys = open_case(unlocked(world.ola), sent.tip).to_bytes()
    (theirs,) = sealing_keys(neighbour.department, [neighbour.desk])
    wrap_for(sent.tip, theirs, TipWrap.Kind.CASE, keys).save(force_insert=True)
    Handling.objects.create(tip=sent.tip, department=neighbour.department)
    return sent


def at_neighbour(shared: Sent, neighbour: World) -> Handling:
    return Handling.objects.get(tip=shared.tip, department=neighbour.department)


def close(officer: Officer, shared: Sent, version: int) -> None:
    outcome = {"to_status": "closed", "disposition": "unfounded", "rationale": "Spoke to both."}
    change_status(unlocked=unlocked(officer), tip_id=shared.tip.pk, expected_version=version, at=AT, **outcome)


def note(officer: Officer, shared: Sent, version: int, text: str) -> None:
    write_note(unlocked=unlocked(officer), tip_id=shared.tip.pk, expected_version=version, text=text, at=AT)


def answered(world: World, shared: Sent) -> None:
    token = token_of(world, "answer")
    assert answer(department=world.department, receipt=shared.receipt, token=token, text="A blue one.", at=AT)


def test_each_handling_has_its_own_status_people_and_steps(world: World, neighbour: World, shared: Sent) -> None:
    note(world.ola, shared, 1, "Ours.")
    mine = unlocked(world.ola)
    assign(unlocked=mine, tip_id=shared.tip.pk, expected_version=2, officer_id=world.dana.pk, at=AT)
    ours, theirs = handling_of(shared.tip), at_neighbour(shared, neighbour)
    assert (ours.status, ours.assignee, ours.version) == (Status.ASSIGNED, world.dana, 3)
    assert (theirs.status, theirs.assignee, theirs.version) == (Status.NEW, None, 1)


def test_the_other_departments_actions_cause_no_conflicts(world: World, neighbour: World, shared: Sent) -> None:
    close(world.ola, shared, 1)
    close(neighbour.ola, shared, 1)
    with pytest.raises(StaleTip):
        close(neighbour.dana, shared, 1)


def test_closing_removes_it_from_ones_own_queue_only(world: World, neighbour: World, shared: Sent) -> None:
    close(world.ola, shared, 1)
    assert queued(unlocked(world.ola)) == []
    assert queued(unlocked(neighbour.ola)) == [shared.tip]
    assert queued(unlocked(world.ola), closed=True) == [shared.tip]
    assert queued(unlocked(neighbour.ola), closed=True) == []


def test_neither_department_reads_the_others_history_and_notes(world: World, neighbour: World, shared: Sent) -> None:
    note(world.ola, shared, 1, "Ours.")
    note(neighbour.ola, shared, 1, "Theirs.")
    reader = unlocked(neighbour.dana)
    opened = open_tip(unlocked=reader, tip_id=shared.tip.pk, at=AT)
    assert opened.handling == at_neighbour(shared, neighbour)
    assert {event.actor for event in opened.history} == {neighbour.ola, neighbour.dana}
    assert [note.text for note in opened_casework(reader, opened).notes] == ["Theirs."]


def test_each_department_has_its_own_first_reading(world: World, neighbour: World, shared: Sent) -> None:
    for minutes, officer in ((10, world.ola), (40, neighbour.ola)):
        open_tip(unlocked=unlocked(officer), tip_id=shared.tip.pk, at=AT + timedelta(minutes=minutes))
    assert [handling_of(shared.tip).review_minutes, at_neighbour(shared, neighbour).review_minutes] == [10, 40]
    assert History.objects.filter(action=History.Action.FIRST_OPENED).count() == 2


def test_a_residents_message_is_a_step_of_both(world: World, neighbour: World, shared: Sent) -> None:
    note(world.ola, shared, 1, "Ours.")
    ask_resident(unlocked=unlocked(world.ola), tip_id=shared.tip.pk, expected_version=2, text="Which car?", at=AT)
    answered(world, shared)
    ours, theirs = handling_of(shared.tip), at_neighbour(shared, neighbour)
    assert [(row.status, row.version) for row in (ours, theirs)] == [(Status.IN_REVIEW, 4), (Status.NEW, 2)]
    for officer in (world.ola, neighbour.ola):
        opened = open_tip(unlocked=unlocked(officer), tip_id=shared.tip.pk, at=AT)
        assert opened.has_answer
        assert [message.text for message in opened.messages] == ["Which car?", "A blue one."]


def test_the_resident_sees_the_status_in_the_department_they_wrote_to(
    world: World, neighbour: World, shared: Sent
) -> None:
    close(neighbour.ola, shared, 1)
    found = open_mailbox(department=world.department, receipt=shared.receipt, at=AT)
    assert found is not None
    assert found.status == Status.NEW


def test_figures_count_it_once_in_the_department_it_was_sent_to(world: World, neighbour: World, shared: Sent) -> None:
    month = Period.parse("2026-03")
    for department, received in ((world.department, 1), (neighbour.department, 0)):
        counted = count_months(department, [month])[month].counts
        assert {sum(figures.values()) for table, figures in counted.items() if table != "escalations"} == {received}


def test_a_department_without_a_handling_finds_nothing(world: World, neighbour: World, shared: Sent) -> None:
    at_neighbour(shared, neighbour).delete()
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(neighbour.ola), tip_id=shared.tip.pk, at=AT)
    with pytest.raises(TipNotFound):
        note(neighbour.ola, shared, 1, "Theirs.")
    assert queued(unlocked(neighbour.ola)) == []
