"""The sealed rows of a new tip, and the way from a wrap to what it opens."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Case, F, Value, When

from tipline.envelope import (
    EnvelopeError,
    Header,
    Purpose,
    ReceiptSecrets,
    UnitKey,
    WrapContext,
    WrapKind,
    is_held,
    open_content,
    open_wrap,
    seal_content,
    seal_held_wrap,
    seal_wrap,
    work_key_id,
)
from tipline.keyring.errors import NoGrant
from tipline.keyring.queries import SealingKey
from tipline.keyring.unlocked import Unlocked
from tipline.tips.body import Body
from tipline.tips.errors import TipDamaged, TipNotFound
from tipline.tips.headline import headline
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap

Kind = TipWrap.Kind
FIRST_EPOCH: Final = 1
"""That of what was first sent, for good: what is sealed keeps the epoch of its key (SPEC 8.1)."""
AT_ONCE: Final = 500
"""So many tips' keys are in memory at a time."""
FORMAT_KINDS: Final[dict[str, WrapKind]] = {Kind.CASE: "case", Kind.IDENTITY: "identity"}
"""What the format calls each kind of wrap."""


@dataclass(frozen=True, slots=True, repr=False)
class CaseKeys:
    """The two keys of a tip that one wrap holds: `tip` opens what was sent, `work` what officers write."""

    tip: bytes
    work: bytes

    @classmethod
    def generate(cls) -> CaseKeys:
        """Draw the keys of a new tip or of a new epoch."""
        return cls(os.urandom(32), os.urandom(32))

    @classmethod
    def from_bytes(cls, both: bytes) -> CaseKeys:
        """Cut what a case wrap holds."""
        return cls(both[:32], both[32:])

    def to_bytes(self) -> bytes:
        """Return what a case wrap holds."""
        return self.tip + self.work


@dataclass(frozen=True, slots=True, repr=False)
class MailboxKey:
    """The key of a mailbox's conversation in one of its epochs, which are counted apart from the tip's."""

    epoch: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class SealedRows:
    """What is stored beside the clear row of a new tip."""

    content: TipContent
    mailbox: Mailbox
    wraps: list[TipWrap]


def header_of(tip: Tip, purpose: Purpose, object_id: UUID, epoch: int) -> Header:
    """Return where in the format an envelope of this tip belongs. `epoch` is that of the key that seals (SPEC 8.1)."""
    return Header(
        purpose=purpose,
        department=tip.department_id.bytes,
        tip=tip.pk.bytes,
        epoch=epoch,
        object_id=object_id.bytes,
    )


def seal_tip(
    *, tip: Tip, body: Body, contact: str, units: Sequence[SealingKey], custodian: SealingKey, secrets: ReceiptSecrets
) -> SealedRows:
    """Draw the tip's keys, seal its content under them and wrap them for the units; nothing is stored here.

    The body that is sealed names the resident's key and the work key.
    """
    case, identity_key, mailbox_key = CaseKeys.generate(), os.urandom(32), secrets.mailbox_key(tip.pk.bytes)
    body = replace(body, resident=secrets.resident_kid.hex(), work=work_key_id(case.work).hex())
    headline_id, body_id, contact_id, key_id = (uuid4() for _ in range(4))
    content = TipContent(
        tip=tip,
        headline_id=headline_id,
        headline=seal_content(
            case.tip, headline(body.text).encode(), header_of(tip, Purpose.HEADLINE, headline_id, FIRST_EPOCH)
        ),
        body_id=body_id,
        body=seal_content(case.tip, body.to_bytes(), header_of(tip, Purpose.BODY, body_id, FIRST_EPOCH)),
    )
    wraps = [wrap_for(tip, key, Kind.CASE, case.to_bytes()) for key in units]
    if contact:
        content.contact_id = contact_id
        content.contact = seal_content(
            identity_key, contact.encode(), header_of(tip, Purpose.CONTACT, contact_id, FIRST_EPOCH)
        )
        wraps.append(wrap_for(tip, custodian, Kind.IDENTITY, identity_key))
    mailbox = Mailbox(
        tip=tip,
        lookup_hash=secrets.lookup_hash,
        resident_public=secrets.resident_public,
        epoch=FIRST_EPOCH,
        key_id=key_id,
        key_for_units=seal_content(case.tip, mailbox_key, header_of(tip, Purpose.MAILBOX_KEY, key_id, FIRST_EPOCH)),
    )
    return SealedRows(content=content, mailbox=mailbox, wraps=wraps)


def wrap_for(tip: Tip, key: SealingKey, kind: TipWrap.Kind, secret: bytes) -> TipWrap:
    """Return the unsaved sealed wrap of the tip's keys of this kind for a unit."""
    epoch = _epoch_of(kind, tip)
    wrap = TipWrap(
        tip=tip,
        kind=kind,
        epoch=epoch,
        unit_id=key.unit,
        unit_kid=key.kid,
        wrapped=seal_wrap(key.kem_public, secret, _wrap_context(kind, tip.pk, epoch, key.unit, key.kid)),
    )
    if kind == Kind.CASE:
        wrap.enter_queue(tip, tip.received_at, tip.received_precision)
    return wrap


@dataclass(frozen=True, slots=True, repr=False)
class OpenedCase:
    """A tip's keys, None where no wrap opens. `closed`: the units whose wrap does not, though their key is at hand."""

    tip: Tip
    keys: CaseKeys | None
    closed: frozenset[UUID]


def open_keys(unlocked: Unlocked, tips: Iterable[Tip], wraps: Sequence[TipWrap] | None = None) -> Iterator[OpenedCase]:
    """Open the case wraps that the officer's units hold, tip by tip, however many there are.

    Of `AT_ONCE` tips it takes one query, and one more where wraps become held. `wraps`: the case wraps of these tips,
    where they were read together.
    """
    remaining = iter(tips)
    while some := list(islice(remaining, AT_ONCE)):
        opened, closed = _open_wraps(unlocked, some, Kind.CASE, wraps)
        for tip in some:
            both = opened.get(tip.pk)
            yield OpenedCase(tip, CaseKeys.from_bytes(both) if both else None, frozenset(closed.get(tip.pk, ())))


def open_case(unlocked: Unlocked, tip: Tip) -> CaseKeys:
    """Open the tip's keys. Raises TipNotFound without a wrap for the officer's units, TipDamaged."""
    return CaseKeys.from_bytes(_open_wrap(unlocked, tip, Kind.CASE))


def open_identity_key(unlocked: Unlocked, tip: Tip) -> bytes:
    """Open the key of the tip's contact details. Raises TipNotFound, TipDamaged as `open_case` does."""
    return _open_wrap(unlocked, tip, Kind.IDENTITY)


def open_text(key: bytes, envelope: bytes | memoryview | None, header: Header) -> str:
    """Open a sealed text. Raises TipDamaged when anything about it does not fit, or when it is no UTF-8."""
    try:
        return open_bytes(key, envelope, header).decode()
    except UnicodeDecodeError as error:
        raise TipDamaged from error


def text_or_none(key: bytes | None, envelope: bytes | memoryview | None, header: Header) -> str | None:
    """Open a sealed text that stands beside others, None where anything about it does not fit or its key is missing."""
    try:
        return None if key is None else open_text(key, envelope, header)
    except TipDamaged:
        return None


def open_bytes(key: bytes, envelope: bytes | memoryview | None, header: Header) -> bytes:
    """Open sealed bytes. Raises TipDamaged when anything about them does not fit."""
    try:
        return open_content(key, bytes(envelope or b""), header)
    except EnvelopeError as error:
        raise TipDamaged from error


def _open_wrap(unlocked: Unlocked, tip: Tip, kind: TipWrap.Kind) -> bytes:
    opened, _ = _open_wraps(unlocked, [tip], kind)
    if tip.pk not in opened:
        raise TipNotFound
    key = opened[tip.pk]
    if key is None:
        raise TipDamaged
    return key


def _open_wraps(
    unlocked: Unlocked, tips: Iterable[Tip], kind: TipWrap.Kind, wraps: Iterable[TipWrap] | None = None
) -> tuple[dict[UUID, bytes | None], dict[UUID, set[UUID]]]:
    epochs = {tip.pk: _epoch_of(kind, tip) for tip in tips}
    if wraps is None:
        wraps = TipWrap.objects.filter(tip__in=epochs, kind=kind, unit__in=unlocked.unit_ids)
    keys: dict[UUID, bytes | None] = {}
    closed: dict[UUID, set[UUID]] = {}
    held: list[tuple[TipWrap, bytes]] = []
    for row in wraps:
        if row.unit_id not in unlocked.unit_ids:
            continue
        if row.epoch != epochs.get(row.tip_id) or keys.get(row.tip_id) is not None:
            continue
        try:
            unit = unlocked.unit_key(row.unit_id, bytes(row.unit_kid))
        except NoGrant:
            keys[row.tip_id] = None
            continue
        keys[row.tip_id] = _open_row(unit, row, held)
        if keys[row.tip_id] is None:
            closed.setdefault(row.tip_id, set()).add(row.unit_id)
    _store_held(held)
    return keys, closed


def _open_row(unit: UnitKey, row: TipWrap, held: list[tuple[TipWrap, bytes]]) -> bytes | None:
    context = _wrap_context(row.kind, row.tip_id, row.epoch, row.unit_id, bytes(row.unit_kid))
    try:
        wrapped = bytes(row.wrapped)
        key = open_wrap(unit, wrapped, context)
        if not is_held(wrapped, context.kind):
            cheap = seal_held_wrap(unit, key, context)
            if open_wrap(unit, cheap, context) == key:
                held.append((row, cheap))
    except EnvelopeError:
        return None
    return key


def _store_held(held: Sequence[tuple[TipWrap, bytes]]) -> None:
    # Compare and swap: a wrap that somebody renewed meanwhile stays as it is.
    if not held:
        return
    swaps = [When(pk=row.pk, wrapped=bytes(row.wrapped), then=Value(cheap)) for row, cheap in held]
    rows = TipWrap.objects.filter(pk__in=[row.pk for row, _ in held])
    rows.update(wrapped=Case(*swaps, default=F("wrapped")))


def _epoch_of(kind: TipWrap.Kind, tip: Tip) -> int:
    """The identity key is never renewed."""
    return FIRST_EPOCH if kind == Kind.IDENTITY else tip.epoch


def _wrap_context(kind: str, tip: UUID, epoch: int, unit: UUID, kid: bytes) -> WrapContext:
    return WrapContext(kind=FORMAT_KINDS[kind], tip=tip.bytes, epoch=epoch, unit=unit.bytes, unit_kid=kid)
