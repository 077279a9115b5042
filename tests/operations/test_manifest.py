"""A daily manifest, and until then a file outside the database, names what arrived, so that a missing tip is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from tests.builders import World, make_department, unlocked
from tests.tips_sent import Sent, send_tip, token_of
from tipline.audit.actions import record
from tipline.audit.errors import TrailBroken
from tipline.audit.models import Event
from tipline.intake.actions import answer
from tipline.operations.comparing import compare
from tipline.operations.manifest import seal_days
from tipline.operations.tick import tick
from tipline.retention.actions import fade_times
from tipline.tips.actions import open_tip
from tipline.tips.integrity import record_arrival
from tipline.tips.models import Mailbox, Message, Tip, TipContent, TipWrap
from tipline.tips.sealing import SealedRows

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")
DAY = datetime(2026, 3, 10, tzinfo=CHICAGO)
NOON = DAY.replace(hour=12)
NEXT = DAY + timedelta(days=1, minutes=15)


@pytest.fixture
def world() -> World:
    return make_department(at=DAY)


def send(world: World, *moments: datetime, code: str = "drugs") -> list[Tip]:
    return [send_tip(world, code, form=f"{world.department.slug} {moment}", at=moment).tip for moment in moments]


def send_answer(world: World, at: datetime) -> Sent:
    sent = send_tip(world, at=at)
    answer(
        department=world.department, receipt=sent.receipt, token=token_of(world, "answer", at), text="Also this", at=at
    )
    return sent


def manifests() -> list[list[str]]:
    return [event.subjects for event in Event.objects.filter(action=Event.Action.DAY_SEALED).order_by("id")]


def file() -> Path:
    return Path(settings.TIPLINE_KEYS_DIR) / "audit.unsealed"


def test_a_manifest_lists_the_tips_of_the_local_day_by_id(world: World) -> None:
    inside = send(world, DAY, NOON, DAY.replace(hour=23, minute=59, second=59))
    send(world, DAY + timedelta(days=1))
    seal_days(at=NEXT)
    [[day, *lines]] = manifests()
    assert day == "2026-03-10"
    assert [line[:36] for line in lines] == sorted(f"tip {tip.pk.hex}" for tip in inside)


def test_a_manifest_lists_the_answers_of_the_day(world: World) -> None:
    sent = send_answer(world, NOON)
    seal_days(at=NEXT)
    message = Message.objects.get()
    assert manifests()[0][2].startswith(f"answer {message.pk.hex} {sent.tip.pk.hex} ")


def test_a_day_with_only_an_answer_has_a_manifest(world: World) -> None:
    sent = send_tip(world, at=DAY)
    tick(NEXT)
    answer(
        department=world.department, receipt=sent.receipt, token=token_of(world, "answer", NEXT), text="Later", at=NEXT
    )
    tick(NEXT + timedelta(days=1))
    assert [day for day, *_ in manifests()] == ["2026-03-10", "2026-03-11"]


def test_a_manifest_is_made_once_the_day_has_settled(world: World) -> None:
    send(world, DAY)
    assert seal_days(at=NEXT - timedelta(seconds=1)) == 0
    assert seal_days(at=NEXT) == 1


def test_a_day_is_sealed_once(world: World) -> None:
    send(world, DAY)
    assert [seal_days(at=NEXT), seal_days(at=NEXT), seal_days(at=NEXT + timedelta(days=3))] == [1, 0, 0]


def test_days_without_arrivals_have_no_manifest(world: World) -> None:
    send(world, DAY, DAY + timedelta(days=5))
    seal_days(at=DAY + timedelta(days=9))
    assert [day for day, *_ in manifests()] == ["2026-03-10", "2026-03-15"]


def test_each_department_has_its_own_manifest(world: World) -> None:
    other = make_department("lakeside")
    send(world, DAY)
    send(other, DAY)
    assert seal_days(at=NEXT) == 2
    assert all(len(lines) == 2 for lines in manifests())


def test_neither_manifest_nor_file_contains_a_time_within_the_day(world: World) -> None:
    send(world, DAY.replace(hour=13, minute=37))
    seal_days(at=NEXT)
    event = Event.objects.get(action=Event.Action.DAY_SEALED)
    for kept in (str(event.subjects), file().read_text()):
        assert "2026-03-10" in kept
        assert "13:37" not in kept


def test_the_file_is_sorted_by_id_not_by_arrival(world: World) -> None:
    tips = send(world, *(DAY + timedelta(hours=hour) for hour in range(6)))
    seal_days(at=NOON)
    assert [line.split(" ")[1] for line in file().read_text().splitlines()[:-1]] == sorted(tip.pk.hex for tip in tips)


def test_the_file_drops_what_a_manifest_contains(world: World) -> None:
    send(world, DAY)
    tick(NEXT)
    tick(NEXT + timedelta(days=3))
    assert "tip" not in file().read_text()


def test_actions_on_a_tip_leave_its_mac_valid(world: World) -> None:
    [tip] = send(world, DAY)
    seal_days(at=NEXT)
    open_tip(unlocked=unlocked(world.dana), tip_id=tip.pk, at=NEXT)
    fade_times(at=DAY + timedelta(days=30))
    assert list(compare()) == []
    assert seal_days(at=DAY + timedelta(days=30)) == 0


# The database's writer, on a day that is sealed.


def test_a_removed_tip_is_found(world: World) -> None:
    _, gone = send(world, DAY, NOON)
    tick(NEXT)
    removed = gone.pk
    gone.delete()
    assert list(compare()) == [f"Tip {removed}, which came on 2026-03-10, is gone"]


@pytest.mark.parametrize("field", ["headline", "body", "contact"])
def test_a_tip_with_exchanged_content_is_found(world: World, field: str) -> None:
    tip = send_tip(world, at=DAY, contact="555-0199").tip
    tick(NEXT)
    TipContent.objects.filter(pk=tip.pk).update(**{field: b"something else"})
    assert list(compare()) == [
        f"Tip {tip.reference} ({tip.pk}): its sealed words, or what was noted when it came, were changed"
    ]


def test_a_changed_tip_with_a_recomputed_mac_is_found(world: World) -> None:
    """Whoever has the MAC key too cannot change the day's manifest, which contains the original MAC."""
    tip = send_tip(world, at=DAY).tip
    tick(NEXT)
    content = TipContent.objects.get(pk=tip.pk)
    content.body = b"something else"
    record_arrival(tip, SealedRows(content, Mailbox.objects.get(pk=tip.pk), list(TipWrap.objects.filter(tip=tip))))
    content.save()
    assert list(compare()) == [f"Tip {tip.pk}, which came on 2026-03-10, is another one than on that day"]


def test_exchanged_answers_are_found(world: World) -> None:
    sent = send_answer(world, NOON)
    answer(department=world.department, receipt=sent.receipt, token=token_of(world, "answer", NOON), text="No", at=NOON)
    tick(NEXT)
    first, second = Message.objects.order_by("step")
    Message.objects.filter(pk=first.pk).update(step=second.step)
    Message.objects.filter(pk=second.pk).update(step=first.step)
    assert [fault.endswith("was changed") for fault in compare()] == [True, True]


def test_a_missing_or_changed_answer_is_found(world: World) -> None:
    send_answer(world, NOON)
    tick(NEXT)
    Message.objects.update(envelope=b"something else")
    assert any(fault.startswith("Answer") and fault.endswith("was changed") for fault in compare())
    Message.objects.all().delete()
    assert any(fault.startswith("Answer") and fault.endswith("2026-03-10, is gone") for fault in compare())


# And on a day that is not over.


def test_a_missing_tip_of_today_is_found_at_once_and_stays_on_record(world: World) -> None:
    _, gone = send(world, DAY, NOON)
    tick(NOON)
    removed = gone.pk
    gone.delete()
    told = f"Tip {removed}, which came on 2026-03-10, is gone"
    assert list(compare()) == [told]
    assert tick(NOON + timedelta(minutes=1)) == ["seal the days that are over"]
    assert Event.objects.get(action=Event.Action.TIPS_MISSED).subjects == [f"tip {removed}"]
    assert list(compare()) == [told]
    assert tick(NEXT) == []
    assert f"gone tip {removed.hex}" in manifests()[0]
    assert list(compare()) == [f"Tip {removed}, which came on 2026-03-10, was gone before the day was over"]
    tick(NEXT + timedelta(days=5))
    assert list(compare()) == [f"Tip {removed}, which came on 2026-03-10, was gone before the day was over"]


def test_a_missing_answer_of_today_is_found(world: World) -> None:
    send_answer(world, NOON)
    tick(NOON)
    Message.objects.all().delete()
    with pytest.raises(TrailBroken, match="1 tips or answers that came lately are gone"):
        seal_days(at=NOON)


def test_a_tip_with_an_altered_date_is_listed_all_the_same(world: World) -> None:
    send(world, DAY)
    tick(NEXT)
    [tip] = send(world, NEXT)
    Tip.objects.filter(pk=tip.pk).update(received_at=DAY - timedelta(days=300))
    tick(NEXT + timedelta(minutes=1))
    tick(NEXT + timedelta(days=1))
    assert any(tip.pk.hex in line for line in manifests()[-1])


def test_a_tip_destroyed_today_is_not_missing(world: World) -> None:
    [tip] = send(world, NOON)
    tick(NOON)
    department, pk = world.department.pk, tip.pk
    record(action=Event.Action.TIP_DESTROYED, actor=None, department=department, about=pk, subjects=[pk], at=NOON)
    tip.delete()
    assert tick(NEXT) == []
    assert list(compare()) == []
    assert manifests()[0][1:] == [f"destroyed tip {pk.hex} {pk.hex}"]


def test_a_tip_that_goes_while_its_day_is_sealed_is_listed_as_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, tip = send(world, DAY, NOON)
    tick(NOON)
    pk = tip.pk
    monkeypatch.setattr("tipline.operations.unsealed.missing", lambda _: [])
    tip.delete()
    seal_days(at=NEXT)
    assert f"gone tip {pk.hex}" in manifests()[0]
    assert list(compare()) == [f"Tip {pk}, which came on 2026-03-10, was gone before the day was over"]


def test_a_manifest_that_calls_a_tip_destroyed_without_the_action_is_reported(world: World) -> None:
    lost = send(world, NOON)[0].pk.hex
    subjects = ["2026-03-10", f"destroyed tip {lost} {lost}"]
    record(action=Event.Action.DAY_SEALED, actor=None, department=world.department.pk, subjects=subjects, at=NEXT)
    assert [fault.split(", ", 1)[1] for fault in compare()] == [
        "which came on 2026-03-10, was not destroyed lawfully and is gone"
    ]


def test_a_destroyed_tip_that_is_there_again_is_reported(world: World) -> None:
    [tip] = send(world, NOON)
    department, pk = world.department.pk, tip.pk
    record(action=Event.Action.TIP_DESTROYED, actor=None, department=department, about=pk, subjects=[pk], at=NOON)
    assert list(compare()) == [f"Tip {tip.reference} ({pk}): it was destroyed, and is there again"]


@pytest.mark.parametrize("edit", [lambda text: "", lambda text: text[:-70], lambda text: text.replace("tip", "tap")])
def test_an_edited_file_is_reported_and_written_again(world: World, edit: object) -> None:
    send(world, DAY, NOON)
    tick(NOON)
    file().write_text(edit(file().read_text()) or "\n")  # type: ignore[operator]
    assert "the file audit.unsealed was edited" in list(compare())
    with pytest.raises(TrailBroken, match=r"the file audit\.unsealed was edited"):
        seal_days(at=NOON)
    assert seal_days(at=NOON) == 0
    assert list(compare()) == []


def test_a_missing_tip_is_logged_as_critical(world: World, caplog: pytest.LogCaptureFixture) -> None:
    send(world, DAY)
    tick(NOON)
    Tip.objects.all().delete()
    tick(NOON)
    assert "THE AUDIT TRAIL IS BROKEN: 1 tips or answers that came lately are gone" in caplog.text
