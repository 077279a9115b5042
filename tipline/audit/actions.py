"""Record events, link them into the chain, sign its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from tipline.audit import trail
from tipline.audit.anchor import Anchor, Mac
from tipline.audit.chain import checkpoint_fields, event_mac
from tipline.audit.errors import TrailBroken
from tipline.audit.heads import Head, Kind, append_head
from tipline.audit.models import Checkpoint, Event, Link

CHECKPOINT_EVERY: Final = timedelta(hours=1)

Detail = Mapping[str, str | int | bool | None]


class _EventMac:
    mac: Mac


def use_event_mac(mac: Mac) -> None:
    """Called once at start-up: this package knows no keys."""
    _EventMac.mac = mac


def record(
    *,
    action: Event.Action,
    actor: UUID | None,
    department: UUID | None,
    subjects: Sequence[UUID | str] = (),
    about: UUID | None = None,
    detail: Detail | None = None,
    public_id: UUID | None = None,
    at: datetime,
) -> Event:
    """Insert an event. Call it in the transaction of what it records, so that losing the row loses the change.

    `about` is the tip and `detail` what it became: the tip's rows are compared with it. `public_id` is given only
    where something was sealed to it before.
    """
    event = Event(
        public_id=public_id or uuid4(),
        action=action,
        actor=actor,
        department=department,
        about=about,
        subjects=[str(subject) for subject in subjects],
        detail=dict(detail or {}),
        at=at,
    )
    event.mac = event_mac(_EventMac.mac, event)
    event.save(force_insert=True)
    return event


def link_events(*, anchor: Anchor, at: datetime) -> int:
    """Link up to 1,000 unlinked events, sign the head once an hour, append it to its file; return how many were linked.

    The database commits before the file: the next run finishes what a crash left between the two. An event without a
    valid MAC is never linked. Raises TrailBroken, linking nothing, if the chain does not continue from the last head
    in the file.
    """
    with anchor.heads.locked():
        head = trail.recovered_head(anchor, at)
        with transaction.atomic():
            links = trail.next_links(anchor.mac, head)
            trail.require_reaches(head, links)
            Link.objects.bulk_create(links)
            position, digest = _end(links, head)
            signed = _sign_if_due(anchor, position, digest, at)
        if signed or (links and (head is None or position > head.position)):
            kind = Kind.SIGNED if signed else Kind.HEAD
            append_head(anchor, head, kind=kind, position=position, digest=digest, at=at)
    return len(links)


def accept_restore(*, anchor: Anchor, lost: Sequence[str] = (), at: datetime) -> int:
    """Continue from the chain as the database has it now, and put that on record in the file of heads and the trail.

    For an operator who restored a backup or lost the file; `lost` is what else is known to be missing. Returns how many
    positions the file has and the database has not. Raises TrailBroken if the chain itself was changed, which no
    restore does. Never HeadsBroken: a damaged file is set aside.
    """
    with anchor.heads.locked():
        position, digest = trail.verified_end(anchor.mac)
        head = trail.last_head_or_set_aside(anchor)
        links = max(0, head.position - position) if head else 0
        with transaction.atomic():
            detail = {"position": position, "lost": links, "file": "kept" if head else "begun anew"}
            record(
                action=Event.Action.RESTORE_ACCEPTED, actor=None, department=None, subjects=lost, detail=detail, at=at
            )
            append_head(anchor, head, kind=Kind.RESTORE, position=position, digest=digest, at=at)
    return links


def _end(links: list[Link], head: Head | None) -> tuple[int, bytes]:
    if links:
        return links[-1].position, bytes(links[-1].digest)
    return (head.position, head.digest) if head else (0, b"")


def _sign_if_due(anchor: Anchor, position: int, digest: bytes, at: datetime) -> bool:
    last = Checkpoint.objects.order_by("-position").first()
    if not position or (last and (last.position >= position or at - last.at < CHECKPOINT_EVERY)):
        return False
    signed = anchor.sign(checkpoint_fields(position, digest))
    Checkpoint.objects.create(position=position, digest=digest, at=at, signer=signed.signer, signature=signed.signature)
    return True


def require_no_forged_events(mac: Mac) -> None:
    """Raise TrailBroken if an unlinked event was inserted or changed behind the system's back."""
    forged = trail.forged_events(mac)
    if forged:
        raise TrailBroken(f"event {forged[0]} was put in or changed before it was linked")
