from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from tipline.departments.models import Officer


def officers_by_id(known: Mapping[UUID, Officer], ids: Iterable[UUID | None]) -> dict[UUID, Officer]:
    """The known officers and those with these ids: one query, or none if all are known."""
    missing = {pk for pk in ids if pk is not None} - known.keys()
    return {**known, **(Officer.objects.in_bulk(missing) if missing else {})}
