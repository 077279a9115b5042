"""Whether the chain in the database continues from the last head in the file, and how it does."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tipline.audit.anchor import Anchor, Mac
from tipline.audit.chain import START, has_valid_mac, link_digest
from tipline.audit.errors import HeadsBroken, TrailBroken
from tipline.audit.heads import Head, Kind, append_head, last_head
from tipline.audit.models import Checkpoint, Event, Link

BATCH: Final = 1_000


def trail_fault(anchor: Anchor) -> str:
    """What is wrong with the end of the trail, in words; empty if nothing is. A few quick queries."""
    try:
        head = last_head(anchor.heads, anchor.mac)
        _require_extends(head)
        if head and end_of_chain()[0] < head.position:
            require_reaches(head, next_links(anchor.mac, head))
    except TrailBroken as error:
        return error.reason
    forged = forged_events(anchor.mac)
    return f"event {forged[0]} was put in or changed before it was linked" if forged else ""


def recovered_head(anchor: Anchor, at: datetime) -> Head | None:
    """The last head in the file, after appending the one that a crash may have lost. Raises TrailBroken."""
    head = last_head(anchor.heads, anchor.mac)
    _require_extends(head)
    position = head.position if head else 0
    beyond = list(Link.objects.filter(position__gt=position).select_related("event").order_by("position"))
    if not beyond:
        return head
    digest = head.digest if head else START
    for number, link in enumerate(beyond, position + 1):
        digest = link_digest(anchor.mac, digest, link)
        if link.position != number or not _same(digest, link.digest) or not has_valid_mac(anchor.mac, link.event):
            raise TrailBroken(f"position {number} was changed")
    signed = Checkpoint.objects.filter(position=beyond[-1].position).exists()
    kind = Kind.SIGNED if signed else Kind.HEAD
    append_head(anchor, head, kind=kind, position=beyond[-1].position, digest=digest, at=at)
    return last_head(anchor.heads, anchor.mac)


def next_links(mac: Mac, head: Head | None) -> list[Link]:
    """Unsaved links for the events that come next. An event that was inserted or changed gets none."""
    position, previous = end_of_chain()
    batch = head.number + 1 if head else 1
    if head and position < head.position:
        batch = head.number  # The file has these links already; the database lost them.
    links: list[Link] = []
    for event in _unlinked_events(mac, head.position - position if head and position < head.position else BATCH):
        position += 1
        link = Link(position=position, batch=batch, event=event)
        link.digest = previous = link_digest(mac, previous, link)
        links.append(link)
    return links


def require_reaches(head: Head | None, links: Sequence[Link]) -> None:
    """Raise TrailBroken unless the chain, with these links appended, contains the last head in the file."""
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
    link = Link.objects.order_by("-position").first()
    return (link.position, bytes(link.digest)) if link else (0, START)


def verified_end(mac: Mac) -> tuple[int, bytes]:
    """The end of the chain, after verifying all of it. Raises TrailBroken at the first link that does not fit."""
    digest, position = START, 0
    for link in Link.objects.select_related("event").order_by("position").iterator(chunk_size=1_000):
        position += 1
        digest = link_digest(mac, digest, link)
        if link.position != position or not _same(digest, link.digest) or not has_valid_mac(mac, link.event):
            raise TrailBroken(f"position {position} was changed or is missing")
    return position, digest


def last_head_or_set_aside(anchor: Anchor) -> Head | None:
    """The last head in the file; None if the file was damaged and has been set aside."""
    try:
        return last_head(anchor.heads, anchor.mac)
    except HeadsBroken:
        anchor.heads.set_aside()
        return None


def forged_events(mac: Mac) -> list[str]:
    """The ids of unlinked events that have no valid MAC or were linked before."""
    waiting = list(Event.objects.filter(link__isnull=True).order_by("id")[:BATCH])
    linked_before = _linked_before(waiting)
    return [
        str(event.public_id) for event in waiting if event.public_id in linked_before or not has_valid_mac(mac, event)
    ]


def _unlinked_events(mac: Mac, most: int) -> list[Event]:
    """In order, without events that were inserted or copied."""
    found: dict[UUID, Event] = {}
    for event in Event.objects.filter(link__isnull=True).order_by("id").iterator(chunk_size=BATCH):
        if has_valid_mac(mac, event):
            found.setdefault(event.public_id, event)
        if len(found) == min(most, BATCH):
            break
    linked_before = _linked_before(found.values())
    return [event for event in found.values() if event.public_id not in linked_before]


def _linked_before(events: Iterable[Event]) -> set[UUID]:
    ids = [event.public_id for event in events]
    return set(Event.objects.filter(public_id__in=ids, link__isnull=False).values_list("public_id", flat=True))


def _require_extends(head: Head | None) -> None:
    # A crash loses one batch of the file at most, which `recovered_head` writes linked_before.
    position, next_batch = (head.position, head.number + 1) if head else (0, 1)
    if Link.objects.filter(position__gt=position).exclude(batch=next_batch).exists():
        gone = "lines are gone from the end of the file of heads" if head else "the file of heads is gone"
        raise HeadsBroken(gone)
    link = Link.objects.filter(position=position).first()
    if head is not None and link is not None and not _same(head.digest, link.digest):
        raise TrailBroken(f"position {position} is another one than the file of heads knows")


def _same(one: bytes, other: bytes | memoryview) -> bool:
    return hmac.compare_digest(one, bytes(other))
