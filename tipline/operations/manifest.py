"""The day's manifest: which tips came in, so that one removed behind the system's back is found.

One event a department and day, in the audit chain: the day, then for each of its tips, sorted by id, the id and
SHA-256 over what the resident first sent, as sealed. No arrival time is kept, and nothing that opens anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Department
from tipline.tips.models import Tip, TipContent

SETTLING: Final = timedelta(minutes=15)
"""How long after its end a day is sealed: a tip that was sent before midnight may be stored after it."""
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Missing:
    """A tip that a manifest names and that is not there any more, or not as it was sent."""

    day: str
    tip: UUID
    changed: bool


def seal_days(*, at: datetime) -> int:
    """Record the manifest of every ended day that had tips and has none yet, in order; return how many."""
    return sum(_seal_department(department, at) for department in Department.objects.order_by("pk"))


def compare() -> list[Missing]:
    """Return what the manifests name and the tips of today do not bear out."""
    return [missing for event in _manifests() for missing in _compare(event)]


def _seal_department(department: Department, at: datetime) -> int:
    today = (at - SETTLING).astimezone(department.zone).date()
    day = _last_sealed(department)
    sealed = 0
    while (day := _next_day(department, day, today)) is not None:
        _seal(department, day, at)
        sealed += 1
    return sealed


def _seal(department: Department, day: date, at: datetime) -> None:
    with transaction.atomic():
        # Two at once: the second waits for this row and then finds the day sealed.
        Department.objects.select_for_update().get(pk=department.pk)
        last = _last_sealed(department)
        if last is not None and last >= day:
            return
        start, end = _start(department, day), _start(department, day + timedelta(days=1))
        tips = Tip.objects.filter(department=department, received_at__gte=start, received_at__lt=end)
        digests = sorted(_digests(list(tips.values_list("pk", flat=True))))
        lines = [f"{tip.hex} {digest.hex()}" for tip, digest in digests]
        record(
            deed=Event.Deed.DAY_SEALED,
            actor=None,
            department=department.pk,
            subjects=[day.isoformat(), *lines],
            at=at,
        )


def _next_day(department: Department, last: date | None, today: date) -> date | None:
    tips = Tip.objects.filter(department=department, received_at__lt=_start(department, today))
    if last is not None:
        tips = tips.filter(received_at__gte=_start(department, last + timedelta(days=1)))
    first = tips.order_by("received_at").values_list("received_at", flat=True).first()
    return first.astimezone(department.zone).date() if first else None


def _last_sealed(department: Department) -> date | None:
    events = Event.objects.filter(department=department.pk, deed=Event.Deed.DAY_SEALED)
    event = events.order_by("-id").first()
    return date.fromisoformat(event.subjects[0]) if event else None


def _start(department: Department, day: date) -> datetime:
    return datetime.combine(day, time(), department.zone)


def _digests(ids: list[UUID]) -> Iterator[tuple[UUID, bytes]]:
    for start in range(0, len(ids), BATCH):
        for content in TipContent.objects.filter(pk__in=ids[start : start + BATCH]):
            yield content.pk, _digest(content)


def _digest(content: TipContent) -> bytes:
    sealed = (content.headline, content.body, content.contact or b"")
    parts = (hashlib.sha256(bytes(envelope)).digest() for envelope in sealed)
    return hashlib.sha256(b"tipline/1 manifest\x00" + content.pk.bytes + b"".join(parts)).digest()


def _manifests() -> Iterator[Event]:
    return Event.objects.filter(deed=Event.Deed.DAY_SEALED).order_by("id").iterator(chunk_size=100)


def _compare(event: Event) -> Iterator[Missing]:
    day, *lines = event.subjects
    listed = {UUID(hex=line[:32]): line[33:] for line in lines}
    found = {tip: digest.hex() for tip, digest in _digests(list(listed))}
    for tip, digest in listed.items():
        if found.get(tip) != digest:
            yield Missing(day=day, tip=tip, changed=tip in found)
