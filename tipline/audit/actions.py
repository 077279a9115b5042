"""Record a deed; link what was recorded into the chain; sign its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from tipline.audit import trail
from tipline.audit.chain import checkpoint_fields, event_mark
from tipline.audit.errors import TrailBroken
from tipline.audit.heads import Head, Kind, add_head
from tipline.audit.models import Checkpoint, Event, Link
from tipline.audit.outside import Mac, Outside

CHECKPOINT_EVERY: Final = timedelta(hours=1)

Detail = Mapping[str, str | int | bool | None]


class _Marking:
    """The key of the marks, told once when the program starts."""

    mac: Mac


def mark_with(mac: Mac) -> None:
    """Say what makes the marks of events from now on."""
    _Marking.mac = mac


def record(
    *,
    deed: Event.Deed,
    actor: UUID | None,
    department: UUID | None,
    subjects: Sequence[UUID | str] = (),
    about: UUID | None = None,
    detail: Detail | None = None,
    public_id: UUID | None = None,
    at: datetime,
) -> Event:
    """Insert one event, marked. To be called in the transaction of what it records: losing the row loses the change.

    `about` is the tip it was done to, `detail` what that became: the rows of a tip are compared with it. `public_id`
    is drawn here unless something was sealed to it before.
    """
    event = Event(
        public_id=public_id or uuid4(),
        deed=deed,
        actor=actor,
        department=department,
        about=about,
        subjects=[str(subject) for subject in subjects],
        detail=dict(detail or {}),
        at=at,
    )
    event.mark = event_mark(_Marking.mac, event)
    event.save(force_insert=True)
    return event


def link_events(*, outside: Outside, at: datetime) -> int:
    """Link up to 1,000 events that are not linked yet, sign the head once an hour, and write the head into its file.

    Returns how many were linked. The database commits first, then the file: what a crash leaves between the two is
    finished by the next run. An event without its mark is never linked. Raises TrailBroken, linking nothing, where the
    chain does not go on from the last head in the file.
    """
    with outside.lines.locked():
        head = trail.continued(outside, at)
        with transaction.atomic():
            links = trail.next_links(outside.mac, head)
            trail.require_passes(head, links)
            Link.objects.bulk_create(links)
            position, digest = _end(links, head)
            signed = _sign_if_due(outside, position, digest, at)
        if signed or (links and (head is None or position > head.position)):
            kind = Kind.SIGNED if signed else Kind.HEAD
            add_head(outside, head, kind=kind, position=position, digest=digest, at=at)
    return len(links)


def accept_restore(*, outside: Outside, lost: Sequence[str] = (), at: datetime) -> int:
    """Go on from the chain as the database has it now, and say so in the file of heads and in the trail.

    `lost`: what else is known to be missing.

    For an operator who put back a backup or lost the file: what is missing stays known. Returns how many positions the
    file knew of and the database does not. Raises TrailBroken where the chain itself, as far as it is there, was
    changed: no restore does that, and HeadsBroken never: a damaged file is set aside.
    """
    with outside.lines.locked():
        position, digest = trail.whole_chain(outside.mac)
        head = trail.last_or_set_aside(outside)
        links = max(0, head.position - position) if head else 0
        with transaction.atomic():
            detail = {"position": position, "lost": links, "file": "kept" if head else "begun anew"}
            record(deed=Event.Deed.RESTORE_ACCEPTED, actor=None, department=None, subjects=lost, detail=detail, at=at)
            add_head(outside, head, kind=Kind.RESTORE, position=position, digest=digest, at=at)
    return links


def _end(links: list[Link], head: Head | None) -> tuple[int, bytes]:
    if links:
        return links[-1].position, bytes(links[-1].digest)
    return (head.position, head.digest) if head else (0, b"")


def _sign_if_due(outside: Outside, position: int, digest: bytes, at: datetime) -> bool:
    last = Checkpoint.objects.order_by("-position").first()
    if not position or (last and (last.position >= position or at - last.at < CHECKPOINT_EVERY)):
        return False
    signed = outside.sign(checkpoint_fields(position, digest))
    Checkpoint.objects.create(position=position, digest=digest, at=at, signer=signed.signer, signature=signed.signature)
    return True


def require_all_marked(mac: Mac) -> None:
    """Raise TrailBroken where an event that waits to be linked was put in or changed behind the system's back."""
    forged = trail.forged_events(mac)
    if forged:
        raise TrailBroken(f"event {forged[0]} was put in or changed before it was linked")
