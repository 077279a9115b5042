"""An officer leaves: with a reason for the auditors, and with a confirmation if a unit depends on them alone."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.audit.writer import lift_triggers
from tests.builders import AT, World, admit_to, make_department, unlocked
from tipline.audit.models import Event, SealedDetail
from tipline.departments.errors import NotYours
from tipline.departments.models import Officer
from tipline.departments.roles import ANALYST, OFFICER, SUPERVISOR
from tipline.keyring.actions import change_account, void_password
from tipline.keyring.errors import Indispensable, NoGrant, ReasonMissing
from tipline.keyring.leaving import stuck_without
from tipline.keyring.sealed_details import open_detail

pytestmark = pytest.mark.django_db
WHY = "moves to Lakeside, said the chief"


@pytest.fixture
def world() -> World:
    return make_department()


def close(world: World, officer: Officer, reason: str = WHY, *, knowingly: bool = False) -> None:
    roles = list(officer.groups.values_list("name", flat=True))
    change_account(
        officer=officer, is_active=False, roles=roles, reason=reason, knowingly=knowingly, actor=world.adam, at=AT
    )


def test_removing_a_units_only_supervisor_takes_a_confirmation(world: World) -> None:
    with pytest.raises(Indispensable) as refused:
        close(world, world.dana)
    assert [(one.unit.name, one.closed) for one in refused.value.stuck] == [
        ("Threat assessment", True),
        ("Tip desk", True),
    ]
    world.dana.refresh_from_db()
    assert world.dana.is_active
    close(world, world.dana, knowingly=True)
    assert not Officer.objects.get(pk=world.dana.pk).is_active


def test_a_unit_without_another_member_would_go_unread(world: World) -> None:
    stuck = {one.unit.name: one.unread for one in stuck_without(world.ivan)}
    assert stuck == {"Internal affairs": True, "Records": True, "Custodian": False}


def test_with_a_second_supervisor_nothing_is_stuck(world: World) -> None:
    admit_to(world.desk, world.tess, by=world.dana, supervisor=True)
    admit_to(world.assessment, world.ola, by=world.dana, supervisor=True)
    assert stuck_without(world.dana) == []


@pytest.mark.parametrize("gone", ["closed", "voided"])
def test_a_second_supervisor_who_cannot_sign_in_counts_for_nothing(world: World, gone: str) -> None:
    admit_to(world.desk, world.tess, by=world.dana, supervisor=True)
    if gone == "closed":
        close(world, world.tess)
    else:
        void_password(officer=world.tess, reason=WHY, actor=world.adam, at=AT)
    assert "Tip desk" in {one.unit.name for one in stuck_without(world.dana) if one.closed}


@pytest.mark.parametrize("roles", [[OFFICER], [], [ANALYST]])
def test_taking_away_a_role_takes_a_confirmation(world: World, roles: list[str]) -> None:
    with pytest.raises(Indispensable):
        change_account(officer=world.dana, is_active=True, roles=roles, reason=WHY, actor=world.adam, at=AT)
    with pytest.raises(ReasonMissing):
        change_account(officer=world.cleo, is_active=True, roles=[OFFICER], actor=world.adam, at=AT)


def test_voiding_a_password_takes_a_confirmation(world: World) -> None:
    with pytest.raises(Indispensable):
        void_password(officer=world.dana, reason=WHY, actor=world.adam, at=AT)
    world.dana.refresh_from_db()
    assert world.dana.has_usable_password()


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\u2800"])
def test_leaving_requires_a_visible_reason(world: World, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        close(world, world.ola, reason)
    with pytest.raises(ReasonMissing):
        void_password(officer=world.ola, reason=reason, actor=world.adam, at=AT)
    assert Officer.objects.get(pk=world.ola.pk).is_active


def test_more_roles_and_a_reopened_account_need_no_reason(world: World) -> None:
    change_account(officer=world.ola, is_active=True, roles=[OFFICER, SUPERVISOR], actor=world.adam, at=AT)
    close(world, Officer.objects.get(pk=world.ola.pk))
    change_account(officer=world.ola, is_active=True, roles=[OFFICER, SUPERVISOR], actor=world.adam, at=AT)
    assert Event.objects.filter(action=Event.Action.OFFICER_LEFT).count() == 1


def test_only_the_records_unit_can_open_the_reason(world: World) -> None:
    close(world, world.ola)
    event = Event.objects.get(action=Event.Action.OFFICER_LEFT)
    assert (event.actor, event.subjects) == (world.adam.pk, [str(world.ola.pk)])
    assert open_detail(unlocked=unlocked(world.ivan), event=event) == WHY
    for other in (world.dana, world.cleo, world.adam):
        with pytest.raises(NoGrant):
            open_detail(unlocked=unlocked(other), event=event)


def test_the_reason_of_one_event_does_not_open_for_another(world: World) -> None:
    void_password(officer=world.ola, reason="first", actor=world.adam, at=AT)
    void_password(officer=world.ola, reason="second", actor=world.adam, at=AT)
    first, second = SealedDetail.objects.order_by("event")
    connection.check_constraints()
    lift_triggers()
    SealedDetail.objects.filter(pk=second.pk).update(wrapped=first.wrapped, envelope=first.envelope)
    with pytest.raises(NoGrant):
        open_detail(unlocked=unlocked(world.ivan), event=second.event)


def test_only_an_administrator_of_the_department_closes_accounts(world: World) -> None:
    other = make_department("lakeside")
    for actor in (world.dana, world.anna, other.adam, world.root):
        for officer in (world.ola, world.ivan):  # Of whom units depend on one: that is not told either.
            with pytest.raises(NotYours):
                change_account(officer=officer, is_active=False, roles=[OFFICER], actor=actor, at=AT)
            with pytest.raises(NotYours):
                void_password(officer=officer, reason="", actor=actor, at=AT)
    assert not SealedDetail.objects.exists()


def test_nobody_voids_their_own_password_or_closes_their_own_account(world: World) -> None:
    with pytest.raises(NotYours):
        void_password(officer=world.adam, reason=WHY, actor=world.adam, at=AT)
    with pytest.raises(NotYours):
        change_account(officer=world.adam, is_active=False, roles=[], reason=WHY, actor=world.adam, at=AT)
