"""The MAC tells whether a tip is as it was sent, and whoever writes to the database cannot make one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from tests.builders import AT, World, make_department, unlocked
from tests.tips_sent import send_tip
from tipline.casework.actions import change_status, escalate_tip
from tipline.intake.errors import NotAccepting
from tipline.retention.actions import fade_times
from tipline.tips.actions import open_tip
from tipline.tips.integrity import as_sent, which_are_as_sent
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap

pytestmark = pytest.mark.django_db
Kind = TipWrap.Kind


@pytest.fixture
def world() -> World:
    return make_department()


@pytest.fixture
def tip(world: World) -> Tip:
    return send_tip(world, contact="555-0199").tip


def fresh(tip: Tip) -> Tip:
    return Tip.objects.get(pk=tip.pk)


def wraps(tip: Tip, unit: UUID) -> TipWrap:
    return TipWrap.objects.exclude(kind=Kind.IDENTITY).filter(tip=tip, unit=unit).order_by("kind")[0]


def test_an_unchanged_tip_is_as_it_was_sent(world: World, tip: Tip) -> None:
    assert as_sent(fresh(tip))
    assert as_sent(fresh(tip), closed_to=[world.desk.pk, world.assessment.pk, world.custodian.pk])


def test_actions_leave_a_tip_as_it_was_sent(world: World, tip: Tip) -> None:
    open_tip(unlocked=unlocked(world.tess), tip_id=tip.pk, at=AT)
    escalate_tip(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=1,
        to_unit_id=world.desk.pk,
        reason="Look at this",
        at=AT,
    )
    change_status(
        unlocked=unlocked(world.tess),
        tip_id=tip.pk,
        expected_version=2,
        to_status="referred",
        rationale="As before",
        at=AT,
    )
    fade_times(at=AT.replace(year=2027))
    assert as_sent(fresh(tip))


CONTENT = ["headline", "headline_id", "body", "body_id", "contact", "contact_id", "mac"]
CLEAR = {"reference": "AAAA-AAAA", "channel": "phone", "sealed_by": "browser", "has_contact": False, "epoch": 2}


@pytest.mark.parametrize("field", CONTENT)
def test_exchanged_content_is_detected(tip: Tip, field: str) -> None:
    TipContent.objects.filter(pk=tip.pk).update(**{field: uuid4() if field.endswith("_id") else b"something else"})
    assert not as_sent(fresh(tip))


@pytest.mark.parametrize("field", CLEAR)
def test_changed_facts_are_detected(tip: Tip, field: str) -> None:
    Tip.objects.filter(pk=tip.pk).update(**{field: CLEAR[field]})
    assert not as_sent(fresh(tip))


def test_a_changed_danger_flag_is_detected(tip: Tip) -> None:
    Tip.objects.filter(pk=tip.pk).update(life_safety=not tip.life_safety)
    assert not as_sent(fresh(tip))


@pytest.mark.parametrize("field", ["lookup_hash", "resident_public", "key_for_units"])
def test_an_exchanged_mailbox_is_detected(tip: Tip, field: str) -> None:
    Mailbox.objects.filter(pk=tip.pk).update(**{field: b"something else"})
    assert not as_sent(fresh(tip))


@pytest.mark.parametrize("act", ["deleted", "garbage", "held", "other key"])
def test_an_altered_wrap_is_detected(world: World, tip: Tip, act: str) -> None:
    row = wraps(tip, world.assessment.pk)
    changes: dict[str, Callable[[], object]] = {
        "deleted": row.delete,
        "garbage": lambda: TipWrap.objects.filter(pk=row.pk).update(wrapped=b"garbage"),
        "held": lambda: TipWrap.objects.filter(pk=row.pk).update(wrapped=b"\x01\x01\x02" + bytes(92)),
        "other key": lambda: TipWrap.objects.filter(pk=row.pk).update(unit_kid=bytes(16)),
    }
    changes[act]()
    assert not as_sent(fresh(tip), closed_to=[world.assessment.pk])


def test_an_added_wrap_is_not_attributed_to_the_sender(world: World, tip: Tip) -> None:
    row = wraps(tip, world.assessment.pk)
    TipWrap.objects.create(tip=tip, unit=world.oversight, kind=row.kind, unit_kid=bytes(16), wrapped=row.wrapped)
    assert as_sent(fresh(tip), closed_to=[world.assessment.pk])
    assert not as_sent(fresh(tip), closed_to=[world.oversight.pk])


def test_the_facts_of_the_arrival_cannot_be_rewritten_with_the_row(tip: Tip) -> None:
    content = TipContent.objects.get(pk=tip.pk)
    content.arrival["life_safety"] = not tip.life_safety
    content.save()
    Tip.objects.filter(pk=tip.pk).update(life_safety=not tip.life_safety)
    assert not as_sent(fresh(tip))


def test_another_tips_mac_is_not_valid(world: World, tip: Tip) -> None:
    other = send_tip(world, form="other").tip
    found = TipContent.objects.get(pk=other.pk)
    TipContent.objects.filter(pk=tip.pk).update(arrival=found.arrival, mac=bytes(found.mac))
    assert which_are_as_sent([fresh(tip), fresh(other)], closed_to={}) == {other.pk}


def test_without_its_rows_a_tip_is_not_as_it_was_sent(tip: Tip) -> None:
    TipContent.objects.filter(pk=tip.pk).delete()
    assert not as_sent(fresh(tip))


def test_without_the_service_key_no_tip_is_accepted(world: World, tmp_path: Path, settings: Settings) -> None:
    copy = tmp_path / "keys"
    shutil.copytree(settings.TIPLINE_KEYS_DIR, copy, ignore=shutil.ignore_patterns("service.key"))
    settings.TIPLINE_KEYS_DIR = copy
    with pytest.raises(NotAccepting):
        send_tip(world)
    assert not Tip.objects.exists()
