"""The workflow's transitions, and the status that residents see."""

from datetime import timedelta

import pytest

from tipline.audit.models import Event
from tipline.tips.models import Handling, History, Status
from tipline.tips.workflow import (
    MANUAL_STATUSES,
    TRANSITIONS,
    coarse_minutes,
    manual_statuses,
    may_become,
    resident_status_label,
)

Action = History.Action


def test_every_status_has_a_row_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Status)


def test_nothing_becomes_new_again() -> None:
    assert not any(may_become(status, Status.NEW) for status in Status)


def test_a_closed_tip_can_only_be_reopened() -> None:
    assert manual_statuses(Status.CLOSED) == [Status.IN_REVIEW]


def test_every_status_can_be_left() -> None:
    assert all(TRANSITIONS[status] & MANUAL_STATUSES for status in Status)


@pytest.mark.parametrize(
    ("status", "unread", "word"),
    [
        (Status.NEW, True, "received"),
        (Status.NEW, False, "being read"),
        (Status.IN_REVIEW, False, "being read"),
        (Status.ASSIGNED, False, "being read"),
        (Status.ESCALATED, False, "being read"),
        (Status.WAITING, False, "more needed"),
        (Status.REFERRED, False, "passed on"),
        (Status.CLOSED, False, "closed"),
    ],
)
def test_every_status_has_a_word_for_residents(status: Status, unread: bool, word: str) -> None:
    assert str(resident_status_label(Handling(status=status, review_minutes=None if unread else 5))) == word


@pytest.mark.parametrize(
    ("minutes", "kept"), [(0, 0), (4, 0), (5, 5), (59, 55), (60, 60), (119, 60), (150, 120), (-3, 0)]
)
def test_durations_are_stored_coarsely(minutes: int, kept: int) -> None:
    assert coarse_minutes(timedelta(minutes=minutes)) == kept


def test_what_officers_do_is_called_the_same_in_the_history_and_in_the_audit_trail() -> None:
    only_in_the_history = {Action.FIRST_OPENED, Action.ANSWERED, Action.RECEIPT_CHANGED}
    assert set(Action.values) - set(Event.Action.values) == only_in_the_history
