"""Two members of oversight release a tip, each with their own key, for a sealed reason."""

from collections.abc import Callable

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.oversight import about_police, second_member, second_unit
from tests.tips_sent import handling_of, send_tip, units_for
from tipline.audit.models import Event
from tipline.casework.actions import (
    confirm_release,
    escalate_tip,
    move_to_oversight,
    propose_release,
    reject_release,
    withdraw_release,
)
from tipline.casework.errors import ReleaseNotThere, ReleaseRefused
from tipline.casework.models import Release
from tipline.casework.queries import opened_casework
from tipline.departments.models import Officer
from tipline.envelope import Purpose
from tipline.tips.actions import open_tip
from tipline.tips.authored_text import seal_authored_text
from tipline.tips.errors import OversightOnly, StaleTip, TextRefused, TipDamaged, TipNotFound
from tipline.tips.models import History, Tip, TipContent
from tipline.tips.queries import visible_to
from tipline.tips.sealing import header_of, open_case

pytestmark = pytest.mark.django_db

Decide = Callable[..., int]
Action = History.Action


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def iris(world: World) -> Officer:
    return second_member(world)


def proposed(world: World, tip: Tip | None = None) -> Tip:
    tip = tip or about_police(world)
    reason = "A neighbour, not an officer."
    version = handling_of(tip).version
    propose_release(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=version, reason=reason, at=AT)
    tip.refresh_from_db()
    return tip


def decide(how: Decide, officer: Officer, tip: Tip, release: Release | None = None, version: int | None = None) -> None:
    release_id, version = (release or Release.objects.latest("step")).pk, version or handling_of(tip).version
    how(unlocked=unlocked(officer), tip_id=tip.pk, expected_version=version, release_id=release_id, at=AT)
    tip.refresh_from_db()


def to_the_desk(world: World, tip: Tip) -> None:
    escalate_tip(
        unlocked=unlocked(world.ivan),
        tip_id=tip.pk,
        expected_version=handling_of(tip).version,
        to_unit_id=world.desk.pk,
        reason="Yours after all.",
        at=AT,
    )


def test_after_a_second_member_confirms_it_can_go_to_the_tip_desk(world: World, iris: Officer) -> None:
    tip = proposed(world)
    decide(confirm_release, iris, tip)
    assert not tip.oversight
    assert world.desk in units_for(world.ivan, tip).to_escalate_to
    to_the_desk(world, tip)
    assert open_tip(unlocked=unlocked(world.ola), tip_id=tip.pk, at=AT).body.category == "police-conduct"


def test_before_that_it_cannot_go_there(world: World, iris: Officer) -> None:
    tip = proposed(world)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)
    decide(reject_release, iris, tip)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)


@pytest.mark.parametrize("how", [confirm_release, reject_release])
def test_the_proposer_is_not_the_second_member(world: World, how: Decide) -> None:
    tip = proposed(world)
    with pytest.raises(ReleaseNotThere):
        decide(how, world.ivan, tip)
    assert Tip.objects.get().oversight


@pytest.mark.parametrize("how", [confirm_release, reject_release, withdraw_release])
@pytest.mark.parametrize("name", ["dana", "ola", "cleo", "anna", "adam", "root"])
def test_nobody_outside_oversight_decides(world: World, how: Decide, name: str) -> None:
    tip = proposed(world)
    with pytest.raises(TipNotFound):
        decide(how, getattr(world, name), tip)


def test_a_member_of_an_oversight_unit_without_the_tip_does_not_decide(world: World) -> None:
    tip = proposed(world)
    second_unit(world)
    with pytest.raises(TipNotFound):
        decide(confirm_release, Officer.objects.get(username="omar"), tip)


def test_only_the_proposer_withdraws_a_proposal(world: World, iris: Officer) -> None:
    tip = proposed(world)
    with pytest.raises(ReleaseNotThere):
        decide(withdraw_release, iris, tip)
    decide(withdraw_release, world.ivan, tip)
    assert tip.oversight
    with pytest.raises(ReleaseNotThere):
        decide(confirm_release, iris, tip)


@pytest.mark.parametrize("how", [reject_release, withdraw_release])
def test_a_rejected_release_can_be_proposed_again(world: World, iris: Officer, how: Decide) -> None:
    tip = proposed(world)
    decide(how, iris if how is reject_release else world.ivan, tip)
    tip = proposed(world, tip)
    decide(confirm_release, iris, tip)
    assert not tip.oversight


def test_a_proposal_for_another_tip_does_not_count(world: World, iris: Officer) -> None:
    other = proposed(world, about_police(world, "other"))
    tip = proposed(world)
    with pytest.raises(ReleaseNotThere):
        decide(confirm_release, iris, tip, Release.objects.get(handling__tip=other))


def test_only_one_release_is_proposed_at_a_time_and_only_for_an_oversight_tip(world: World) -> None:
    tip = proposed(world)
    with pytest.raises(ReleaseRefused):
        proposed(world, tip)
    other = send_tip(world, "drugs", "other").tip
    with pytest.raises(ReleaseRefused):
        propose_release(unlocked=unlocked(world.ola), tip_id=other.pk, expected_version=1, reason="No.", at=AT)


def test_a_release_requires_a_reason_which_is_sealed(world: World) -> None:
    tip = about_police(world)
    with pytest.raises(TextRefused):
        propose_release(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, reason=" ", at=AT)
    proposed(world, tip)
    assert b"neighbour" not in bytes(Release.objects.get().reason)


def test_the_second_member_can_read_the_reason(world: World, iris: Officer) -> None:
    tip = proposed(world)
    reader = unlocked(iris)
    release = opened_casework(reader, open_tip(unlocked=reader, tip_id=tip.pk, at=AT)).release
    assert release is not None
    assert (release.reason, release.proposed_by, release.mine) == ("A neighbour, not an officer.", world.ivan, False)


def test_a_proposal_with_a_forged_reason_cannot_be_confirmed(world: World, iris: Officer) -> None:
    tip = proposed(world)
    Release.objects.update(reason=bytes(Release.objects.get().reason)[:-1])
    with pytest.raises(TipDamaged):
        decide(confirm_release, iris, tip)
    assert Tip.objects.get().oversight


def test_a_decision_from_a_stale_page_is_refused(world: World, iris: Officer) -> None:
    tip = proposed(world)
    stale = handling_of(tip).version - 1
    with pytest.raises(StaleTip):
        decide(confirm_release, iris, tip, version=stale)


def test_each_step_is_in_the_history_and_in_the_audit_trail(world: World, iris: Officer) -> None:
    tip = proposed(world)
    decide(reject_release, iris, tip)
    tip = proposed(world, tip)
    decide(withdraw_release, world.ivan, tip)
    tip = proposed(world, tip)
    decide(confirm_release, iris, tip)
    steps = [
        "release_proposed",
        "release_rejected",
        "release_proposed",
        "release_withdrawn",
        "release_proposed",
        "released",
    ]
    told = Event.objects.filter(action__startswith="release", subjects=[str(tip.pk)]).order_by("id")
    assert list(History.objects.filter(handling__tip=tip).values_list("action", flat=True)) == steps
    assert list(told.values_list("action", flat=True)) == steps
    assert [event.actor for event in told][-2:] == [world.ivan.pk, iris.pk]


def test_withheld_fields_stay_withheld(world: World, iris: Officer) -> None:
    tip = proposed(world)
    decide(confirm_release, iris, tip)
    assert (tip.category, tip.language) == (None, "")
    assert not visible_to(unlocked(world.dana)).exists()


def test_resetting_the_oversight_flag_in_the_database_releases_nothing(world: World) -> None:
    tip = about_police(world)
    Tip.objects.update(oversight=False)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)
    reader = unlocked(world.ivan)
    assert opened_casework(reader, open_tip(unlocked=reader, tip_id=tip.pk, at=AT)).stays


def test_resetting_the_flag_of_a_moved_tip_releases_nothing(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    move_to_oversight(unlocked=unlocked(world.ola), tip_id=tip.pk, expected_version=1, reason="Ours.", at=AT)
    Tip.objects.update(oversight=False)
    tip.refresh_from_db()
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)


def test_a_confirmation_forged_in_the_database_confirms_nothing(world: World, iris: Officer) -> None:
    tip = proposed(world)
    Release.objects.update(outcome=Release.Outcome.CONFIRMED, decided_by=iris)
    Tip.objects.update(oversight=False)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)
    Release.objects.update(confirmation=Release.objects.get().reason)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)


def test_one_member_cannot_confirm_their_own_proposal_by_writing_to_the_database(world: World) -> None:
    tip = proposed(world)
    release = Release.objects.get()
    release.decided_by, release.outcome = world.ivan, Release.Outcome.CONFIRMED
    work_key, header = open_case(unlocked(world.ivan), tip).work, header_of(tip, Purpose.REASON, release.pk, 1)
    release.confirmation = seal_authored_text(work_key, "", header, release.confirmed)
    release.save()
    Tip.objects.update(oversight=False)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)


def test_setting_the_oversight_flag_in_the_database_lets_no_other_unit_propose_a_release(world: World) -> None:
    tip = send_tip(world, "drugs").tip
    Tip.objects.update(oversight=True)
    action = {"unlocked": unlocked(world.ola), "tip_id": tip.pk, "expected_version": 1, "at": AT}
    with pytest.raises(TipNotFound):
        propose_release(**action, reason="Ours.")


def test_with_a_wrong_mac_the_sealed_body_decides(world: World) -> None:
    tip, other = about_police(world), send_tip(world, "drugs", "other").tip
    for content in TipContent.objects.all():
        TipContent.objects.filter(pk=content.pk).update(arrival={**content.arrival, "oversight": False})
    Tip.objects.update(oversight=False)
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)
    act = {"unlocked": unlocked(world.ola), "tip_id": other.pk, "expected_version": 1, "reason": "Look.", "at": AT}
    escalate_tip(**act, to_unit_id=world.assessment.pk)


def test_a_release_does_not_outlive_the_next_move(world: World, iris: Officer) -> None:
    tip = proposed(world)
    decide(confirm_release, iris, tip)
    version = handling_of(tip).version
    act = {"unlocked": unlocked(iris), "tip_id": tip.pk, "expected_version": version, "reason": "It is.", "at": AT}
    move_to_oversight(**act)
    Tip.objects.update(oversight=False)
    tip.refresh_from_db()
    with pytest.raises(OversightOnly):
        to_the_desk(world, tip)
