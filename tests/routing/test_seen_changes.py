"""Everybody with a key is told what changed, who proposed it and who confirmed it."""

from __future__ import annotations

import pytest

from tests.builders import AT, World, admit_to, make_department, make_officer, restate, unlocked
from tipline.audit.models import Event
from tipline.departments.models import Officer, Unit
from tipline.departments.roles import OFFICER
from tipline.keyring.log import append, verified
from tipline.keyring.log.statements import UnitKind
from tipline.routing.actions import mark_changes_seen, propose_change
from tipline.routing.errors import NotEntitled
from tipline.routing.models import Proposal, SeenChanges
from tipline.routing.queries import Difference, pending_proposals, recent_changes, unseen_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def test_a_set_up_does_not_count_as_a_change(world: World) -> None:
    assert [unseen_changes(officer) for officer in (world.dana, world.ola, world.ivan)] == [[], [], []]
    assert recent_changes(world.department) == []


def test_every_member_is_told_what_changed_and_who_proposed_and_confirmed_it(world: World) -> None:
    restate(world, "gangs", [world.assessment, world.desk], names={"en": "Crews"}, active=False)
    for officer in (world.dana, world.ola, world.tess, world.ivan, world.cleo):
        (change,) = unseen_changes(officer)
        assert (change.about, change.name, change.proposed_by, change.confirmed_by) == (
            "Category",
            "Crews",
            world.adam,
            world.dana,
        )
        assert change.differences == [
            Difference("Name, English", ("Gangs",), ("Crews",)),
            Difference("Name, Spanish", ("Pandillas",), ("Crews",)),
            Difference("Offered to residents", ("yes",), ("no",)),
            Difference("First unit", ("Tip desk",), ("Threat assessment",)),
            Difference("Further units", ("none",), ("Tip desk",)),
        ]


def test_officers_without_a_key_are_not_told(world: World) -> None:
    restate(world, "gangs", active=False)
    assert [unseen_changes(officer) for officer in (world.anna, world.adam, world.root)] == [[], [], []]


def test_a_newcomer_is_told_only_of_later_changes(world: World) -> None:
    restate(world, "gangs", active=False)
    paul = make_officer(world.department, "paul", OFFICER)
    admit_to(world.desk, paul, by=world.dana)
    assert unseen_changes(paul) == []
    restate(world, "drugs", active=False)
    assert [change.name for change in unseen_changes(paul)] == ["Drugs"]


def test_a_new_unit_is_told(world: World) -> None:
    unit = UnitKind(Unit().pk, "other", "Night desk", world.adam.pk)
    append(department=world.department, statements=[unit], signer=unlocked(world.dana).secret)
    (change,) = unseen_changes(world.ola)
    assert (change.about, change.name, change.differences[0].after) == ("New unit", "Night desk", ("Night desk",))


def test_a_seen_change_is_not_shown_again(world: World) -> None:
    restate(world, "gangs", active=False)
    mark_changes_seen(actor=world.ola, sequence=unseen_changes(world.ola)[-1].sequence, at=AT)
    assert unseen_changes(world.ola) == []
    assert len(unseen_changes(world.dana)) == 1
    assert Event.objects.filter(action=Event.Action.CHANGES_SEEN, actor=world.ola.pk).count() == 1
    restate(world, "drugs", active=False)
    assert [change.name for change in unseen_changes(world.ola)] == ["Drugs"]
    assert len(recent_changes(world.department)) == 2


def test_a_seen_change_never_becomes_unseen(world: World) -> None:
    restate(world, "gangs", active=False)
    last = verified(world.department).sequence
    mark_changes_seen(actor=world.ola, sequence=last, at=AT)
    mark_changes_seen(actor=world.ola, sequence=1, at=AT)
    assert SeenChanges.objects.get(officer=world.ola).sequence == last


def test_future_changes_cannot_be_marked_as_seen(world: World) -> None:
    for sequence in (0, -1, verified(world.department).sequence + 1):
        with pytest.raises(NotEntitled):
            mark_changes_seen(actor=world.ola, sequence=sequence, at=AT)


def test_officers_who_are_not_told_cannot_mark_changes_as_seen(world: World) -> None:
    closed = Officer.objects.get(pk=world.tess.pk)
    closed.is_active = False
    not_admitted = make_officer(world.department, "paul", OFFICER)
    for actor in (world.adam, world.anna, world.root, closed, not_admitted):
        with pytest.raises(NotEntitled):
            mark_changes_seen(actor=actor, sequence=1, at=AT)


def test_rows_can_neither_hide_nor_forge_an_author(world: World) -> None:
    """Who proposed and who confirmed is read from what was signed, not from the proposal's row."""
    restate(world, "gangs", active=False)
    Proposal.objects.all().delete()
    assert unseen_changes(world.ola)[0].confirmed_by == world.dana


def test_a_pending_proposal_shows_old_and_new_side_by_side(world: World) -> None:
    gangs = world.department.categories.get(code="gangs")
    propose_change(category=gangs, values={"primary": world.oversight}, actor=world.adam, at=AT)
    Unit.objects.filter(pk=world.oversight.pk).update(name="Tip desk annex")
    (shown,) = pending_proposals(world.department)
    assert shown.differences == [Difference("First unit", ("Tip desk",), ("Internal affairs",))]
    assert (shown.oversight, shown.problem) == (True, "")
