"""Compares the rows of tips with the trail: every listed tip must be there, as sent and as later actions made it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tipline.audit.chain import has_valid_mac
from tipline.audit.models import Event
from tipline.casework.models import Escalation, Note, Release, TipTag
from tipline.keyring.anchor import mac
from tipline.keyring.sealed_details import detail_digest
from tipline.operations import unsealed
from tipline.operations.tip_faults import Rows, faults
from tipline.operations.unsealed import UnsealedBroken, destroyed, slices, with_action
from tipline.tips.models import Handling, History, Mailbox, Message, PreviousKey, ResidentKey, Tip, TipContent, TipWrap

BATCH: Final = 500


def compare() -> Iterator[str]:
    """Yield in words where today's rows contradict the trail. Nothing is kept in memory.

    The events themselves are verified by `audit.queries.verify_trail`.
    """
    for event in Event.objects.filter(action=Event.Action.DAY_SEALED).order_by("id").iterator(chunk_size=10):
        if has_valid_mac(mac, event):
            yield from _day_faults(event)
    yield from _lately()
    yield from _vanished()
    yield from _words_beside_events()
    yield from _tips()


def _day_faults(event: Event) -> Iterator[str]:
    day, *lines = event.subjects
    words = [line.split(" ") for line in lines]
    tips = {UUID(hex=pk): mac for kind, pk, mac in (w for w in words if w[0] == "tip")}
    answers = {UUID(hex=pk): (UUID(hex=tip), known) for _, pk, tip, *known in (w for w in words if w[0] == "answer")}
    for _, kind, pk in (w for w in words if w[0] == "gone"):
        yield f"{kind.title()} {UUID(hex=pk)}, which came on {day}, was gone before the day was over"
    yield from _destroyed_faults(day, [w for w in words if w[0] == "destroyed"])
    macs = dict(_values(TipContent, tips, "pk", "mac"))
    # Their MAC was renewed when they moved to oversight.
    moved = with_action(list(tips), Event.Action.MOVED_TO_OVERSIGHT)
    for tip in sorted(tips.keys() - macs.keys() - destroyed(list(tips.keys() - macs.keys()))):
        yield f"Tip {tip}, which came on {day}, is gone"
    for tip in sorted(tips.keys() & macs.keys() - moved):
        if bytes(macs[tip]).hex() != tips[tip]:
            yield f"Tip {tip}, which came on {day}, is another one than on that day"
    found = {
        pk: [str(step), hashlib.sha256(bytes(envelope)).hexdigest()]
        for pk, step, envelope in _values(Message, answers, "pk", "step", "envelope")
    }
    lawful = destroyed([tip for pk, (tip, _) in answers.items() if pk not in found])
    for pk, (tip, known) in sorted(answers.items()):
        if pk in found and found[pk] != known:
            yield f"Answer {pk} of tip {tip}, which came on {day}, was changed"
        if pk not in found and tip not in lawful:
            yield f"Answer {pk} of tip {tip}, which came on {day}, is gone"


def _destroyed_faults(day: str, lines: list[list[str]]) -> Iterator[str]:
    """Yield what the manifest calls destroyed and the trail does not."""
    lawful = destroyed([UUID(hex=tip) for *_, tip in lines])
    for _, kind, pk, tip in lines:
        if UUID(hex=tip) not in lawful:
            yield f"{kind.title()} {UUID(hex=pk)}, which came on {day}, was not destroyed lawfully and is gone"


def _lately() -> Iterator[str]:
    try:
        arrivals = unsealed.read()
    except UnsealedBroken as error:
        yield error.reason
        return
    sealed = {(event.department, event.subjects[0]) for event in _recent_manifests(arrivals)}
    for arrival in unsealed.missing(arrivals):
        if (arrival.department, arrival.day.isoformat()) not in sealed:
            yield f"{arrival.kind.title()} {arrival.id}, which came on {arrival.day}, is gone"


def _recent_manifests(arrivals: set[unsealed.Arrival]) -> Iterable[Event]:
    departments = {arrival.department for arrival in arrivals}
    for department in departments:
        events = Event.objects.filter(department=department, action=Event.Action.DAY_SEALED).order_by("-id")
        yield from events[: len({arrival.day for arrival in arrivals})]


def _vanished() -> Iterator[str]:
    """Yield tips that are missing although an event is about them, including those in no manifest."""
    here = Exists(Tip.objects.filter(pk=OuterRef("about")))
    about = Event.objects.filter(~here, about__isnull=False).order_by("about").values_list("about", flat=True)
    for lost in about.distinct().iterator(chunk_size=BATCH):
        if lost is not None and not destroyed([lost]):
            yield f"Tip {lost}, with which something was done, is gone"


def _words_beside_events() -> Iterator[str]:
    """Yield the events whose sealed detail is missing or another one than the event names."""
    events = Event.objects.filter(Q(detail__sealed__isnull=False) | Q(detail_sealed__isnull=False))
    for event in events.select_related("detail_sealed").order_by("id").iterator(chunk_size=BATCH):
        words = getattr(event, "detail_sealed", None)
        if event.detail.get("sealed") != (detail_digest(words) if words else None):
            yield f"The sealed reason beside event {event.public_id} is gone or was changed"


def _tips() -> Iterator[str]:
    last: UUID | None = None
    while True:
        tips = Tip.objects.order_by("pk")
        batch = list((tips.filter(pk__gt=last) if last else tips)[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        for pk, rows in _rows(batch).items():
            yield from (f"Tip {rows.tip.reference} ({pk}): {fault}" for fault in faults(rows))


def _rows(tips: list[Tip]) -> dict[UUID, Rows]:
    found = {tip.pk: Rows(tip) for tip in tips}
    ids = list(found)
    for content in TipContent.objects.filter(pk__in=ids):
        found[content.pk].content = content
    for mailbox in Mailbox.objects.filter(pk__in=ids):
        found[mailbox.pk].mailbox = mailbox
    lists: list[tuple[str, Any]] = [
        ("handlings", Handling.objects.all()),
        ("wraps", TipWrap.objects.all()),
        ("messages", Message.objects.defer("envelope")),
        ("previous_keys", PreviousKey.objects.defer("envelope", "for_resident")),
        ("resident_keys", ResidentKey.objects.defer("envelope")),
    ]
    for name, rows in lists:
        for row in rows.filter(tip__in=ids):
            getattr(found[row.tip_id], name).append(row)
    _add_work(found)
    about = Event.objects.filter(about__in=ids)
    for event in about.exclude(action=Event.Action.TIP_OPENED):
        # One that was put in says nothing.
        rows = found[event.about] if event.about else None
        if rows and event.department == rows.tip.department_id and has_valid_mac(mac, event):
            rows.events.append(event)
    for opened in about.filter(action=Event.Action.TIP_OPENED).values_list("about", flat=True).distinct():
        if opened in found:
            found[opened].opened = True
    return found


def _add_work(found: dict[UUID, Rows]) -> None:
    """Add what the departments did that the tips were sent to."""
    handled = {rows.handling.pk: rows for rows in found.values() if rows.handling}
    lists: list[tuple[str, Any]] = [
        ("notes", Note.objects.defer("envelope")),
        ("escalations", Escalation.objects.defer("reason")),
        ("releases", Release.objects.defer("reason")),
    ]
    for name, rows in lists:
        for row in rows.filter(handling__in=handled):
            getattr(handled[row.handling_id], name).append(row)
    for handling, tag in TipTag.objects.filter(handling__in=handled).values_list("handling", "tag"):
        handled[handling].tags.add(tag)
    done = History.objects.filter(handling__in=handled).exclude(action=History.Action.FIRST_OPENED)
    for handling, step, actor, status in done.values_list("handling", "step", "actor", "to_status"):
        handled[handling].history[step] = (actor, status)


def _values(model: Any, ids: Iterable[UUID], *fields: str) -> Iterator[tuple[Any, ...]]:
    for some in slices(list(ids)):
        yield from model.objects.filter(pk__in=some).values_list(*fields)
