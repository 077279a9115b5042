"""What a page of the queue knows of each of its tips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from tipline.casework.lateness import is_overdue, should_be_read_by
from tipline.casework.models import Escalation, Tag
from tipline.casework.queries import tags_of, waiting_escalations, with_open_release
from tipline.departments.models import Officer, Unit
from tipline.departments.queries import officers_by_id
from tipline.desk import formatting
from tipline.desk.pagination import LongPage
from tipline.keyring.queries import units_of
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import Line, open_headlines
from tipline.tips.models import Handling, Tip
from tipline.tips.queue import QueuedTip, QueueState, TipQueue

# Each finds up to a page of tips that do not open; beyond that they are on a later page, and found there.
MOST_ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `escalated_to`: the unit whose answer is awaited; empty where it is the officer's own."""

    handling: Handling
    line: Line = field(repr=False)
    standing: QueueState
    tags: list[Tag]
    units: list[str]
    assignee: Officer | None
    age: str
    unread_late: str
    escalation: Escalation | None
    escalated_to: str
    release: bool
    clock: str
    late: bool

    @property
    def tip(self) -> Tip:
        """What was sent."""
        return self.handling.tip


def read_page(unlocked: Unlocked, queue: TipQueue, asked: str | int, at: datetime) -> tuple[LongPage, list[Row]]:
    """Read a page and open its first lines; once more where tips were found that belong below what can be read."""
    for _round in range(MOST_ROUNDS):
        page = LongPage(queue, asked)
        queued: list[QueuedTip] = page.rows
        wraps = [wrap for found in queued for wrap in found.wraps]
        lines = open_headlines(unlocked=unlocked, tips=[found.tip for found in queued], at=at, wraps=wraps)
        standing = {found.tip.pk: QueueState.of(found.wraps, unlocked.unit_ids) for found in queued}
        if not any(line.as_sent and standing[pk].opens for pk, line in lines.items()):
            break
    around = _Around.of(unlocked, queued, at)
    return page, [around.row(found, lines[found.tip.pk], standing[found.tip.pk]) for found in queued]


@dataclass(frozen=True, slots=True)
class _Around:
    """Who looks and when, and what there is about the tips of a page, by handling, unit or officer."""

    unlocked: Unlocked
    now: datetime
    units: Mapping[UUID, Unit]
    escalations: Mapping[UUID, Escalation]
    releases: frozenset[UUID]
    tags: Mapping[UUID, list[Tag]]
    people: Mapping[UUID, Officer]

    @classmethod
    def of(cls, unlocked: Unlocked, queued: Sequence[QueuedTip], now: datetime) -> _Around:
        """Ask for all of it."""
        officer, handlings = unlocked.officer, [found.handling for found in queued]
        return cls(
            unlocked=unlocked,
            now=now,
            units=units_of(officer.department, unlocked.log) if officer.department and unlocked.log else {},
            escalations=waiting_escalations(unlocked, handlings) if handlings else {},
            releases=with_open_release(handlings),
            tags=tags_of(queued),
            people=officers_by_id({officer.pk: officer}, (handling.assignee_id for handling in handlings)),
        )

    def row(self, found: QueuedTip, line: Line, standing: QueueState) -> Row:
        """Put together what is shown of a tip."""
        tip, handling, escalation = found.tip, found.handling, self.escalations.get(found.handling.pk)
        due = escalation.due_at if escalation else None
        others = escalation is not None and escalation.to_unit_id not in self.unlocked.unit_ids
        holding = {wrap.unit_id for wrap in found.wraps}
        return Row(
            handling=handling,
            line=line,
            standing=standing,
            tags=self.tags.get(handling.pk, []),
            units=[unit.name for unit in self.units.values() if unit.pk in holding],
            assignee=self.people.get(handling.assignee_id) if handling.assignee_id else None,
            age=formatting.format_age(tip.received_at, tip.received_precision, self.now),
            unread_late=self._unread_late(standing),
            escalation=escalation,
            escalated_to=escalation.to_unit.name if escalation and others else "",
            release=handling.pk in self.releases,
            clock=formatting.format_deadline(due, self.now) if due else "",
            late=is_overdue(escalation, self.now),
        )

    def _unread_late(self, standing: QueueState) -> str:
        department = self.unlocked.officer.department
        due = should_be_read_by(standing, department) if department else None
        late = due is not None and due < self.now
        return formatting.format_age(due, standing.since_precision, self.now) if due and late else ""
