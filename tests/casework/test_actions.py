"""Notes, tags, questions, assignment and status: each on record, each refused to the outsider and to a stale form."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import AT, World, admit_to, make_department, unlocked
from tests.tips_sent import handling_of, send_tip
from tipline.audit.models import Event
from tipline.casework import actions
from tipline.casework.errors import TagNotThere
from tipline.casework.models import Note, Tag
from tipline.casework.queries import opened_casework
from tipline.departments.errors import NotYours
from tipline.tips.actions import open_tip
from tipline.tips.errors import ReasonMissing, StaleTip, TextRefused, TipNotFound
from tipline.tips.models import Handling, History, Tip

pytestmark = pytest.mark.django_db

Action = Callable[..., Any]
ACTIONS: list[tuple[Action, dict[str, object]]] = [
    (actions.write_note, {"text": "Plate seen twice"}),
    (actions.change_status, {"to_status": "in_review"}),
    (actions.ask_resident, {"text": "Which plate?"}),
    (actions.assign, {"officer_id": None}),
    (actions.add_tag, {"tag_id": uuid.UUID(int=5)}),
    (actions.remove_tag, {"tag_id": uuid.UUID(int=5)}),
    (actions.escalate_tip, {"to_unit_id": uuid.UUID(int=5), "reason": "Please look"}),
    (actions.acknowledge_escalation, {"escalation_id": uuid.UUID(int=5)}),
    (actions.withdraw_escalation, {"escalation_id": uuid.UUID(int=5), "reason": "By mistake"}),
    (actions.open_contact, {"reason": "To call back"}),
    (actions.answer_dealt_with, {}),
]


@pytest.fixture
def world() -> World:
    return make_department()


def tag(world: World, label: str = "north side") -> Tag:
    return actions.create_tag(department=world.department, label=label, actor=world.dana, at=AT)


@pytest.mark.parametrize(("action", "arguments"), ACTIONS)
def test_an_action_on_a_tip_of_another_unit_finds_no_tip(
    world: World, action: Action, arguments: dict[str, object]
) -> None:
    tip = send_tip(world, "drugs").tip
    for tip_id in (tip.pk, uuid.uuid4()):
        with pytest.raises(TipNotFound):
            action(unlocked=unlocked(world.tess), tip_id=tip_id, expected_version=1, at=AT, **arguments)
    assert Handling.objects.get().version == 1


def done(action: Action, world: World, tip: Tip, by: str = "ola", seen: int = 1, **arguments: object) -> int:
    officer = unlocked(getattr(world, by))
    return action(unlocked=officer, tip_id=tip.pk, expected_version=seen, at=AT, **arguments)


CLOSE = {"to_status": "closed", "disposition": "prank", "rationale": "Known"}


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        (actions.change_status, {"to_status": "in_review"}),
        (actions.change_status, CLOSE),
        (actions.assign, {"officer_id": None}),
        (actions.escalate_tip, {"to_unit_id": uuid.UUID(int=5), "reason": "Please look"}),
    ],
)
def test_an_action_that_conflicts_with_a_later_one_is_refused_and_shows_it(
    world: World, action: Action, arguments: dict[str, object]
) -> None:
    tip = send_tip(world).tip
    done(actions.write_note, world, tip, "dana", text="First")
    done(actions.assign, world, tip, "dana", officer_id=world.dana.pk)
    with pytest.raises(StaleTip) as refusal:
        done(action, world, tip, **arguments)
    shown = [(change.action, change.actor) for change in refusal.value.changes]
    assert shown == [(History.Action.NOTE_WRITTEN, world.dana), (History.Action.ASSIGNED, world.dana)]
    assert refusal.value.current_version == 3


def test_notes_tags_and_questions_of_two_officers_do_not_conflict(world: World) -> None:
    tip, first, second = send_tip(world).tip, tag(world), tag(world, "night")
    done(actions.write_note, world, tip, "dana", text="One")
    done(actions.add_tag, world, tip, "dana", tag_id=first.pk)
    done(actions.ask_resident, world, tip, "dana", text="Which day?")
    done(actions.write_note, world, tip, text="Two")
    done(actions.add_tag, world, tip, tag_id=second.pk)
    done(actions.remove_tag, world, tip, tag_id=first.pk)
    assert done(actions.ask_resident, world, tip, text="Which plate?") == 8
    assert (Note.objects.count(), tip.messages.count(), handling_of(tip).tip_tags.get().tag) == (2, 2, second)


def test_a_note_conflicts_with_closing_only(world: World) -> None:
    tip = send_tip(world).tip
    done(actions.write_note, world, tip, "dana", text="He is on his way.")
    with pytest.raises(StaleTip):
        done(actions.change_status, world, tip, **CLOSE)
    assert done(actions.assign, world, tip, officer_id=world.ola.pk) == 3


def test_a_note_does_not_conflict_with_another_status_change(world: World) -> None:
    tip = send_tip(world).tip
    done(actions.write_note, world, tip, "dana", text="He is on his way.")
    assert done(actions.change_status, world, tip, to_status="in_review") == 3


def test_a_tag_conflicts_with_nothing(world: World) -> None:
    tip = send_tip(world).tip
    done(actions.add_tag, world, tip, "dana", tag_id=tag(world).pk)
    assert done(actions.change_status, world, tip, **CLOSE) == 3


def test_an_action_with_a_future_version_is_refused(world: World) -> None:
    with pytest.raises(StaleTip):
        done(actions.write_note, world, send_tip(world).tip, seen=2, text="From where?")


def test_a_note_is_sealed_and_readable_by_the_whole_unit(world: World) -> None:
    tip = send_tip(world).tip
    officer = unlocked(world.ola)
    actions.write_note(unlocked=officer, tip_id=tip.pk, expected_version=1, text=" Plate seen twice ", at=AT)
    assert b"Plate" not in bytes(Note.objects.get().envelope)
    reader = unlocked(world.tess)
    notes = opened_casework(reader, open_tip(unlocked=reader, tip_id=tip.pk, at=AT)).notes
    assert [(note.author, note.text) for note in notes] == [(world.ola, "Plate seen twice")]
    assert Event.objects.filter(action=Event.Action.NOTE_WRITTEN, actor=world.ola.pk).count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_an_empty_or_overlong_note_is_refused(world: World, text: str) -> None:
    with pytest.raises(TextRefused):
        actions.write_note(
            unlocked=unlocked(world.ola), tip_id=send_tip(world).tip.pk, expected_version=1, text=text, at=AT
        )


def test_tags_come_from_the_departments_own_vocabulary(world: World) -> None:
    tip, foreign = send_tip(world).tip, tag(make_department("elsewhere"))
    officer = unlocked(world.ola)
    with pytest.raises(TagNotThere):
        actions.add_tag(unlocked=officer, tip_id=tip.pk, expected_version=1, tag_id=foreign.pk, at=AT)
    mine = tag(world)
    version = actions.add_tag(unlocked=officer, tip_id=tip.pk, expected_version=1, tag_id=mine.pk, at=AT)
    assert version == 2
    assert actions.add_tag(unlocked=officer, tip_id=tip.pk, expected_version=2, tag_id=mine.pk, at=AT) == 2
    assert actions.remove_tag(unlocked=officer, tip_id=tip.pk, expected_version=2, tag_id=mine.pk, at=AT) == 3
    assert actions.remove_tag(unlocked=officer, tip_id=tip.pk, expected_version=2, tag_id=mine.pk, at=AT) == 3
    with pytest.raises(TagNotThere):
        actions.remove_tag(unlocked=officer, tip_id=tip.pk, expected_version=3, tag_id=foreign.pk, at=AT)


def test_supervisors_and_administrators_of_the_department_manage_its_tags(world: World) -> None:
    for actor in (world.ola, world.anna, make_department("elsewhere").adam):
        with pytest.raises(NotYours):
            actions.create_tag(department=world.department, label="x", actor=actor, at=AT)


def test_a_retired_tag_is_no_longer_offered(world: World) -> None:
    mine = tag(world)
    actions.change_tag(tag=mine, label="north side", active=False, actor=world.adam, at=AT)
    with pytest.raises(TagNotThere):
        actions.add_tag(
            unlocked=unlocked(world.ola), tip_id=send_tip(world).tip.pk, expected_version=1, tag_id=mine.pk, at=AT
        )


def test_closing_requires_a_disposition_and_a_rationale(world: World) -> None:
    tip, officer = send_tip(world).tip, unlocked(world.ola)
    close = {"unlocked": officer, "tip_id": tip.pk, "expected_version": 1, "to_status": "closed", "at": AT}
    for missing in ({"disposition": "prank"}, {"rationale": "Known"}, {"disposition": "x", "rationale": "Known"}):
        with pytest.raises(ReasonMissing):
            actions.change_status(**close, **missing)  # type: ignore[arg-type]
    actions.change_status(**close, disposition="prank", rationale="Known address")  # type: ignore[arg-type]
    tip.refresh_from_db()
    handling = handling_of(tip)
    assert (handling.status, handling.disposition) == ("closed", "prank")
    assert Note.objects.get().kind == Note.Kind.RATIONALE


def test_reopening_requires_a_reason_and_clears_the_disposition(world: World) -> None:
    tip = send_tip(world).tip
    done(actions.change_status, world, tip, **CLOSE)
    with pytest.raises(ReasonMissing):
        done(actions.change_status, world, tip, seen=2, to_status="in_review", rationale=" ")
    done(actions.change_status, world, tip, seen=2, to_status="in_review", rationale="He came back")
    tip.refresh_from_db()
    handling = handling_of(tip)
    assert (handling.status, handling.disposition) == ("in_review", "")
    assert Note.objects.order_by("step").last().kind == Note.Kind.STATUS_REASON


def test_opening_contact_details_requires_a_reason_and_is_in_the_history(world: World) -> None:
    tip = send_tip(world, contact="me@example.org").tip
    admit_to(world.desk, world.cleo, by=world.dana)
    with pytest.raises(TextRefused):
        done(actions.open_contact, world, tip, "cleo", reason=" ")
    assert not History.objects.filter(action=History.Action.CONTACT_OPENED).exists()
    assert done(actions.open_contact, world, tip, "cleo", reason="To call back") == "me@example.org"
    assert History.objects.get(action=History.Action.CONTACT_OPENED).actor == world.cleo
    assert Event.objects.get(action=Event.Action.CONTACT_OPENED).subjects == [str(tip.pk)]
    reader = unlocked(world.ola)
    notes = opened_casework(reader, open_tip(unlocked=reader, tip_id=tip.pk, at=AT)).notes
    assert [(note.kind, note.text) for note in notes] == [(Note.Kind.CONTACT, "To call back")]


def test_opening_contact_details_conflicts_with_nothing(world: World) -> None:
    tip = send_tip(world, contact="me@example.org").tip
    admit_to(world.desk, world.cleo, by=world.dana)
    done(actions.change_status, world, tip, "dana", to_status="in_review")
    assert done(actions.open_contact, world, tip, "cleo", reason="To call back") == "me@example.org"


@pytest.mark.parametrize("name", ["dana", "ola", "tess", "cleo", "root"])
def test_contact_details_require_the_identity_key_and_a_unit_that_holds_the_tip(world: World, name: str) -> None:
    tip = send_tip(world, contact="me@example.org").tip
    with pytest.raises(TipNotFound):
        done(actions.open_contact, world, tip, name, reason="To call back")
    assert not Event.objects.filter(action=Event.Action.CONTACT_OPENED).exists()
