"""Who did what stands on a page: each person is looked up once, however many rows name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tipline.departments.models import Officer


def with_people(known: Mapping[UUID, Officer], ids: Iterable[UUID | None]) -> dict[UUID, Officer]:
    """Return the officers already known and those of these ids, by id; one query, and none where all are known."""
    missing = {pk for pk in ids if pk is not None} - known.keys()
    return {**known, **(Officer.objects.in_bulk(missing) if missing else {})}
