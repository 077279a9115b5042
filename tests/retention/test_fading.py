"""Times fade in steps, never out of their month or their order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import AT, World, make_department, unlocked
from tests.oversight import second_unit
from tests.tips_sent import send_tip
from tipline.casework.actions import acknowledge_escalation, ask_resident, escalate_tip, propose_release, write_note
from tipline.casework.models import Escalation, Note, Release
from tipline.departments.models import Officer
from tipline.retention import actions
from tipline.retention.actions import fade_times
from tipline.tips.actions import open_tip
from tipline.tips.models import History, Message, Precision, Tip, TipWrap

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
SENT = AT.replace(minute=37, second=12)


@pytest.fixture
def world() -> World:
    return make_department()


def worked_on(world: World, code: str = "threat-officer") -> Tip:
    tip = send_tip(world, code, at=SENT).tip
    dana, at = unlocked(world.dana), SENT + timedelta(minutes=5)
    open_tip(unlocked=dana, tip_id=tip.pk, at=at)
    version = write_note(unlocked=dana, tip_id=tip.pk, expected_version=1, text="Read.", at=at)
    version = ask_resident(unlocked=dana, tip_id=tip.pk, expected_version=version, text="Where?", at=at)
    ola = unlocked(world.ola)
    escalate_tip(
        unlocked=ola, tip_id=tip.pk, expected_version=version, to_unit_id=world.assessment.pk, reason="Now.", at=at
    )
    return tip


def about_police(world: World) -> Tip:
    tip = send_tip(world, "police-conduct", at=SENT).tip
    open_tip(unlocked=unlocked(world.ivan), tip_id=tip.pk, at=SENT + timedelta(minutes=7))
    return tip


def test_a_time_is_exact_for_24_hours(world: World) -> None:
    tip = worked_on(world)
    assert fade_times(at=SENT + timedelta(hours=23, minutes=59)) == 0
    tip.refresh_from_db()
    assert (tip.received_at, tip.received_precision) == (SENT, Precision.EXACT)


def test_after_24_hours_every_time_is_the_hour(world: World) -> None:
    worked_on(world)
    fade_times(at=SENT + timedelta(hours=25))
    hour = SENT.replace(minute=0, second=0)
    tip = Tip.objects.get()
    assert (tip.received_at, tip.received_precision) == (hour, Precision.HOUR)
    for model in (Message, History, Note, Escalation):
        assert set(model.objects.values_list("at", "precision")) == {(hour, Precision.HOUR)}
    due = Escalation.objects.get().due_at
    assert due == hour + timedelta(hours=1)


def test_after_seven_days_every_time_is_the_day(world: World) -> None:
    worked_on(world)
    fade_times(at=SENT + timedelta(days=9))
    noon = SENT.astimezone(CHICAGO).replace(hour=12, minute=0, second=0)
    assert set(Tip.objects.values_list("received_at", "received_precision")) == {(noon, Precision.DAY)}
    for model in (Message, History, Note, Escalation):
        assert set(model.objects.values_list("at", "precision")) == {(noon, Precision.DAY)}


def test_a_day_fades_as_a_whole(world: World) -> None:
    early = datetime(2026, 3, 10, 1, 30, tzinfo=CHICAGO)
    for name, moment in (("one", early), ("two", early.replace(hour=23))):
        send_tip(world, form=name, at=moment)
    fade_times(at=early.replace(day=17, hour=23, minute=59))
    assert set(Tip.objects.values_list("received_precision", flat=True)) == {Precision.HOUR}
    fade_times(at=early.replace(day=18, hour=0, minute=0))
    assert set(Tip.objects.values_list("received_precision", flat=True)) == {Precision.DAY}


@pytest.mark.parametrize("zone", ["America/Chicago", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/St_Johns"])
def test_the_day_and_the_month_stay_right_in_the_zone_and_in_utc(world: World, zone: str) -> None:
    local = ZoneInfo(zone)
    world.department.time_zone = zone
    world.department.save()
    moments = [datetime(2026, 3, 1, 0, 1, tzinfo=local), datetime(2026, 3, 31, 23, 59, tzinfo=local)]
    tips = [send_tip(world, form=str(moment), at=moment).tip for moment in moments]
    fade_times(at=datetime(2026, 5, 1, tzinfo=UTC))
    for tip, moment in zip(tips, moments, strict=True):
        tip.refresh_from_db()
        assert tip.received_at.astimezone(local).date() == moment.date()
        assert tip.received_at.astimezone(UTC).date() == moment.date()


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_repeated_by_the_clock_change_stays_two_hours(world: World, fold: int) -> None:
    moment = datetime(2026, 11, 1, 1, 30, tzinfo=CHICAGO, fold=fold)
    tip = send_tip(world, at=moment.astimezone(UTC)).tip
    fade_times(at=moment.astimezone(UTC) + timedelta(hours=25))
    tip.refresh_from_db()
    assert tip.received_at == moment.astimezone(UTC).replace(minute=0)


def test_a_tip_about_police_fades_to_the_hour_at_once_when_read(world: World) -> None:
    tip = about_police(world)
    fade_times(at=SENT + timedelta(minutes=8))
    tip.refresh_from_db()
    assert (tip.received_at, tip.received_precision) == (SENT.replace(minute=0, second=0), Precision.HOUR)


def test_a_tip_about_police_stays_exact_while_unread_but_no_longer_than_24_hours(world: World) -> None:
    tip = send_tip(world, "police-conduct", at=SENT).tip
    fade_times(at=SENT + timedelta(hours=23))
    tip.refresh_from_db()
    assert tip.received_precision == Precision.EXACT
    fade_times(at=SENT + timedelta(hours=24))
    tip.refresh_from_db()
    assert tip.received_precision == Precision.HOUR


def test_a_tip_about_police_stays_exact_while_an_escalation_waits(world: World) -> None:
    tip, ivan, inspectors = about_police(world), unlocked(world.ivan), second_unit(world)
    omar = unlocked(Officer.objects.get(username="omar"))
    at = SENT + timedelta(minutes=10)
    version = escalate_tip(
        unlocked=ivan, tip_id=tip.pk, expected_version=1, to_unit_id=inspectors.pk, reason="Please look.", at=at
    )
    assert fade_times(at=at) == 0
    waiting = Escalation.objects.get()
    open_tip(unlocked=omar, tip_id=tip.pk, at=at)
    acknowledge_escalation(unlocked=omar, tip_id=tip.pk, expected_version=version, escalation_id=waiting.pk, at=at)
    assert fade_times(at=at) > 0
    assert set(History.objects.values_list("precision", flat=True)) == {Precision.HOUR}


def test_a_proposal_to_release_a_tip_fades_with_it(world: World) -> None:
    tip, at = about_police(world), SENT + timedelta(minutes=10)
    propose_release(unlocked=unlocked(world.ivan), tip_id=tip.pk, expected_version=1, reason="A neighbour.", at=at)
    fade_times(at=at)
    release = Release.objects.get()
    assert (release.at, release.precision) == (SENT.replace(minute=0, second=0), Precision.HOUR)


def test_fading_again_changes_nothing(world: World) -> None:
    worked_on(world)
    later = SENT + timedelta(days=20)
    assert fade_times(at=later) > 0
    assert fade_times(at=later) == 0


def test_many_are_done_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(5):
        send_tip(world, form=str(number), at=SENT)
    # Each is there with its arrival and with the same time in the queues of two units.
    assert fade_times(at=SENT + timedelta(hours=30)) == 15


def test_the_time_by_which_a_queue_sorts_fades_with_it(world: World) -> None:
    send_tip(world, at=SENT)
    fade_times(at=SENT + timedelta(hours=24))
    assert set(TipWrap.objects.values_list("since", "since_precision")) == {
        (SENT.replace(minute=0, second=0), Precision.HOUR)
    }


def test_nothing_else_of_a_tip_changes(world: World) -> None:
    tip = worked_on(world)
    before = Tip.objects.values().get()
    fade_times(at=SENT + timedelta(days=9))
    after = Tip.objects.values().get(pk=tip.pk)
    assert {name for name in before if before[name] != after[name]} == {"received_at", "received_precision"}
