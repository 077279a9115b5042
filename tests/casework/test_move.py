"""A tip that turns out to be about an officer moves to oversight under new keys, and nobody else reads on."""

import itertools
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection

from tests.builders import AT, World, admit_to, make_department, make_unit, unlocked
from tests.oversight import about_police, second_unit
from tests.tips_sent import TEXT, Sent, handling_of, queued, rows_of, send_tip, token_of
from tipline.audit.models import Event
from tipline.casework.actions import (
    ask_resident,
    assign,
    change_status,
    escalate_tip,
    move_to_oversight,
    propose_release,
    write_note,
)
from tipline.casework.errors import OfficerNotThere, UnitNotThere
from tipline.casework.models import Escalation, Note, Release
from tipline.casework.queries import opened_casework, waiting_escalations
from tipline.departments.models import Officer, Unit
from tipline.envelope import EnvelopeError, Receipt
from tipline.intake.actions import answer, change_receipt, open_mailbox
from tipline.tips.actions import open_headlines, open_tip
from tipline.tips.errors import OversightOnly, StaleTip, TextRefused, TipDamaged, TipNotFound
from tipline.tips.integrity import has_valid_mac
from tipline.tips.models import (
    Handling,
    History,
    Mailbox,
    Message,
    PreviousKey,
    ResidentKey,
    Status,
    Tip,
    TipContent,
    TipWrap,
)
from tipline.tips.queries import visible_to

pytestmark = pytest.mark.django_db
REASON = "The car is one of ours."


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def sent(world: World) -> Sent:
    """A tip that was worked on: a note, a question and its answer, an escalation."""
    sent = send_tip(world, "drugs", contact="me@example.org")
    act = {"unlocked": unlocked(world.ola), "tip_id": sent.tip.pk, "at": AT}
    write_note(**act, expected_version=1, text="Called back.")
    ask_resident(**act, expected_version=2, text="Which car?")
    answers(world, sent, "A blue one.")
    escalate_tip(**act, expected_version=4, to_unit_id=world.assessment.pk, reason="A rifle is mentioned.")
    sent.tip.refresh_from_db()
    return sent


def answers(world: World, sent: Sent, text: str) -> None:
    answer(department=world.department, receipt=sent.receipt, token=token_of(world, text), text=text, at=AT)


def move(world: World, tip: Tip, by: Officer | None = None, *units: Unit) -> None:
    move_to_oversight(
        unlocked=unlocked(by or world.ola),
        tip_id=tip.pk,
        expected_version=Handling.objects.get(tip=tip).version,
        reason=REASON,
        unit_ids=[unit.pk for unit in units],
        at=AT,
    )
    tip.refresh_from_db()


def mailbox_of(world: World, sent: Sent) -> list[str | None]:
    found = open_mailbox(department=world.department, receipt=sent.receipt, at=AT)
    assert found is not None
    return [message.text for message in found.messages]


def holders(tip: Tip) -> set[tuple[str, str, int]]:
    return set(TipWrap.objects.filter(tip=tip).values_list("unit__name", "kind", "epoch"))


def test_oversight_reads_everything_and_the_reason_for_the_move(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    ivan = unlocked(world.ivan)
    opened = open_tip(unlocked=ivan, tip_id=sent.tip.pk, at=AT)
    casework = opened_casework(ivan, opened)
    assert opened.body.text == TEXT
    assert [message.text for message in opened.messages] == ["Which car?", "A blue one."]
    assert [note.text for note in casework.notes] == ["Called back.", REASON]
    assert [escalation.reason for escalation in casework.escalations] == ["A rifle is mentioned."]
    assert open_headlines(unlocked=ivan, tips=[sent.tip], at=AT)[sent.tip.pk].text == TEXT.splitlines()[0]
    assert queued(ivan) == [sent.tip]


@pytest.mark.parametrize("name", ["ola", "dana", "tess"])
def test_nobody_else_sees_it_any_more_not_even_the_officer_who_moved_it(world: World, sent: Sent, name: str) -> None:
    move(world, sent.tip)
    officer = unlocked(getattr(world, name))
    assert not visible_to(officer).exists()
    with pytest.raises(TipNotFound):
        open_tip(unlocked=officer, tip_id=sent.tip.pk, at=AT)
    with pytest.raises(TipNotFound):
        write_note(unlocked=officer, tip_id=sent.tip.pk, expected_version=6, text="Still here?", at=AT)


def test_an_officer_who_moved_it_reads_on_as_a_member_of_oversight(world: World, sent: Sent) -> None:
    admit_to(world.oversight, world.ola, by=world.ivan)
    move(world, sent.tip)
    assert visible_to(unlocked(world.ola)).get() == sent.tip


def test_other_units_wraps_are_deleted_and_contact_details_stay_where_they_were(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    assert holders(sent.tip) == {("Internal affairs", "case", 2), ("Custodian", "identity", 1)}


def test_no_clear_field_reveals_its_subject_or_who_works_on_it(world: World, sent: Sent) -> None:
    assign(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, expected_version=5, officer_id=world.dana.pk, at=AT)
    move(world, sent.tip)
    tip, content = sent.tip, TipContent.objects.get(tip=sent.tip)
    assert (tip.oversight, tip.category, tip.language, handling_of(tip).assignee) == (True, None, "", None)
    assert (content.arrival["category"], content.arrival["language"]) == (None, "")
    assert has_valid_mac(tip, content)
    assert REASON.encode() not in b"".join(bytes(note.envelope) for note in Note.objects.all())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("new", "new"),
        ("waiting", "waiting"),
        ("assigned", "in_review"),
        ("referred", "in_review"),
        ("closed", "in_review"),
    ],
)
def test_a_moved_tip_is_open_again(world: World, before: str, after: str) -> None:
    tip = send_tip(world, "drugs").tip
    Handling.objects.update(status=before, disposition="spam" if before == Status.CLOSED else "")
    move(world, tip)
    handling = handling_of(tip)
    assert (handling.status, handling.disposition) == (after, "")
    assert [(wrap.unread, wrap.done) for wrap in tip.wraps.all()] == [(True, False)]


def test_escalations_to_units_that_lose_it_are_withdrawn(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    escalation = Escalation.objects.get()
    assert (escalation.withdrawn_by, escalation.due_at) == (world.ola, None)
    assert sent.handling.status == Status.IN_REVIEW
    assert not waiting_escalations(unlocked(world.tess), [sent.handling])


def test_an_escalation_to_oversight_stays_pending(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    act = {"unlocked": unlocked(world.ola), "tip_id": tip.pk, "at": AT}
    escalate_tip(**act, expected_version=1, to_unit_id=world.oversight.pk, reason="One of ours?")
    move(world, tip)
    assert handling_of(tip).status == Status.ESCALATED
    handling = handling_of(tip)
    assert waiting_escalations(unlocked(world.ivan), [handling])[handling.pk].to_unit == world.oversight
    assert holders(tip) == {("Internal affairs", "case", 2)}


def test_the_resident_keeps_using_the_same_receipt(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    ivan = unlocked(world.ivan)
    version = Handling.objects.get().version
    ask_resident(unlocked=ivan, tip_id=sent.tip.pk, expected_version=version, text="Who drove it?", at=AT)
    answers(world, sent, "An officer.")
    said = ["Which car?", "A blue one.", "Who drove it?", "An officer."]
    assert mailbox_of(world, sent) == said
    opened = open_tip(unlocked=ivan, tip_id=sent.tip.pk, at=AT)
    assert [message.text for message in opened.messages] == said
    assert list(Message.objects.order_by("step").values_list("epoch", flat=True)) == [1, 1, 2, 2]


def test_an_answer_sent_during_the_move_is_sealed_to_the_new_mailbox_key(
    world: World, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tipline.intake.actions import mailbox

    store = mailbox.add_answer

    def moved_meanwhile(**fields: object) -> None:
        move(world, sent.tip)
        store(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr(mailbox, "add_answer", moved_meanwhile)
    answers(world, sent, "It was an officer.")
    assert Message.objects.latest("step").epoch == 2
    opened = open_tip(unlocked=unlocked(world.ivan), tip_id=sent.tip.pk, at=AT)
    assert opened.messages[-1].text == mailbox_of(world, sent)[-1] == "It was an officer."


def test_changing_the_receipt_during_the_move_loses_no_answer(
    world: World, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tipline.intake.actions import mailbox

    store, stored = mailbox.add_answer, Message.objects.count()

    def meanwhile(**fields: object) -> None:
        move(world, sent.tip)
        change_receipt(department=world.department, receipt=sent.receipt, new=Receipt.generate(), at=AT)
        store(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr(mailbox, "add_answer", meanwhile)
    said = {"token": token_of(world, "late"), "text": "An officer.", "at": AT}
    assert answer(department=world.department, receipt=sent.receipt, **said) == "unknown"
    assert Message.objects.count() == stored


def test_a_tip_that_moves_while_it_is_read_is_not_called_damaged(
    world: World, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tipline.tips.actions import read

    stale = read._found(unlocked(world.ola), sent.tip.pk, {})
    move(world, sent.tip)
    looks = iter([stale])
    look = read._found
    monkeypatch.setattr(read, "_found", lambda *asked: next(looks, None) or look(*asked))
    with pytest.raises(TipNotFound):
        open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT)


def test_it_can_move_on_to_other_oversight_units_and_every_epoch_stays_readable(world: World, sent: Sent) -> None:
    inspectors = second_unit(world)
    move(world, sent.tip, None, world.oversight)
    ivan, omar = unlocked(world.ivan), unlocked(Officer.objects.get(username="omar"))
    version = sent.handling.version
    ask_resident(unlocked=ivan, tip_id=sent.tip.pk, expected_version=version, text="Who drove it?", at=AT)
    move(world, sent.tip, world.ivan, inspectors)
    answers(world, sent, "Ivan.")
    opened = open_tip(unlocked=omar, tip_id=sent.tip.pk, at=AT)
    said = ["Which car?", "A blue one.", "Who drove it?", "Ivan."]
    assert opened.body.text == TEXT
    assert [message.text for message in opened.messages] == mailbox_of(world, sent) == said
    assert [note.text for note in opened_casework(omar, opened).notes] == ["Called back.", REASON, REASON]
    assert holders(sent.tip) == {("Inspectors", "case", 3), ("Custodian", "identity", 1)}
    assert not visible_to(ivan).exists()


def test_all_oversight_units_get_it_if_none_is_named(world: World, sent: Sent) -> None:
    second_unit(world)
    move(world, sent.tip)
    assert {name for name, kind, _ in holders(sent.tip) if kind == "case"} == {"Internal affairs", "Inspectors"}


def test_it_moves_only_to_oversight_units_with_a_key(world: World, sent: Sent) -> None:
    keyless = make_unit(world, "New inspectors", Unit.Kind.OVERSIGHT)
    for unit in (world.desk, world.assessment, world.custodian, make_department("elsewhere").oversight, keyless):
        with pytest.raises(UnitNotThere):
            move(world, sent.tip, None, unit)
    with pytest.raises(UnitNotThere):
        move(world, sent.tip, None, world.oversight, world.desk)
    assert Tip.objects.get().epoch == 1


def test_a_tip_held_by_oversight_alone_is_not_moved_there_again(world: World) -> None:
    tip = about_police(world)
    with pytest.raises(UnitNotThere):
        move(world, tip, world.ivan)


def test_afterwards_it_is_an_oversight_tip_like_any_other(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    ivan, version = unlocked(world.ivan), sent.handling.version
    act = {"unlocked": ivan, "tip_id": sent.tip.pk, "expected_version": version, "at": AT}
    with pytest.raises(OversightOnly):
        escalate_tip(**act, to_unit_id=world.desk.pk, reason="Yours.")
    with pytest.raises(OfficerNotThere):
        assign(**act, officer_id=world.ola.pk)
    propose_release(**act, reason="Not about staff.")


def test_a_proposal_to_release_it_ends_when_it_moves_on(world: World) -> None:
    tip, inspectors = about_police(world), second_unit(world)
    propose_release(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, reason="A neighbour.", at=AT)
    move(world, tip, world.ivan, inspectors)
    assert Release.objects.get().outcome == Release.Outcome.WITHDRAWN


@pytest.mark.parametrize("name", ["tess", "cleo", "ivan", "anna", "adam", "root"])
def test_an_officer_who_cannot_open_it_cannot_move_it(world: World, name: str) -> None:
    tip = send_tip(world, "drugs").tip
    with pytest.raises(TipNotFound):
        move(world, tip, getattr(world, name))
    assert Tip.objects.get().epoch == 1


def test_a_move_requires_a_reason_and_a_current_page(world: World, sent: Sent) -> None:
    act = {"unlocked": unlocked(world.ola), "tip_id": sent.tip.pk, "at": AT}
    with pytest.raises(TextRefused):
        move_to_oversight(**act, expected_version=5, reason=" ")
    change_status(**act, expected_version=5, to_status="in_review")
    with pytest.raises(StaleTip):
        move_to_oversight(**act, expected_version=5, reason=REASON)


def test_a_move_is_in_the_history_and_in_the_audit_trail(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    event = Event.objects.get(action=Event.Action.MOVED_TO_OVERSIGHT)
    assert (event.actor, event.subjects) == (world.ola.pk, [str(sent.tip.pk), str(world.oversight.pk)])
    assert History.objects.latest("step").action == History.Action.MOVED_TO_OVERSIGHT


def test_a_swapped_mailbox_gets_no_new_key(world: World, sent: Sent) -> None:
    other = send_tip(world, "drugs", "other")
    Mailbox.objects.filter(tip=sent.tip).update(resident_public=Mailbox.objects.get(tip=other.tip).resident_public)
    with pytest.raises(TipDamaged):
        move(world, sent.tip)
    assert not PreviousKey.objects.exists()


@pytest.mark.parametrize("kind", ["tip", "work"])
def test_a_changed_previous_key_is_detected(world: World, sent: Sent, kind: str) -> None:
    move(world, sent.tip)
    PreviousKey.objects.filter(kind=kind).update(envelope=PreviousKey.objects.get(kind="mailbox").envelope)
    with pytest.raises(TipDamaged):
        open_tip(unlocked=unlocked(world.ivan), tip_id=sent.tip.pk, at=AT)


def test_without_the_mailboxs_previous_key_only_its_old_messages_are_lost(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    answers(world, sent, "New.")
    PreviousKey.objects.filter(kind="mailbox").delete()
    opened = open_tip(unlocked=unlocked(world.ivan), tip_id=sent.tip.pk, at=AT)
    assert [message.text for message in opened.messages] == [None, None, "New."]


def test_without_its_sealed_key_a_renewed_mailbox_is_not_opened_by_the_receipt_alone(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    Mailbox.objects.update(key_for_resident=None)
    with pytest.raises(EnvelopeError):
        answers(world, sent, "It was Sergeant Brandt.")
    assert Message.objects.count() == 2


def epoch_in(envelope: bytes) -> int:
    """Return the epoch that an envelope's header names."""
    return int.from_bytes(bytes(envelope)[35:39], "big")


def test_each_envelope_names_the_epoch_of_the_key_that_sealed_it(world: World, sent: Sent) -> None:
    move(world, sent.tip)
    ivan = {"unlocked": unlocked(world.ivan), "tip_id": sent.tip.pk, "at": AT}
    version = ask_resident(**ivan, expected_version=Handling.objects.get().version, text="Whose car?")
    propose_release(**ivan, expected_version=version, reason="A rented car.")
    change_receipt(department=world.department, receipt=sent.receipt, new=Receipt(2), at=AT)
    for model, epochs in ((Note, [1, 2]), (Message, [1, 1, 2]), (ResidentKey, [2]), (PreviousKey, [2, 2, 2])):
        rows = [(row.epoch, epoch_in(row.envelope)) for row in model.objects.order_by("epoch")]
        assert rows == [(epoch, epoch) for epoch in epochs]
    assert epoch_in(Escalation.objects.get().reason) == 1
    assert epoch_in(Release.objects.get().reason) == 2
    assert epoch_in(Mailbox.objects.get().key_for_units) == 2
    assert epoch_in(TipContent.objects.get().contact) == 1


def test_a_move_is_done_completely_or_not_at_all(world: World, sent: Sent) -> None:
    open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT)
    act = {"unlocked": unlocked(world.ola), "tip_id": sent.tip.pk, "expected_version": 5, "reason": REASON, "at": AT}
    before = state_of(sent.tip)
    for step in itertools.count():
        try:
            with connection.execute_wrapper(failing_at(step)):
                move_to_oversight(**act)
        except DatabaseError:
            assert state_of(sent.tip) == before
            assert open_tip(unlocked=unlocked(world.ola), tip_id=sent.tip.pk, at=AT).body.text == TEXT
        else:
            break
    assert step > 15
    assert open_tip(unlocked=unlocked(world.ivan), tip_id=sent.tip.pk, at=AT).body.text == TEXT


def failing_at(step: int) -> Callable[..., object]:
    """Let the database fail at the statement of that number."""
    statements = itertools.count()

    def execute(go_on: Callable[..., object], *asked: object) -> object:
        if next(statements) == step:
            raise DatabaseError
        return go_on(*asked)

    return execute


def state_of(tip: Tip) -> list[object]:
    """Return every row of the tip that a move touches."""
    models = (TipWrap, PreviousKey, Mailbox, TipContent, Note, Escalation, History)
    rows = [list(rows_of(model, tip).order_by("pk").values()) for model in models]
    return [*rows, Tip.objects.values().get(pk=tip.pk), Handling.objects.values().get(tip=tip)]


def test_reading_a_tip_that_never_moved_costs_no_extra_statement(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    tips = [send_tip(world, "drugs", form).tip for form in ("one", "two")]
    ola = unlocked(world.ola)
    open_headlines(unlocked=ola, tips=tips, at=AT)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        open_headlines(unlocked=ola, tips=tips, at=AT)


def test_a_page_of_moved_tips_costs_one_extra_statement(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    tips = [send_tip(world, "drugs", form).tip for form in ("one", "two", "three")]
    for tip in tips[:2]:
        move(world, tip)
    tips = list(Tip.objects.filter(oversight=True))
    ivan = unlocked(world.ivan)
    open_headlines(unlocked=ivan, tips=tips, at=AT)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        lines = open_headlines(unlocked=ivan, tips=tips, at=AT)
    assert {line.text for line in lines.values()} == {TEXT.splitlines()[0]}
