"""Is the trail whole?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tipline.audit.chain import START, checkpoint_fields, link_digest
from tipline.audit.models import Checkpoint, Event, Link


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk over the chain found. `faults` names positions, never contents."""

    linked: int
    unlinked: int
    checkpoints: int
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was changed, removed or put in."""
        return not self.faults


def verify(*, check: Callable[[bytes, bytes, tuple[bytes, ...]], bool]) -> Verdict:
    """Recompute every link and check every checkpoint with `check(signer, signature, fields)`."""
    faults: list[str] = []
    signed = {point.position: point for point in Checkpoint.objects.order_by("position")}
    digest, expected = START, 0
    for link in Link.objects.select_related("event").order_by("position").iterator(chunk_size=1_000):
        expected += 1
        if link.position != expected:
            faults.append(f"position {expected} is missing")
            expected = link.position
        digest = link_digest(digest, link.position, link.event)
        if digest != bytes(link.digest):
            faults.append(f"position {link.position} was changed")
            digest = bytes(link.digest)
        point = signed.pop(link.position, None)
        if point is None:
            continue
        fields = checkpoint_fields(point.position, bytes(link.digest))
        if bytes(point.digest) != bytes(link.digest) or not check(bytes(point.signer), bytes(point.signature), fields):
            faults.append(f"checkpoint {point.position} does not fit")
    faults += [f"checkpoint {position} has no event: the end was cut off" for position in signed]
    unlinked = Event.objects.filter(link__isnull=True).count()
    return Verdict(linked=expected, unlinked=unlinked, checkpoints=Checkpoint.objects.count(), faults=tuple(faults))
