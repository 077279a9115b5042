"""The day's manifest: what came in, so that what is removed behind the system's back is found.

One event a department and day, in the audit chain: the day, then each tip of the day, sorted by id, with its MAC
(tips.integrity), and each answer of a resident with its step and the hash of its envelope. It holds no time within the
day and nothing that opens anything. What was gone before the day was over is listed as destroyed or as gone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tipline.audit.actions import record
from tipline.audit.chain import has_valid_mac
from tipline.audit.errors import TrailBroken
from tipline.audit.models import Event
from tipline.departments.models import Department
from tipline.keyring.anchor import mac
from tipline.operations import unsealed
from tipline.operations.unsealed import Arrival, Kind, UnsealedBroken, destroyed, slices
from tipline.tips.models import Message, Precision, Tip, TipContent

SETTLING: Final = timedelta(minutes=15)
"""How long after its end a day is sealed: a tip that was sent before midnight may be stored after it."""
KEPT: Final = timedelta(days=2)
"""How long the file goes on listing what a manifest has: longer than any time is exact."""


def seal_days(*, at: datetime) -> int:
    """Note new arrivals in the file, and record the manifest of every ended day; return how many.

    Raises TrailBroken, after doing so, if an arrival of a day without a manifest is missing.
    """
    with unsealed.locked():
        reason, known = _known()
        arrivals = known | _new(known, at)
        gone = [arrival for arrival in unsealed.missing(arrivals) if not arrival.gone]
        if gone:
            _record_missed(gone, at)
            arrivals = (arrivals - set(gone)) | {replace(arrival, gone=True) for arrival in gone}
            reason = f"{len(gone)} tips or answers that came lately are gone from the database; verify_audit names them"
        sealed = sum(_seal_department(department, arrivals, at) for department in Department.objects.order_by("pk"))
        left = arrivals - set(_over(arrivals, at))
        if left != known or reason:
            unsealed.write(left)
    if reason:
        raise TrailBroken(reason)
    return sealed


def _known() -> tuple[str, set[Arrival]]:
    try:
        return "", unsealed.read()
    except UnsealedBroken as error:
        return error.reason, set()


def _new(known: set[Arrival], at: datetime) -> set[Arrival]:
    """Arrivals that are not in the file yet. If their day is sealed already they count as today's."""
    listed = {arrival.id for arrival in known}
    found: set[Arrival] = set()
    for department in Department.objects.order_by("pk"):
        last, today = _last_sealed(department), at.astimezone(department.zone).date()
        for arrival in (*_tips(department, last), *_answers(department)):
            if arrival.id not in listed:
                found.add(replace(arrival, day=today) if last and arrival.day <= last else arrival)
    return found


def _tips(department: Department, last: date | None) -> Iterator[Arrival]:
    tips = Tip.objects.filter(department=department)
    if last:
        since = _start(department, last + timedelta(days=1))
        # Whatever its time of arrival says, a new tip is exact for a day.
        tips = tips.filter(Q(received_at__gte=since) | Q(received_precision=Precision.EXACT))
    for pk, moment in tips.values_list("pk", "received_at").iterator(chunk_size=2_000):
        yield Arrival(Kind.TIP, pk, pk, department.pk, moment.astimezone(department.zone).date())


def _answers(department: Department) -> Iterator[Arrival]:
    answers = Message.objects.filter(from_resident=True, precision=Precision.EXACT, tip__department=department)
    for pk, tip, moment in answers.values_list("pk", "tip", "at").iterator(chunk_size=2_000):
        yield Arrival(Kind.ANSWER, pk, tip, department.pk, moment.astimezone(department.zone).date())


def _record_missed(gone: list[Arrival], at: datetime) -> None:
    for department in sorted({arrival.department for arrival in gone}):
        subjects = [f"{arrival.kind} {arrival.id}" for arrival in gone if arrival.department == department]
        record(action=Event.Action.TIPS_MISSED, actor=None, department=department, subjects=subjects, at=at)


def _seal_department(department: Department, arrivals: set[Arrival], at: datetime) -> int:
    today = (at - SETTLING).astimezone(department.zone).date()
    last = _last_sealed(department)
    of_day: dict[date, list[Arrival]] = defaultdict(list)
    for arrival in sorted(arrivals):
        if arrival.department == department.pk and arrival.day < today and (last is None or arrival.day > last):
            of_day[arrival.day].append(arrival)
    return sum(_seal(department, day, of_day[day], at) for day in sorted(of_day))


def _seal(department: Department, day: date, arrivals: list[Arrival], at: datetime) -> int:
    with transaction.atomic():
        # Two at once: the second waits for this row and then finds the day sealed.
        Department.objects.select_for_update().get(pk=department.pk)
        last = _last_sealed(department)
        if last is not None and last >= day:
            return 0
        lines = [*_tip_lines(arrivals), *_answer_lines(arrivals)]
        lines += _lines_of_absent(arrivals, {line.split(" ")[1] for line in lines})
        record(
            action=Event.Action.DAY_SEALED,
            actor=None,
            department=department.pk,
            subjects=[day.isoformat(), *lines],
            at=at,
        )
    return 1


def _tip_lines(arrivals: list[Arrival]) -> Iterator[str]:
    for some in slices([arrival.id for arrival in arrivals if arrival.kind == Kind.TIP]):
        macs = TipContent.objects.filter(pk__in=some).order_by("pk").values_list("pk", "mac")
        yield from (f"tip {pk.hex} {bytes(mac).hex()}" for pk, mac in sorted(macs, key=lambda row: row[0].hex))


def _answer_lines(arrivals: list[Arrival]) -> Iterator[str]:
    for some in slices([arrival.id for arrival in arrivals if arrival.kind == Kind.ANSWER]):
        rows = Message.objects.filter(pk__in=some).values_list("pk", "tip", "step", "envelope")
        for pk, tip, step, envelope in sorted(rows, key=lambda row: row[0].hex):
            yield f"answer {pk.hex} {tip.hex} {step} {hashlib.sha256(bytes(envelope)).hexdigest()}"


def _lines_of_absent(arrivals: list[Arrival], listed: set[str]) -> Iterator[str]:
    """Yield what was destroyed before the day was over, and what is gone without that."""
    absent = [arrival for arrival in arrivals if arrival.gone or arrival.id.hex not in listed]
    lawful = destroyed([arrival.tip for arrival in absent if not arrival.gone])
    for arrival in absent:
        if arrival.tip in lawful and not arrival.gone:
            yield f"destroyed {arrival.kind} {arrival.id.hex} {arrival.tip.hex}"
        else:
            yield f"gone {arrival.kind} {arrival.id.hex}"


def _over(arrivals: set[Arrival], at: datetime) -> Iterator[Arrival]:
    """Arrivals that the file can drop: the manifest is linked, and they are too old to be found new."""
    for department in Department.objects.order_by("pk"):
        linked = _last_sealed(department, only_linked=True)
        oldest = at.astimezone(department.zone).date() - KEPT
        for arrival in arrivals:
            if arrival.department == department.pk and linked and arrival.day <= linked and arrival.day < oldest:
                yield arrival


def _last_sealed(department: Department, *, only_linked: bool = False) -> date | None:
    events = Event.objects.filter(department=department.pk, action=Event.Action.DAY_SEALED)
    if only_linked:
        events = events.filter(link__isnull=False)
    # One that was put in would keep days from being sealed. One at a time: each lists a day's tips.
    event = events.order_by("-id").first()
    while event is not None and not has_valid_mac(mac, event):
        event = events.filter(pk__lt=event.pk).order_by("-id").first()
    return date.fromisoformat(event.subjects[0]) if event else None


def _start(department: Department, day: date) -> datetime:
    return datetime.combine(day, time(), department.zone)
