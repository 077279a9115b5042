"""Sealed reasons of events are verified: a deleted, exchanged or inserted one is found."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.audit.writer import lift_triggers
from tests.builders import AT, World, make_department
from tipline.audit.actions import record
from tipline.audit.models import Event, SealedDetail
from tipline.keyring.actions import void_password
from tipline.operations.comparing import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_department()
    for reason in ("Lost the telephone", "Moved to the county"):
        void_password(officer=world.ola, reason=reason, actor=world.adam, at=AT)
    connection.check_constraints()
    lift_triggers()
    return world


def test_unchanged_reasons_are_valid(world: World) -> None:
    assert SealedDetail.objects.count() == 2
    assert list(compare()) == []


def test_a_deleted_reason_is_found(world: World) -> None:
    words = SealedDetail.objects.order_by("event")[0]
    event = words.event
    words.delete()
    assert list(compare()) == [f"The sealed reason beside event {event.public_id} is gone or was changed"]


def test_two_exchanged_reasons_are_found(world: World) -> None:
    first, second = SealedDetail.objects.order_by("event")
    SealedDetail.objects.filter(pk=second.pk).update(wrapped=first.wrapped, envelope=first.envelope)
    assert list(compare()) == [f"The sealed reason beside event {second.event.public_id} is gone or was changed"]


def test_a_reason_inserted_for_another_event_is_found(world: World) -> None:
    event = record(action=Event.Action.LOCKED, actor=world.ola.pk, department=world.department.pk, at=AT)
    words = SealedDetail.objects.order_by("event")[0]
    SealedDetail.objects.create(
        event=event, unit=words.unit, unit_kid=words.unit_kid, wrapped=words.wrapped, envelope=words.envelope
    )
    assert list(compare()) == [f"The sealed reason beside event {event.public_id} is gone or was changed"]
