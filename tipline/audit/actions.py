"""Record a deed; link what was recorded into the chain; sign its head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction

from tipline.audit.chain import START, checkpoint_fields, link_digest
from tipline.audit.models import Checkpoint, Event, Link

BATCH: Final = 1_000
CHECKPOINT_EVERY: Final = timedelta(hours=1)


class Signed(NamedTuple):
    """A signature and the public key that made it."""

    signer: bytes
    signature: bytes


def record(
    *,
    deed: Event.Deed,
    actor: UUID | None,
    department: UUID | None,
    subjects: Sequence[UUID | str] = (),
    at: datetime,
) -> Event:
    """Insert one event. To be called inside the transaction of what it records: losing the row loses the change."""
    return Event.objects.create(
        deed=deed, actor=actor, department=department, subjects=[str(subject) for subject in subjects], at=at
    )


def link_events(*, sign: Callable[[tuple[bytes, ...]], Signed], at: datetime) -> int:
    """Link up to 1,000 events that are not linked yet and sign the head once an hour; return how many were linked.

    Two runs at the same time cannot fork the chain: both would insert the same position, and one of them fails whole.
    """
    with transaction.atomic():
        head = Link.objects.order_by("-position").first()
        position, digest = (head.position, bytes(head.digest)) if head else (0, START)
        links = []
        for event in Event.objects.filter(link__isnull=True).order_by("id")[:BATCH]:
            position += 1
            digest = link_digest(digest, position, event)
            links.append(Link(position=position, event=event, digest=digest))
        Link.objects.bulk_create(links)
        if position and _checkpoint_due(position, at):
            signed = sign(checkpoint_fields(position, digest))
            Checkpoint.objects.create(
                position=position, digest=digest, at=at, signer=signed.signer, signature=signed.signature
            )
    return len(links)


def _checkpoint_due(position: int, at: datetime) -> bool:
    last = Checkpoint.objects.order_by("-position").first()
    return last is None or (last.position < position and at - last.at >= CHECKPOINT_EVERY)
