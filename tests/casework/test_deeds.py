"""Notes, tags, questions, assignment and status: each on record, each refused to the outsider and to a stale form."""

import uuid
from collections.abc import Callable

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.audit.models import Event
from tipline.casework import actions
from tipline.casework.errors import EscalationNotThere, OfficerNotThere, TagNotThere
from tipline.casework.models import Note, Tag
from tipline.casework.queries import opened_casework
from tipline.departments.errors import NotYours
from tipline.tips.actions import open_tip
from tipline.tips.errors import ReasonMissing, StaleTip, TextRefused, TipNotFound, TransitionRefused
from tipline.tips.models import History, Tip

pytestmark = pytest.mark.django_db

Deed = Callable[..., int]
DEEDS: list[tuple[Deed, dict[str, object]]] = [
    (actions.write_note, {"text": "Plate seen twice"}),
    (actions.change_status, {"to_status": "in_review"}),
    (actions.ask_resident, {"text": "Which plate?"}),
    (actions.assign, {"officer_id": None}),
    (actions.add_tag, {"tag_id": uuid.UUID(int=5)}),
    (actions.remove_tag, {"tag_id": uuid.UUID(int=5)}),
    (actions.escalate_tip, {"to_unit_id": uuid.UUID(int=5), "reason": "Please look"}),
    (actions.acknowledge_escalation, {"escalation_id": uuid.UUID(int=5)}),
]


@pytest.fixture
def world() -> World:
    return make_department()


def tag(world: World, label: str = "north side") -> Tag:
    return actions.create_tag(department=world.department, label=label, actor=world.dana, at=AT)


@pytest.mark.parametrize(("deed", "arguments"), DEEDS)
def test_a_deed_on_a_tip_of_another_unit_finds_no_tip(world: World, deed: Deed, arguments: dict[str, object]) -> None:
    tip = send_tip(world, "drugs").tip
    for tip_id in (tip.pk, uuid.uuid4()):
        with pytest.raises(TipNotFound):
            deed(unlocked=unlocked(world.tess), tip_id=tip_id, expected_version=1, at=AT, **arguments)
    assert Tip.objects.get().version == 1


@pytest.mark.parametrize(("deed", "arguments"), DEEDS)
def test_a_deed_from_a_stale_form_is_refused_and_shows_what_changed(
    world: World, deed: Deed, arguments: dict[str, object]
) -> None:
    tip = send_tip(world).tip
    actions.write_note(unlocked=unlocked(world.dana), tip_id=tip.pk, expected_version=1, text="First", at=AT)
    with pytest.raises(StaleTip) as refusal:
        deed(unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=1, at=AT, **arguments)
    assert [(change.what, change.actor) for change in refusal.value.changes] == [(History.What.NOTED, world.dana)]
    assert refusal.value.current_version == 2
    assert Note.objects.count() == 1


def test_a_note_is_sealed_and_read_by_the_whole_unit(world: World) -> None:
    tip = send_tip(world).tip
    officer = unlocked(world.ola)
    actions.write_note(unlocked=officer, tip_id=tip.pk, expected_version=1, text=" Plate seen twice ", at=AT)
    assert b"Plate" not in bytes(Note.objects.get().envelope)
    reader = unlocked(world.tess)
    notes = opened_casework(reader, open_tip(unlocked=reader, tip_id=tip.pk, at=AT)).notes
    assert [(note.author, note.text) for note in notes] == [(world.ola, "Plate seen twice")]
    assert Event.objects.filter(deed=Event.Deed.NOTE_WRITTEN, actor=world.ola.pk).count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_a_note_without_words_or_too_long_is_refused(world: World, text: str) -> None:
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
    with pytest.raises(TagNotThere):
        actions.remove_tag(unlocked=officer, tip_id=tip.pk, expected_version=3, tag_id=mine.pk, at=AT)


def test_the_vocabulary_is_kept_by_supervisors_and_administrators_of_the_department(world: World) -> None:
    for actor in (world.ola, world.anna, make_department("elsewhere").adam):
        with pytest.raises(NotYours):
            actions.create_tag(department=world.department, label="x", actor=actor, at=AT)


def test_a_retired_tag_is_not_offered_any_more(world: World) -> None:
    mine = tag(world)
    actions.change_tag(tag=mine, label="north side", active=False, actor=world.adam, at=AT)
    with pytest.raises(TagNotThere):
        actions.add_tag(
            unlocked=unlocked(world.ola), tip_id=send_tip(world).tip.pk, expected_version=1, tag_id=mine.pk, at=AT
        )


def test_closing_asks_for_a_disposition_and_a_written_reason(world: World) -> None:
    tip, officer = send_tip(world).tip, unlocked(world.ola)
    close = {"unlocked": officer, "tip_id": tip.pk, "expected_version": 1, "to_status": "closed", "at": AT}
    for missing in ({"disposition": "prank"}, {"rationale": "Known"}, {"disposition": "x", "rationale": "Known"}):
        with pytest.raises(ReasonMissing):
            actions.change_status(**close, **missing)  # type: ignore[arg-type]
    actions.change_status(**close, disposition="prank", rationale="Known address")  # type: ignore[arg-type]
    tip.refresh_from_db()
    assert (tip.status, tip.disposition) == ("closed", "prank")
    assert Note.objects.get().kind == Note.Kind.RATIONALE


def test_reopening_takes_the_disposition_away(world: World) -> None:
    tip, officer = send_tip(world).tip, unlocked(world.ola)
    version = actions.change_status(
        unlocked=officer,
        tip_id=tip.pk,
        expected_version=1,
        to_status="closed",
        disposition="spam",
        rationale="Advertising",
        at=AT,
    )
    actions.change_status(unlocked=officer, tip_id=tip.pk, expected_version=version, to_status="in_review", at=AT)
    tip.refresh_from_db()
    assert (tip.status, tip.disposition) == ("in_review", "")


@pytest.mark.parametrize("status", ["new", "waiting", "escalated", "nonsense", ""])
def test_a_status_that_is_no_deed_by_hand_is_refused(world: World, status: str) -> None:
    with pytest.raises(TransitionRefused):
        actions.change_status(
            unlocked=unlocked(world.ola),
            tip_id=send_tip(world).tip.pk,
            expected_version=1,
            to_status=status,
            rationale="x",
            at=AT,
        )


def test_a_tip_is_given_only_to_someone_who_can_open_it(world: World) -> None:
    tip, officer = send_tip(world, "drugs").tip, unlocked(world.dana)
    for stranger in (world.tess, world.adam, world.anna, world.cleo, make_department("elsewhere").dana):
        with pytest.raises(OfficerNotThere):
            actions.assign(unlocked=officer, tip_id=tip.pk, expected_version=1, officer_id=stranger.pk, at=AT)
    version = actions.assign(unlocked=officer, tip_id=tip.pk, expected_version=1, officer_id=world.ola.pk, at=AT)
    tip.refresh_from_db()
    assert (tip.assignee, tip.status) == (world.ola, "assigned")
    actions.assign(unlocked=officer, tip_id=tip.pk, expected_version=version, officer_id=None, at=AT)
    tip.refresh_from_db()
    assert (tip.assignee, tip.status) == (None, "in_review")


def test_a_closed_tip_is_not_asked_about(world: World) -> None:
    tip, officer = send_tip(world).tip, unlocked(world.ola)
    version = actions.change_status(
        unlocked=officer,
        tip_id=tip.pk,
        expected_version=1,
        to_status="closed",
        disposition="unfounded",
        rationale="Checked",
        at=AT,
    )
    with pytest.raises(TransitionRefused):
        actions.ask_resident(unlocked=officer, tip_id=tip.pk, expected_version=version, text="Why?", at=AT)


def test_acknowledging_what_was_never_raised_is_refused(world: World) -> None:
    with pytest.raises(EscalationNotThere):
        actions.acknowledge_escalation(
            unlocked=unlocked(world.ola),
            tip_id=send_tip(world).tip.pk,
            expected_version=1,
            escalation_id=uuid.uuid4(),
            at=AT,
        )
