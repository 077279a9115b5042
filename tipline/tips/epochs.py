"""The keys of a tip through its epochs: each renewed key opens the one that it took the place of (SPEC section 8.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar
from uuid import UUID, uuid4

from tipline.envelope import Purpose, seal_content
from tipline.tips.errors import TipDamaged
from tipline.tips.models import PreviousKey, Tip
from tipline.tips.sealing import FIRST_EPOCH, CaseKeys, header_of, open_bytes

Kind = PreviousKey.Kind
Row = TypeVar("Row", bound="HasEpoch")


class HasEpoch(Protocol):
    """What is sealed under keys of an epoch of its tip."""

    epoch: int


KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, repr=False)
class Epochs:
    """The keys that the newest ones lead to: T and W by the tip's epoch, older M by the mailbox's.

    An epoch whose previous key is missing or damaged is not there, nor is any before it.
    """

    case: Mapping[int, CaseKeys]
    mailbox: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def first(self) -> CaseKeys | None:
        """The keys under which everything was first sealed."""
        return self.case.get(FIRST_EPOCH)

    @property
    def work(self) -> dict[int, bytes]:
        """The work key of each epoch."""
        return {epoch: keys.work for epoch, keys in self.case.items()}


def epochs_of(tip: Tip, newest: CaseKeys) -> Epochs:
    """Return the keys of all epochs of a tip; no query for one whose keys were never renewed."""
    found = all_epochs([tip], {tip.pk: newest})[tip.pk]
    return found or Epochs({tip.epoch: newest})


def all_epochs(tips: Iterable[Tip], newest: Mapping[UUID, CaseKeys | None]) -> dict[UUID, Epochs | None]:
    """Return the keys of all epochs by tip, None where the newest are missing; one query for all that were renewed."""
    tips = list(tips)
    rows = _rows([tip.pk for tip in tips if tip.epoch > FIRST_EPOCH and newest.get(tip.pk)])
    found: dict[UUID, Epochs | None] = {}
    for tip in tips:
        keys = newest.get(tip.pk)
        found[tip.pk] = _walk(tip, keys, rows.get(tip.pk, [])) if keys else None
    return found


def renewed_since(tip: Tip) -> bool:
    """Tell whether the tip got new keys after its row was read: then what is read of it now does not go with them."""
    return Tip.objects.filter(pk=tip.pk, epoch__gt=tip.epoch).exists()


def read_with(tip: Tip, rows: Iterable[Row]) -> list[Row]:
    """Leave out of rows of a tip that was read what was written after that, under keys that it got since."""
    rows = list(rows)
    if all(row.epoch <= tip.epoch for row in rows) or not renewed_since(tip):
        return rows
    return [row for row in rows if row.epoch <= tip.epoch]


def seal_previous(tip: Tip, old: CaseKeys, new: CaseKeys) -> list[PreviousKey]:
    """Return the unsaved rows that seal the tip's and the work key of the epoch before under those of its epoch now."""
    return [
        _sealed(tip, Kind.TIP, tip.epoch - 1, new.tip, old.tip),
        _sealed(tip, Kind.WORK, tip.epoch - 1, new.work, old.work),
    ]


def seal_previous_mailbox(tip: Tip, mailbox_epoch: int, old: bytes, new: CaseKeys) -> PreviousKey:
    """Return the unsaved row that seals the mailbox key of that epoch under the tip key of the tip's epoch now."""
    return _sealed(tip, Kind.MAILBOX, mailbox_epoch, new.tip, old)


def _sealed(tip: Tip, kind: PreviousKey.Kind, of_epoch: int, under: bytes, key: bytes) -> PreviousKey:
    key_id = uuid4()
    envelope = seal_content(under, key, header_of(tip, Purpose.PREVIOUS_KEY, key_id, tip.epoch))
    return PreviousKey(id=key_id, tip=tip, kind=kind, epoch=tip.epoch, of_epoch=of_epoch, envelope=envelope)


def _rows(tips: list[UUID]) -> dict[UUID, list[PreviousKey]]:
    found: dict[UUID, list[PreviousKey]] = defaultdict(list)
    for row in PreviousKey.objects.filter(tip__in=tips) if tips else []:
        found[row.tip_id].append(row)
    return found


def _walk(tip: Tip, newest: CaseKeys, rows: list[PreviousKey]) -> Epochs:
    case, mailbox, keys = {tip.epoch: newest}, {}, newest
    for epoch in range(tip.epoch, FIRST_EPOCH, -1):
        here = [row for row in rows if row.epoch == epoch]
        for row in here:
            if row.kind == Kind.MAILBOX and (key := _opened(tip, row, keys.tip)):
                mailbox[row.of_epoch] = key
        below = {row.kind: row for row in here if row.kind != Kind.MAILBOX}
        tip_key = _opened(tip, below.get(Kind.TIP), keys.tip)
        work_key = _opened(tip, below.get(Kind.WORK), keys.work)
        if tip_key is None or work_key is None:
            break
        keys = CaseKeys(tip_key, work_key)
        case[epoch - 1] = keys
    return Epochs(case, mailbox)


def _opened(tip: Tip, row: PreviousKey | None, under: bytes) -> bytes | None:
    if row is None:
        return None
    try:
        key = open_bytes(under, row.envelope, header_of(tip, Purpose.PREVIOUS_KEY, row.pk, row.epoch))
    except TipDamaged:
        return None
    return key if len(key) == KEY_BYTES else None
