"""Verify the whole trail."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from django.db.models import Count

from tipline.audit.anchor import HeadsFile, Mac
from tipline.audit.chain import START, checkpoint_fields, has_valid_mac, link_digest
from tipline.audit.errors import HeadsBroken
from tipline.audit.heads import Head, Kind, read_heads
from tipline.audit.models import Checkpoint, Event, Link

MOST_FAULTS: Final = 100

Check = Callable[[bytes, bytes, tuple[bytes, ...]], bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` names positions and public ids, never contents; `accepted` are gaps that an operator accepted."""

    linked: int
    unlinked: int
    checkpoints: int
    faults: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def intact(self) -> bool:
        return not self.faults


@dataclass(slots=True)
class _Heads:
    """The file of heads, read twice, so that only its restores are kept in memory."""

    file: HeadsFile
    mac: Mac
    last: Head | None = None
    restores: list[Head] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    def read(self) -> str:
        """Verify every line; return what is wrong in words, empty if nothing is."""
        try:
            for head in read_heads(self.file, self.mac):
                if head.kind == Kind.RESTORE:
                    self.restores.append(head)
                    lost = max(0, self.last.position - head.position) if self.last else 0
                    gap = f"{head.at:%Y-%m-%d}: the trail goes on from position {head.position}, {lost} links are lost"
                    self.accepted.append(gap)
                self.last = head
        except HeadsBroken as error:
            self.last = None
            return error.reason
        return ""

    def valid(self) -> Iterator[Head]:
        """The heads that no later restore went back behind, in order of position."""
        if self.last is None:
            return
        for head in read_heads(self.file, self.mac):
            if not any(later.number > head.number and later.position < head.position for later in self.restores):
                yield head


def verify_trail(*, mac: Mac, heads: HeadsFile, check: Check) -> Verdict:
    """Recompute every link, compare the chain with the file of heads, and check every checkpoint.

    `check(signer, signature, fields)` tells whether a service key signed.
    """
    file = _Heads(heads, mac)
    unreadable = file.read()
    walk = _Walk(mac, check, file)
    faults = [unreadable] if unreadable else []
    faults += islice(walk.faults(file_is_read=not unreadable), MOST_FAULTS)
    return Verdict(
        linked=walk.position,
        unlinked=Event.objects.filter(link__isnull=True).count(),
        checkpoints=walk.checkpoints,
        faults=tuple(faults),
        accepted=tuple(file.accepted),
    )


class _Walk:
    def __init__(self, mac: Mac, check: Check, file: _Heads) -> None:
        self.mac, self.check, self.file = mac, check, file
        self.position = 0
        self.signed = {point.position: point for point in Checkpoint.objects.order_by("position")}
        self.checkpoints = len(self.signed)
        self.known = frozenset(self.signed)
        self.must_be_signed: set[int] = set()
        self.batches_beyond: set[int] = set()

    def faults(self, *, file_is_read: bool) -> Iterator[str]:
        digest, heads = START, self.file.valid()
        head = next(heads, None)
        for link in Link.objects.select_related("event").order_by("position").iterator(chunk_size=1_000):
            self.position += 1
            if link.position != self.position:
                yield f"position {self.position} is missing"
                self.position = link.position
            digest = link_digest(self.mac, digest, link)
            if not _same(digest, link.digest) or not has_valid_mac(self.mac, link.event):
                yield f"position {link.position} was changed"
                digest = bytes(link.digest)
            yield from self._checkpoint(link)
            while head is not None and head.position <= self.position:
                if head.position == self.position and not _same(head.digest, digest):
                    yield f"position {head.position} is another one than the file of heads knows"
                self._passed(head)
                head = next(heads, None)
            if self.file.last is None or link.position > self.file.last.position:
                self.batches_beyond.add(link.batch)
        yield from (f"checkpoint {position} has no event: the end was cut off" for position in self.signed)
        yield from (f"checkpoint {position} is missing" for position in sorted(self.must_be_signed))
        if head is not None and self.file.last is not None:
            yield (
                f"the file of heads knows {self.file.last.position} links and the database has {self.position}: "
                f"the end was cut off, or an older database was put back"
            )
        if file_is_read:
            yield from self._file_behind()
        twice = Event.objects.order_by("public_id").values("public_id").annotate(n=Count("pk")).filter(n__gt=1)
        yield from (f"event {row['public_id']} is there more than once" for row in twice.iterator())
        yield from self._forged()

    def _passed(self, head: Head) -> None:
        if head.kind == Kind.SIGNED and head.position not in self.known:
            self.must_be_signed.add(head.position)

    def _checkpoint(self, link: Link) -> Iterator[str]:
        point = self.signed.pop(link.position, None)
        if point is None:
            return
        fields = checkpoint_fields(point.position, bytes(link.digest))
        fits = self.check(bytes(point.signer), bytes(point.signature), fields)
        if not fits or not _same(bytes(point.digest), link.digest):
            yield f"checkpoint {point.position} does not fit"

    def _file_behind(self) -> Iterator[str]:
        """A crash loses one batch of the file at most; more means that it was cut or removed."""
        last = self.file.last
        if last is None and self.batches_beyond - {1}:
            yield "the file of heads is gone"
        if last is not None and self.batches_beyond - {last.number + 1}:
            yield "lines are gone from the end of the file of heads"

    def _forged(self) -> Iterator[str]:
        for event in Event.objects.filter(link__isnull=True).order_by("id").iterator(chunk_size=1_000):
            if not has_valid_mac(self.mac, event):
                yield f"event {event.public_id} was put in or changed before it was linked"


def _same(one: bytes, other: bytes | memoryview) -> bool:
    return hmac.compare_digest(one, bytes(other))
