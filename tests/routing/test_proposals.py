"""One person proposes a change of categories or units, a second one signs it into the key log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import AT, World, admit_to, make_department, make_officer, make_unit, unlocked
from tests.oversight import second_unit
from tipline.audit.models import Event
from tipline.departments.errors import NotYours
from tipline.departments.models import Category, Officer, Unit
from tipline.departments.roles import OFFICER, SUPERVISOR
from tipline.envelope import OfficerKey
from tipline.keyring.log import verified
from tipline.keyring.models import KeyLogEntry
from tipline.keyring.unlocked import Unlocked
from tipline.routing.actions import (
    confirm_proposal,
    propose_category,
    propose_change,
    propose_unit,
    reject_proposal,
)
from tipline.routing.configuration import OfferedCategory, configuration
from tipline.routing.errors import (
    AlreadyDecided,
    InvalidChange,
    NotEntitled,
    OversightRequired,
    ProposalChanged,
    RoutingError,
    SamePerson,
)
from tipline.routing.models import Proposal
from tipline.routing.queries import pending_proposals

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_department()


def row(world: World, code: str) -> Category:
    return world.department.categories.get(code=code)


def propose(world: World, code: str, **values: Any) -> Proposal:
    return propose_change(category=row(world, code), values=values, actor=world.adam, at=AT)


def fingerprint(proposal: Proposal) -> str:
    return next(shown.fingerprint for shown in pending_proposals(proposal.department) if shown.proposal == proposal)


def confirm(proposal: Proposal, officer: Officer | Unlocked) -> None:
    key = officer if isinstance(officer, Unlocked) else unlocked(officer)
    confirm_proposal(unlocked=key, proposal=proposal, fingerprint=fingerprint(proposal), at=AT)


def offer(code: str) -> OfferedCategory | None:
    found = configuration("riverton")
    assert found is not None
    return found.offered(code)


def test_a_proposal_alone_changes_nothing(world: World) -> None:
    before = KeyLogEntry.objects.count()
    propose(world, "gangs", primary=world.assessment, active=False, names={"en": "Crews"})
    assert KeyLogEntry.objects.count() == before
    gangs = offer("gangs")
    assert gangs is not None
    assert (gangs.route.primary, gangs.category.name) == (world.desk, "Gangs")


def test_a_second_persons_key_puts_it_in_force(world: World) -> None:
    confirm(propose(world, "gangs", primary=world.assessment, further=[world.desk], names={"en": "Crews"}), world.dana)
    gangs = offer("gangs")
    assert gangs is not None
    assert (gangs.route.units, gangs.category.name) == ((world.assessment, world.desk), "Crews")


def test_the_row_is_a_copy_of_what_was_signed(world: World) -> None:
    confirm(propose(world, "gangs", primary=world.assessment, further=[world.desk], life_safety=True), world.dana)
    gangs = row(world, "gangs")
    assert (gangs.primary_unit, gangs.life_safety, gangs.active) == (world.assessment, True, True)
    assert list(gangs.further_units.all()) == [world.desk]


def test_proposer_and_confirmer_are_recorded_with_the_entrys_digest(world: World) -> None:
    confirm(propose(world, "gangs", active=False), world.dana)
    events = Event.objects.filter(subjects__0=str(row(world, "gangs").pk)).order_by("id")
    recorded = [(event.action, event.actor) for event in events]
    assert recorded == [("change_proposed", world.adam.pk), ("change_confirmed", world.dana.pk)]
    assert events[1].subjects[1] == verified(world.department).head.hex()


def test_a_new_category_is_offered_once_it_is_confirmed(world: World) -> None:
    proposal = propose_category(
        department=world.department,
        code="racing",
        names={"en": "Street racing", "es": " "},
        life_safety=False,
        active=True,
        primary=world.desk,
        further=[world.desk, world.assessment],
        actor=world.adam,
        at=AT,
    )
    assert (offer("racing"), Category.objects.filter(code="racing").exists()) == (None, False)
    confirm(proposal, world.dana)
    racing = offer("racing")
    assert racing is not None
    assert (racing.category.name, racing.route.units) == ("Street racing", (world.desk, world.assessment))
    assert row(world, "racing").pk == racing.category.pk


def test_a_new_unit_exists_once_it_is_confirmed_and_has_no_key_yet(world: World) -> None:
    proposal = propose_unit(
        department=world.department, name="Night desk", kind=Unit.Kind.OTHER, actor=world.adam, at=AT
    )
    assert not Unit.objects.filter(name="Night desk").exists()
    confirm(proposal, world.dana)
    unit = Unit.objects.get(name="Night desk")
    log = verified(world.department)
    assert (log.kind_of(unit.pk), log.unit_name(unit.pk), log.unit_key(unit.pk)) == ("other", "Night desk", None)


def test_a_unit_of_oversight_is_confirmed_by_oversight(world: World) -> None:
    for kind in (Unit.Kind.OVERSIGHT, Unit.Kind.CUSTODIAN, Unit.Kind.RECORDS):
        proposal = propose_unit(department=world.department, name=f"Second {kind}", kind=kind, actor=world.adam, at=AT)
        with pytest.raises(OversightRequired):
            confirm(proposal, world.dana)
        confirm(proposal, world.ivan)


def test_a_rejected_proposal_changes_nothing_and_stays_decided(world: World) -> None:
    proposal = propose(world, "gangs", active=False)
    shown = fingerprint(proposal)
    reject_proposal(unlocked=unlocked(world.dana), proposal=proposal, at=AT)
    with pytest.raises(AlreadyDecided):
        confirm_proposal(unlocked=unlocked(world.dana), proposal=proposal, fingerprint=shown, at=AT)
    assert offer("gangs") is not None


def test_two_proposals_about_one_category_do_not_undo_each_other(world: World) -> None:
    renamed = propose(world, "gangs", names={"en": "Crews"})
    rerouted = propose(world, "gangs", primary=world.assessment)
    confirm(renamed, world.dana)
    confirm(rerouted, world.dana)
    gangs = offer("gangs")
    assert gangs is not None
    assert (gangs.category.name, gangs.route.primary) == ("Crews", world.assessment)


def test_only_what_the_page_showed_is_signed(world: World) -> None:
    proposal = propose(world, "gangs", primary=world.assessment)
    shown = fingerprint(proposal)
    Proposal.objects.update(change={"active": False})
    with pytest.raises(ProposalChanged):
        confirm_proposal(unlocked=unlocked(world.dana), proposal=proposal, fingerprint=shown, at=AT)


def test_a_proposal_affected_by_another_change_must_be_read_again(world: World) -> None:
    first, second = propose(world, "gangs", life_safety=True), propose(world, "gangs", primary=world.assessment)
    shown = fingerprint(second)
    confirm(first, world.dana)
    with pytest.raises(ProposalChanged):
        confirm_proposal(unlocked=unlocked(world.dana), proposal=second, fingerprint=shown, at=AT)


@pytest.mark.parametrize(
    "change", [{}, {"code": "x"}, {"kind": "attic", "name": "Attic"}, {"primary": "desk"}, {"names": []}, [], "x"]
)
def test_a_forged_proposal_cannot_be_confirmed_but_rejected(world: World, change: Any) -> None:
    for about in Proposal.About:
        proposal = Proposal.objects.create(
            department=world.department, about=about, change=change, proposed_by=world.adam, proposed_at=AT
        )
        assert next(shown for shown in pending_proposals(world.department) if shown.proposal == proposal).problem
        with pytest.raises(RoutingError):
            confirm(proposal, world.dana)
        reject_proposal(unlocked=unlocked(world.dana), proposal=proposal, at=AT)


def puppet(world: World) -> Unlocked:
    """An officer whom the administrator invited: with a key of their own that nobody let in."""
    return unlocked(make_officer(world.department, "paul", OFFICER, SUPERVISOR))


def renewed(world: World) -> Unlocked:
    """Dana's account, taken over by a new invitation, with a key that was made afterwards."""
    return Unlocked(officer=world.dana, secret=OfficerKey(b"n" * 32), until=AT)


def borrowed(world: World) -> Unlocked:
    """Another supervisor in Dana's department with Dana's own key in hand: the key is not theirs."""
    return Unlocked(officer=world.ivan, secret=unlocked(world.dana).secret, until=AT)


def admitted(world: World) -> Unlocked:
    """A member with a role who may not admit."""
    paul = make_officer(world.department, "paul", OFFICER, SUPERVISOR)
    admit_to(world.desk, paul, by=world.dana)
    return unlocked(paul)


def of(name: str) -> Callable[[World], Unlocked]:
    return lambda world: unlocked(getattr(world, name))


def inactive(world: World) -> Unlocked:
    world.dana.is_active = False
    return unlocked(world.dana)


def without_role(world: World) -> Unlocked:
    world.dana.groups.clear()
    return unlocked(Officer.objects.get(pk=world.dana.pk))


def elsewhere(_: World) -> Unlocked:
    return unlocked(make_department("lakeside").dana)


NOBODY = [puppet, renewed, borrowed, admitted, inactive, without_role, elsewhere]
NOBODY += [of(name) for name in ("ola", "tess", "anna", "adam", "root", "cleo")]  # type: ignore[list-item]


@pytest.mark.parametrize("wrong", NOBODY)
def test_an_officer_who_may_not_admit_decides_nothing(world: World, wrong: Callable[[World], Unlocked]) -> None:
    proposal, key = propose(world, "gangs", active=False), wrong(world)
    with pytest.raises((NotEntitled, SamePerson)):
        confirm(proposal, key)
    with pytest.raises((NotEntitled, SamePerson)):
        reject_proposal(unlocked=key, proposal=proposal, at=AT)
    assert offer("gangs") is not None


def test_nobody_confirms_their_own_proposal_after_becoming_a_supervisor(world: World) -> None:
    proposal = propose(world, "gangs", active=False)
    Proposal.objects.update(proposed_by=world.dana)
    with pytest.raises(SamePerson):
        confirm(proposal, world.dana)


def test_a_supervisor_made_by_another_supervisor_confirms(world: World) -> None:
    paul = make_officer(world.department, "paul", OFFICER, SUPERVISOR)
    admit_to(world.desk, paul, by=world.dana, supervisor=True)
    confirm(propose(world, "gangs", active=False), paul)
    assert offer("gangs") is None


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("police-conduct", {"names": {"en": "Weapons at the station"}}),
        ("police-conduct", {"life_safety": True}),
        ("gangs", {"primary": "oversight"}),
        ("gangs", {"further": ["oversight"]}),
    ],
)
def test_oversight_decides_what_affects_oversight(world: World, code: str, values: dict[str, Any]) -> None:
    written = dict(values)
    if "primary" in values:
        written["primary"] = world.oversight
    if "further" in values:
        written["further"] = [world.oversight]
    proposal = propose(world, code, **written)
    with pytest.raises(OversightRequired):
        confirm(proposal, world.dana)
    with pytest.raises(OversightRequired):
        reject_proposal(unlocked=unlocked(world.dana), proposal=proposal, at=AT)
    confirm(proposal, world.ivan)


def test_oversight_decides_whether_it_loses_a_category(world: World) -> None:
    another = {"code": "complaints", "names": {"en": "Complaints"}, "life_safety": False, "active": True}
    common = {"department": world.department, "primary": world.oversight, "actor": world.adam, "at": AT}
    confirm(propose_category(**another, **common), world.ivan)
    for code, values in (("complaints", {"active": False}), ("police-conduct", {"primary": world.desk})):
        proposal = propose(world, code, **values)
        with pytest.raises(OversightRequired):
            confirm(proposal, world.dana)
    confirm(proposal, world.ivan)


@pytest.mark.parametrize("values", [{"active": False}, {"primary": "desk"}])
def test_the_last_oversight_category_cannot_be_removed(world: World, values: dict[str, Any]) -> None:
    if "primary" in values:
        values = {"primary": world.desk}
    with pytest.raises(InvalidChange, match="last category"):
        propose(world, "police-conduct", **values)


def test_oversight_shares_a_category_with_no_other_unit(world: World) -> None:
    inspectors = second_unit(world)
    with pytest.raises(InvalidChange, match="no other unit"):
        propose(world, "police-conduct", further=[world.desk])
    propose(world, "police-conduct", further=[inspectors])


@pytest.mark.parametrize(
    "name",
    [
        "Conduct of police staff",
        "\u0441onduct of  POLICE staff",
        "Conduct\u200b of police staff",
        "Conduct of police staff.",
    ],
)
def test_no_two_categories_have_the_same_name(world: World, name: str) -> None:
    with pytest.raises(InvalidChange, match="looks like"):
        propose(world, "gangs", names={"en": name})


def test_no_two_categories_have_the_same_name_in_any_language(world: World) -> None:
    with pytest.raises(InvalidChange, match="looks like"):
        propose(world, "gangs", names={"en": "Conducta del personal de la policía"})
    with pytest.raises(InvalidChange, match="looks like"):
        propose(world, "gangs", names={"es": "Drogas"})


@pytest.mark.parametrize("name", ["\u3164", "a\nb", 81 * "a"])
def test_an_unreadable_name_is_refused(world: World, name: str) -> None:
    with pytest.raises(InvalidChange):
        propose(world, "gangs", names={"en": name})
    with pytest.raises(InvalidChange):
        propose_unit(department=world.department, name=name, kind=Unit.Kind.OTHER, actor=world.adam, at=AT)


def test_no_two_units_have_the_same_name(world: World) -> None:
    with pytest.raises(InvalidChange, match="unit of that name"):
        propose_unit(
            department=world.department, name="internal AFFAIRS", kind=Unit.Kind.OTHER, actor=world.adam, at=AT
        )


@pytest.mark.parametrize("code", ["withheld", "drugs", "hate crime", ""])
def test_a_code_must_be_unique_and_well_formed(world: World, code: str) -> None:
    with pytest.raises(InvalidChange):
        propose_category(
            department=world.department,
            code=code,
            names={"en": "Street racing"},
            life_safety=False,
            active=True,
            primary=world.desk,
            actor=world.adam,
            at=AT,
        )


def test_a_unit_that_cannot_open_tips_gets_none(world: World) -> None:
    far = make_department("lakeside").desk
    for unit in (world.custodian, world.units[Unit.Kind.RECORDS], make_unit(world, "Night desk"), far):
        with pytest.raises(InvalidChange):
            propose(world, "gangs", further=[unit])


def test_a_proposal_without_a_change_is_refused(world: World) -> None:
    with pytest.raises(InvalidChange, match="Nothing"):
        propose(world, "gangs", active=True, primary=world.desk)


def test_only_the_departments_administrator_proposes(world: World) -> None:
    closed = make_officer(world.department, "alma", "administrator", with_key=False)
    closed.is_active = False
    for actor in (world.dana, world.ola, world.anna, world.root, make_department("lakeside").adam, closed):
        with pytest.raises(NotYours):
            propose_change(category=row(world, "gangs"), values={"active": False}, actor=actor, at=AT)
        with pytest.raises(NotYours):
            propose_unit(department=world.department, name="Night", kind=Unit.Kind.OTHER, actor=actor, at=AT)


def test_a_category_unknown_to_the_log_cannot_be_changed(world: World) -> None:
    made = Category.objects.create(department=world.department, code="racing", primary_unit=world.desk)
    with pytest.raises(NotYours):
        propose_change(category=made, values={"active": False}, actor=world.adam, at=AT)
