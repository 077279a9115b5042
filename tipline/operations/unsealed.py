"""Tips and answers of days without a manifest, in a file outside the database.

A manifest is made when its day is over. Until then a missing tip is found because the tick writes the ids of all
arrivals into this file each minute and looks whether the earlier ones are still there. The file contains no time but
the day, and keeps it for a few days only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID

from tipline.audit.chain import has_valid_mac
from tipline.audit.errors import TrailBroken
from tipline.audit.models import Event
from tipline.keyring import key_folder
from tipline.keyring.anchor import mac
from tipline.tips.models import Message, Tip

FILE: Final = "audit.unsealed"
BATCH: Final = 500


class Kind(StrEnum):
    TIP = "tip"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """A tip, or a resident's answer to `tip`. `gone`: it was found missing and reported."""

    kind: Kind
    id: UUID
    tip: UUID
    department: UUID
    day: date
    gone: bool = False


class UnsealedBroken(TrailBroken):
    """The file was edited."""


def locked() -> AbstractContextManager[None]:
    """Keep other processes of this machine from writing the file meanwhile."""
    return key_folder.LineFile(FILE).locked()


def read() -> set[Arrival]:
    """Empty if there is no file. Raises UnsealedBroken."""
    text = key_folder.read_text(FILE)
    if not text:
        return set()
    body, _, code = text.rstrip("\n").rpartition("\n")
    if not hmac.compare_digest(code.encode(), _mac(body).encode()):
        raise UnsealedBroken(f"the file {FILE} was edited")
    return {_parsed(line) for line in body.splitlines()}


def write(arrivals: Iterable[Arrival]) -> None:
    """Replace the file's content, sorted by id, so that it shows no order of arrival."""
    body = "\n".join(_line(arrival) for arrival in sorted(arrivals))
    key_folder.replace_text(FILE, f"{body}\n{_mac(body)}\n")


def missing(arrivals: Collection[Arrival]) -> list[Arrival]:
    """Those that are not in the database without having been destroyed, sorted."""
    there = set(_there(Tip, [arrival.id for arrival in arrivals if arrival.kind == Kind.TIP]))
    there |= set(_there(Message, [arrival.id for arrival in arrivals if arrival.kind == Kind.ANSWER]))
    gone = [arrival for arrival in arrivals if arrival.id not in there]
    lawful = destroyed([arrival.tip for arrival in gone])
    return sorted(arrival for arrival in gone if arrival.tip not in lawful)


def destroyed(tips: Collection[UUID]) -> set[UUID]:
    """Those that the trail says were destroyed."""
    return with_action(tips, Event.Action.TIP_DESTROYED)


def with_action(tips: Collection[UUID], action: Event.Action) -> set[UUID]:
    """The tips with such an event. Forged events do not count."""
    found: set[UUID] = set()
    for some in slices(list(tips)):
        events = Event.objects.filter(action=action, about__in=some)
        found |= {event.about for event in events if event.about and has_valid_mac(mac, event)}
    return found


def slices(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _there(model: type[Tip | Message], ids: list[UUID]) -> Iterator[UUID]:
    for some in slices(ids):
        yield from model.objects.filter(pk__in=some).values_list("pk", flat=True)


def _line(arrival: Arrival) -> str:
    state = "gone" if arrival.gone else "here"
    return f"{arrival.kind} {arrival.id.hex} {arrival.tip.hex} {arrival.department.hex} {arrival.day} {state}"


def _parsed(line: str) -> Arrival:
    kind, pk, tip, department, day, state = line.split(" ")
    own = UUID(hex=pk)
    return Arrival(
        kind=Kind(kind),
        id=own,
        tip=own if tip == pk else UUID(hex=tip),
        department=_department(department),
        day=_day(day),
        gone=state == "gone",
    )


# Of many lines few departments and days: each is one object, which takes half of the memory.
_department = lru_cache(maxsize=64)(UUID)
_day = lru_cache(maxsize=64)(date.fromisoformat)


def _mac(body: str) -> str:
    return mac("audit unsealed", hashlib.sha256(body.encode()).digest()).hex()
