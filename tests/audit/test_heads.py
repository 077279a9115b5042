"""The file of heads: whoever controls the database can neither shorten the trail nor replace it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.audit.conftest import check
from tests.audit.test_chain import AT, DEPARTMENT
from tests.audit.writer import cut_off, lift_triggers, write
from tipline.audit.actions import accept_restore, link_events, record
from tipline.audit.anchor import Anchor
from tipline.audit.errors import TrailBroken
from tipline.audit.models import Checkpoint, Event, Link
from tipline.audit.queries import Verdict, verify_trail
from tipline.audit.trail import trail_fault

pytestmark = pytest.mark.django_db

CUT = "the end was cut off, or an older database was put back"


def file() -> Path:
    return Path(settings.TIPLINE_KEYS_DIR) / "audit.heads"


def lines() -> list[str]:
    return file().read_text().splitlines()


def batches(anchor: Anchor, count: int, each: int = 2) -> None:
    """Record and link, a batch an hour."""
    for number in range(count):
        at = AT + timedelta(hours=number)
        for _ in range(each):
            record(action=Event.Action.QUEUE_READ, actor=None, department=DEPARTMENT, at=at)
        link_events(anchor=anchor, at=at)


def verify(anchor: Anchor) -> Verdict:
    return verify_trail(mac=anchor.mac, heads=anchor.heads, check=check)


def refused(anchor: Anchor, reason: str) -> None:
    """Hold that nothing is linked or signed any more, and that everybody who asks is told why."""
    before = Link.objects.count(), Checkpoint.objects.count(), lines() if file().exists() else None
    record(action=Event.Action.QUEUE_READ, actor=None, department=DEPARTMENT, at=AT)
    with pytest.raises(TrailBroken, match=reason):
        link_events(anchor=anchor, at=AT + timedelta(days=9))
    assert before == (Link.objects.count(), Checkpoint.objects.count(), lines() if file().exists() else None)
    assert reason in trail_fault(anchor)
    assert any(reason in fault for fault in verify(anchor).faults)


def test_each_batch_appends_a_line_to_a_file_only_its_owner_can_read(anchor: Anchor) -> None:
    batches(anchor, 3)
    assert [line.split(" ")[:3] for line in lines()] == [
        ["1", "signed", "2"],
        ["2", "signed", "4"],
        ["3", "signed", "6"],
    ]
    assert file().stat().st_mode & 0o777 == 0o600
    assert trail_fault(anchor) == ""
    assert verify(anchor).intact


def test_each_line_is_synced_to_disk_before_the_run_ends(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: dict[int, int] = {}
    monkeypatch.setattr(os, "fsync", lambda handle: synced.update({os.fstat(handle).st_ino: os.fstat(handle).st_size}))
    for number in (1, 2):
        batches(anchor, 1)
        assert len(lines()) == number
        assert synced[file().stat().st_ino] == file().stat().st_size
    # The directory too: without that, a crash could lose a new file's name.
    assert file().parent.stat().st_ino in synced


def test_a_run_without_events_appends_no_line(anchor: Anchor) -> None:
    batches(anchor, 1)
    link_events(anchor=anchor, at=AT + timedelta(minutes=1))
    assert len(lines()) == 1


# The database's writer.


def test_a_cut_off_end_is_found_even_with_its_checkpoint_gone(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    cut_off(after=4)
    refused(anchor, CUT)


def test_a_cut_off_end_is_found_if_its_checkpoint_remains(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    left = Checkpoint.objects.get(position=6)
    cut_off(after=4)
    left.save(force_insert=True)
    assert "checkpoint 6 has no event: the end was cut off" in verify(anchor).faults


def test_links_inserted_after_the_last_head_are_not_continued(anchor: Anchor) -> None:
    """They look like links of a run that crashed before it wrote its head, but their MAC is wrong."""
    batches(anchor, 1)
    event = record(action=Event.Action.QUEUE_READ, actor=None, department=DEPARTMENT, at=AT)
    Link.objects.create(position=3, batch=2, event=event, digest=bytes(32))
    with pytest.raises(TrailBroken, match="position 3 was changed"):
        link_events(anchor=anchor, at=AT + timedelta(hours=1))
    assert (len(lines()), Checkpoint.objects.count()) == (1, 1)


def test_events_after_the_last_checkpoint_cannot_be_removed(anchor: Anchor) -> None:
    batches(anchor, 2)
    record(action=Event.Action.TIP_OPENED, actor=None, department=DEPARTMENT, at=AT)
    link_events(anchor=anchor, at=AT + timedelta(hours=1, minutes=1))
    lift_triggers()
    cut_off(after=4)
    refused(anchor, CUT)


def test_a_cut_off_and_regrown_end_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    cut_off(after=4)
    for _ in range(5):
        record(action=Event.Action.LOCKED, actor=None, department=DEPARTMENT, at=AT)
    refused(anchor, CUT)


def test_a_database_restored_from_a_backup_is_found(anchor: Anchor) -> None:
    batches(anchor, 1)
    kept = _dump()
    batches(anchor, 3)
    lift_triggers()
    _put_back(kept)
    refused(anchor, CUT)


def test_a_chain_recomputed_without_the_key_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    Event.objects.filter(link__position=2).update(action=Event.Action.LOCKED)
    previous = bytes(32)
    for link in Link.objects.order_by("position"):
        previous = hashlib.sha256(previous + bytes(link.event.mac)).digest()
        Link.objects.filter(pk=link.pk).update(digest=previous)
    refused(anchor, "position 6 is another one than the file of heads knows")


def test_a_change_before_a_matching_head_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    Event.objects.filter(link__position=2).update(action=Event.Action.LOCKED)
    assert verify(anchor).faults == ("position 2 was changed",)


def test_an_emptied_trail_is_found(anchor: Anchor) -> None:
    batches(anchor, 2)
    lift_triggers()
    cut_off(after=0)
    refused(anchor, CUT)


# The file.


def _rewrite(change: Callable[[list[str]], list[str]]) -> None:
    file().write_text("".join(f"{line}\n" for line in change(lines())))


def test_a_removed_file_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    file().unlink()
    refused(anchor, "the file of heads is gone")


def test_a_truncated_file_is_found(anchor: Anchor) -> None:
    batches(anchor, 4)
    _rewrite(lambda found: found[:2])
    refused(anchor, "lines are gone from the end of the file of heads")


@pytest.mark.parametrize(("column", "value"), [(2, "5"), (3, "00" * 32), (4, "2026-01-01T00:00:00+00:00"), (1, "head")])
def test_an_edited_line_is_found(anchor: Anchor, column: int, value: str) -> None:
    batches(anchor, 3)

    def edit(found: list[str]) -> list[str]:
        words = found[2].split(" ")
        return [*found[:2], " ".join([*words[:column], value, *words[column + 1 :]])]

    _rewrite(edit)
    refused(anchor, "line 3 of the file of heads was edited, or one before it is gone")


def test_a_line_removed_from_the_middle_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    _rewrite(lambda found: [found[0], found[2]])
    refused(anchor, "of the file of heads was edited, or one before it is gone")


def test_a_file_with_other_content_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    file().write_text("something else\n")
    refused(anchor, "a line of the file of heads cannot be read")


# Crashes between the database and the file.


def test_the_next_run_appends_a_head_that_a_crash_lost(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    batches(anchor, 1)
    _full_disk(anchor, monkeypatch)
    assert (len(lines()), Link.objects.count()) == (1, 4)
    batches(anchor, 1)
    assert [line.split(" ")[2] for line in lines()] == ["2", "4", "6"]
    assert verify(anchor).intact


def test_even_the_very_first_head(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    _full_disk(anchor, monkeypatch)
    assert not file().exists()
    batches(anchor, 1)
    assert [line.split(" ")[2] for line in lines()] == ["2", "4"]
    assert verify(anchor).intact


def test_nothing_is_linked_while_the_file_cannot_be_written(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    batches(anchor, 1)
    _full_disk(anchor, monkeypatch)
    _full_disk(anchor, monkeypatch)
    assert Link.objects.count() == 4


def test_a_lost_commit_is_repeated_from_the_same_events(anchor: Anchor) -> None:
    batches(anchor, 3)
    before = lines()
    lift_triggers()
    write("DELETE FROM tipline_audit_checkpoint WHERE position > 4")
    write("DELETE FROM tipline_audit_link WHERE position > 4")
    link_events(anchor=anchor, at=AT + timedelta(hours=2, minutes=1))
    assert [line.split(" ")[2:4] for line in lines()[:3]] == [line.split(" ")[2:4] for line in before]
    assert Link.objects.count() == 6
    assert verify(anchor).intact


def test_an_unfinished_last_line_is_ignored(anchor: Anchor) -> None:
    batches(anchor, 2)
    with file().open("a") as end:
        end.write("3 head 6 00")
    batches(anchor, 1)
    assert [line.split(" ")[:1] for line in lines()] == [["1"], ["2"], ["3"]]
    assert verify(anchor).intact


# A restore that is put on record.


def test_the_trail_continues_after_an_accepted_restore_which_stays_on_record(anchor: Anchor) -> None:
    batches(anchor, 1)
    kept = _dump()
    batches(anchor, 2)
    lift_triggers()
    _put_back(kept)
    assert accept_restore(anchor=anchor, at=AT + timedelta(days=1)) == 4
    batches(anchor, 1)
    verdict = verify(anchor)
    assert verdict.intact
    assert verdict.accepted == ("2026-11-04: the trail goes on from position 2, 4 links are lost",)
    event = Event.objects.get(action=Event.Action.RESTORE_ACCEPTED)
    assert event.detail == {"position": 2, "lost": 4, "file": "kept"}
    assert event.link.position == 3
    assert [line.split(" ")[1:3] for line in lines()[3:]] == [["restore", "2"], ["head", "5"]]


def test_a_cut_after_an_accepted_restore_is_found(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    cut_off(after=2)
    accept_restore(anchor=anchor, at=AT)
    batches(anchor, 2)
    cut_off(after=2)
    refused(anchor, CUT)


def test_a_lost_file_is_started_again_on_record(anchor: Anchor) -> None:
    batches(anchor, 3)
    file().unlink()
    assert accept_restore(anchor=anchor, at=AT) == 0
    batches(anchor, 1)
    assert verify(anchor).intact
    assert verify(anchor).accepted == ("2026-11-03: the trail goes on from position 6, 0 links are lost",)


def test_a_damaged_file_is_set_aside_on_record(anchor: Anchor) -> None:
    batches(anchor, 3)
    file().write_text("something else\n")
    accept_restore(anchor=anchor, at=AT)
    assert file().with_name("audit.heads.1").read_text() == "something else\n"
    assert Event.objects.get(action=Event.Action.RESTORE_ACCEPTED).detail["file"] == "begun anew"
    batches(anchor, 1)
    assert verify(anchor).intact


def test_a_changed_chain_is_not_accepted_as_a_restore(anchor: Anchor) -> None:
    batches(anchor, 3)
    lift_triggers()
    Event.objects.filter(link__position=2).update(actor=DEPARTMENT)
    with pytest.raises(TrailBroken, match="position 2 was changed or is missing"):
        accept_restore(anchor=anchor, at=AT)
    assert len(lines()) == 3


Row = dict[str, object]


def _dump() -> dict[type, list[Row]]:
    return {model: list(model.objects.values()) for model in (Event, Link, Checkpoint)}  # type: ignore[attr-defined]


def _put_back(kept: dict[type, list[Row]]) -> None:
    for model in (Checkpoint, Link, Event):
        model.objects.all().delete()
    for model in (Event, Link, Checkpoint):
        model.objects.bulk_create([model(**row) for row in kept[model]])


def _full_disk(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record two events and have the file's write fail after the database has committed."""

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "no space left on device")

    for _ in range(2):
        record(action=Event.Action.QUEUE_READ, actor=None, department=DEPARTMENT, at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(type(anchor.heads), "append", fails)
        with pytest.raises(OSError, match="no space"):
            link_events(anchor=anchor, at=AT + timedelta(minutes=1))
