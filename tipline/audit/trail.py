"""Does the chain in the database go on from the last head in the file?"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tipline.audit.chain import START, is_marked, link_digest
from tipline.audit.errors import HeadsBroken, TrailBroken
from tipline.audit.heads import Head, Kind, add_head, last_head
from tipline.audit.models import Checkpoint, Event, Link
from tipline.audit.outside import Mac, Outside

BATCH: Final = 1_000


def standing(outside: Outside) -> str:
    """Return in plain words what is wrong with the end of the trail; empty while all is well. A few quick queries."""
    try:
        head = last_head(outside.lines, outside.mac)
        _require_extends(head)
        if head and end_of_chain()[0] < head.position:
            require_passes(head, next_links(outside.mac, head))
    except TrailBroken as error:
        return error.reason
    forged = forged_events(outside.mac)
    return f"event {forged[0]} was put in or changed before it was linked" if forged else ""


def continued(outside: Outside, at: datetime) -> Head | None:
    """Return the last head in the file, after writing the one that a crash kept from it. Raises TrailBroken."""
    head = last_head(outside.lines, outside.mac)
    _require_extends(head)
    position = head.position if head else 0
    beyond = list(Link.objects.filter(position__gt=position).select_related("event").order_by("position"))
    if not beyond:
        return head
    digest = head.digest if head else START
    for number, link in enumerate(beyond, position + 1):
        digest = link_digest(outside.mac, digest, link)
        if link.position != number or not _same(digest, link.digest) or not is_marked(outside.mac, link.event):
            raise TrailBroken(f"position {number} was changed")
    signed = Checkpoint.objects.filter(position=beyond[-1].position).exists()
    kind = Kind.SIGNED if signed else Kind.HEAD
    add_head(outside, head, kind=kind, position=beyond[-1].position, digest=digest, at=at)
    return last_head(outside.lines, outside.mac)


def next_links(mac: Mac, head: Head | None) -> list[Link]:
    """Return the unsaved links of the events that are to come next; one that was put in or changed gets none."""
    position, previous = end_of_chain()
    batch = head.number + 1 if head else 1
    if head and position < head.position:
        batch = head.number  # These were linked and written into the file before; the database lost them.
    links: list[Link] = []
    for event in _recorded(mac, head.position - position if head and position < head.position else BATCH):
        position += 1
        link = Link(position=position, batch=batch, event=event)
        link.digest = previous = link_digest(mac, previous, link)
        links.append(link)
    return links


def require_passes(head: Head | None, links: Sequence[Link]) -> None:
    """Raise TrailBroken unless the chain with these links after it contains the last head in the file."""
    end, _ = end_of_chain()
    if head is None or end >= head.position:
        return
    last = links[-1] if links else None
    if last is None or last.position != head.position or not _same(head.digest, last.digest):
        raise TrailBroken(
            f"the file of heads knows {head.position} links and the database has {end}: the end was cut off, or an "
            f"older database was put back"
        )


def end_of_chain() -> tuple[int, bytes]:
    """Return the last position and its digest."""
    link = Link.objects.order_by("-position").first()
    return (link.position, bytes(link.digest)) if link else (0, START)


def whole_chain(mac: Mac) -> tuple[int, bytes]:
    """Walk the whole chain and return its end. Raises TrailBroken at the first link that does not fit."""
    digest, position = START, 0
    for link in Link.objects.select_related("event").order_by("position").iterator(chunk_size=1_000):
        position += 1
        digest = link_digest(mac, digest, link)
        if link.position != position or not _same(digest, link.digest) or not is_marked(mac, link.event):
            raise TrailBroken(f"position {position} was changed or is missing")
    return position, digest


def last_or_set_aside(outside: Outside) -> Head | None:
    """Return the last head in the file; None after giving a damaged file another name."""
    try:
        return last_head(outside.lines, outside.mac)
    except HeadsBroken:
        outside.lines.set_aside()
        return None


def forged_events(mac: Mac) -> list[str]:
    """Return the ids of events that wait to be linked and have no mark of ours."""
    waiting = list(Event.objects.filter(link__isnull=True).order_by("id")[:BATCH])
    again = _linked_before(waiting)
    return [str(event.public_id) for event in waiting if event.public_id in again or not is_marked(mac, event)]


def _recorded(mac: Mac, most: int) -> list[Event]:
    """Return the events that wait to be linked, in order, without any that was put in: also one that was copied."""
    found: dict[UUID, Event] = {}
    for event in Event.objects.filter(link__isnull=True).order_by("id").iterator(chunk_size=BATCH):
        if is_marked(mac, event):
            found.setdefault(event.public_id, event)
        if len(found) == min(most, BATCH):
            break
    again = _linked_before(found.values())
    return [event for event in found.values() if event.public_id not in again]


def _linked_before(events: Iterable[Event]) -> set[UUID]:
    ids = [event.public_id for event in events]
    return set(Event.objects.filter(public_id__in=ids, link__isnull=False).values_list("public_id", flat=True))


def _require_extends(head: Head | None) -> None:
    # What a crash keeps from the file is one batch, which `continued` writes again.
    position, next_batch = (head.position, head.number + 1) if head else (0, 1)
    if Link.objects.filter(position__gt=position).exclude(batch=next_batch).exists():
        gone = "lines are gone from the end of the file of heads" if head else "the file of heads is gone"
        raise HeadsBroken(gone)
    link = Link.objects.filter(position=position).first()
    if head is not None and link is not None and not _same(head.digest, link.digest):
        raise TrailBroken(f"position {position} is another one than the file of heads knows")


def _same(one: bytes, other: bytes | memoryview) -> bool:
    return hmac.compare_digest(one, bytes(other))
