"""After a restore: the loss goes on record, and the trail continues."""

from __future__ import annotations

from datetime import datetime

from tipline.audit import actions
from tipline.departments.models import Department
from tipline.keyring.anchor import anchor
from tipline.keyring.log.pin import forget_head
from tipline.operations import unsealed
from tipline.operations.unsealed import Arrival, UnsealedBroken


def accept(*, at: datetime) -> tuple[int, list[Arrival]]:
    """Record the gap and accept the key logs as they are; return the number of lost links, and the lost tips and
    answers.

    Raises TrailBroken if the existing chain was changed, which no restore does.
    """
    with unsealed.locked():
        try:
            arrivals = unsealed.read()
        except UnsealedBroken:
            arrivals = set()
        lost = unsealed.missing(arrivals)
        links = actions.accept_restore(
            anchor=anchor(), lost=[f"{arrival.kind} {arrival.id}" for arrival in lost], at=at
        )
        unsealed.write(arrivals - set(lost))
    for department in Department.objects.values_list("pk", flat=True):
        forget_head(department)
    return links, lost
