"""The queue of an officer: the tips of their units that want something, the most pressing first.

What does not open comes last. Before it: life-safety first; among equals what is escalated to the unit, then what is
unread, then what was answered, then the rest; and within each of these what has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from tipline.departments.models import Category, Officer
from tipline.keyring.models import Grant
from tipline.keyring.queries import categories_of
from tipline.keyring.unlocked import Unlocked
from tipline.tips.models import IN_QUEUE, QUEUE_ORDER, Handling, Status, Tip, TipContent, TipWrap
from tipline.tips.queries import handling_in, with_handling

UNREAD_CONTENT: Final = [
    f"tip__content__{field.attname}" for field in TipContent._meta.concrete_fields if "headline" not in field.attname
]
"""What a line of the queue does not need."""
_ORDERED: Final = [name.removeprefix("-") for name in QUEUE_ORDER]


@dataclass(frozen=True, slots=True)
class QueueState:
    """What a tip is to the units of an officer that hold it, taken together. `since`: when the oldest of it began."""

    opens: bool
    escalated: bool
    withdrawn: bool
    unread: bool
    has_answer: bool
    since: datetime | None
    since_precision: int

    @classmethod
    def of(cls, wraps: Iterable[TipWrap], units: frozenset[UUID]) -> QueueState:
        """Take together what the case wraps of these units say."""
        mine = [wrap for wrap in wraps if wrap.unit_id in units]
        oldest = min((wrap for wrap in mine if wrap.since), key=lambda wrap: cast(datetime, wrap.since), default=None)
        return cls(
            opens=any(wrap.opens for wrap in mine),
            escalated=any(wrap.escalated for wrap in mine),
            withdrawn=any(wrap.withdrawn for wrap in mine),
            unread=any(wrap.unread for wrap in mine),
            has_answer=any(wrap.has_answer for wrap in mine),
            since=oldest.since if oldest else None,
            since_precision=oldest.since_precision if oldest else 0,
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """How many tips wait for an officer's units: unread ones, and others with an answer that they did not see."""

    unread: int
    answered: int


@dataclass(frozen=True, slots=True)
class QueuedTip:
    """A tip of the queue with its sealed first line, what the department does with it, and its case wraps."""

    handling: Handling
    wraps: list[TipWrap]

    @property
    def tip(self) -> Tip:
        """What was sent."""
        return self.handling.tip


class TipQueue:
    """The chosen tips of an officer in order, read by the page: one query a unit, each along its index.

    `chosen` is put to the case wraps, of which `handling` is that of the officer's department; `asking` brings answers
    along with each wrap. Closed tips, which are in no queue, come newest first.
    """

    def __init__(
        self,
        unlocked: Unlocked,
        chosen: Q | None = None,
        *,
        closed: bool = False,
        asking: Mapping[str, Exists] | None = None,
    ) -> None:
        self._units = sorted(unlocked.unit_ids)
        self._closed = closed
        self._unlocked, self._department = unlocked, unlocked.officer.department_id
        self._asking = asking or {}
        own = Q(tip__handlings__department=self._department)
        held = _cases().annotate(handling=FilteredRelation("tip__handlings", condition=own))
        in_list = Q(handling__status=Status.CLOSED) if closed else IN_QUEUE
        self._held: QuerySet[TipWrap] = held.filter(chosen or Q(), in_list, handling__isnull=False)

    def __getitem__(self, part: slice) -> list[QueuedTip]:
        """Read the tips from one place to another: one query for the order of each unit, and one for the rows."""
        ids = self._ids(part.start or 0, part.stop)
        wraps = _cases().filter(tip__in=ids).select_related("tip__content").defer(*UNREAD_CONTENT)
        categories, found = self._categories(), dict[UUID, QueuedTip]()
        for wrap in with_handling(wraps, self._department).annotate(**self._asking) if ids else []:
            if wrap.tip_id not in found:
                found[wrap.tip_id] = QueuedTip(handling_in(wrap), [])
                if wrap.tip.category_id and wrap.tip.category_id in categories:
                    wrap.tip.category = categories[wrap.tip.category_id]
            found[wrap.tip_id].wraps.append(wrap)
        return [found[pk] for pk in ids if pk in found]

    def count(self, most: int | None = None, /) -> int:
        """Count the tips, up to so many or all."""
        rows = self._held.filter(unit__in=self._units).values("tip")
        return int((rows if len(self._units) == 1 else rows.distinct())[:most].count())

    def _categories(self) -> Mapping[UUID, Category]:
        department, log = self._unlocked.officer.department, self._unlocked.log
        return categories_of(department, log) if department and log else {}

    def _ids(self, start: int, stop: int) -> list[UUID]:
        if self._closed:
            return list(self._newest()[start:stop])
        lists = [self._held.filter(unit=unit).order_by(*QUEUE_ORDER).values_list(*_ORDERED) for unit in self._units]
        if len(lists) == 1:
            return [row[-1] for row in lists[0][start:stop]]
        first: dict[UUID, None] = {}
        # A tip of several units comes where the most pressing of them has it.
        for row in merge(*(rows[:stop] for rows in lists), key=_rank):
            first.setdefault(row[-1])
            if len(first) == stop:
                break
        return list(islice(first, start, stop))

    def _newest(self) -> QuerySet[Tip, UUID]:
        # From the tips and not from the wraps: so the order is that of an index, however many are closed.
        held = self._held.filter(unit__in=self._units, tip=OuterRef("pk"))
        return Tip.objects.filter(Exists(held)).order_by("-received_at", "pk").values_list("pk", flat=True)


def waits_for(officer: Officer) -> Waits:
    """Count what waits for the officer's units: all that is told before unlocking."""
    grants = Grant.objects.filter(officer_key__officer=officer, officer_key__retired=False)
    units = list(grants.values_list("unit_key__unit", flat=True))
    held = TipWrap.objects.filter(IN_QUEUE, kind=TipWrap.Kind.CASE, epoch=F("tip__epoch"), unit__in=units)
    unread = held.filter(unread=True).values("tip")
    answered = held.filter(has_answer=True).exclude(tip__in=unread)
    return Waits(unread.distinct().count(), answered.values("tip").distinct().count())


def unopenable(unlocked: Unlocked) -> QuerySet[Tip]:
    """Return the tips in the officer's queue of which was found that they do not open, as they were sent."""
    held = TipWrap.objects.filter(IN_QUEUE, kind=TipWrap.Kind.CASE, epoch=F("tip__epoch"), unit__in=unlocked.unit_ids)
    closed, open_ = held.filter(opens=False).values("tip"), held.filter(opens=True).values("tip")
    return Tip.objects.filter(pk__in=closed, department=unlocked.officer.department_id).exclude(pk__in=open_)


def _rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Turn a row into what sorts upwards in Python as QUEUE_ORDER does in the database: of marks the set ones first."""
    return tuple(not value if name.startswith("-") else value for name, value in zip(QUEUE_ORDER, row, strict=True))


def _cases() -> QuerySet[TipWrap]:
    return TipWrap.objects.filter(kind=TipWrap.Kind.CASE, epoch=F("tip__epoch"))
