"""The sealed rows of a new tip, and the way from a wrap to what it opens."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid4

from django.db.models import Case, F, Value, When

from tipline.envelope import (
    EnvelopeError,
    Place,
    Purpose,
    ReceiptSecrets,
    WrapPlace,
    hold_wrap,
    is_held,
    open_content,
    open_wrap,
    seal_content,
    seal_mailbox_key,
    seal_wrap,
)
from tipline.keyring.errors import NoGrant
from tipline.keyring.queries import SealingKey
from tipline.keyring.unlocked import Unlocked
from tipline.tips.body import Body
from tipline.tips.errors import TipDamaged, TipNotFound
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap

Kind = TipWrap.Kind


@dataclass(frozen=True, slots=True)
class SealedRows:
    """What is stored beside the clear row of a new tip."""

    content: TipContent
    mailbox: Mailbox
    wraps: list[TipWrap]


def place_of(tip: Tip, purpose: Purpose, object_id: UUID, epoch: int | None = None) -> Place:
    """Return where in the format an envelope of this tip belongs."""
    return Place(
        purpose=purpose,
        department=tip.department_id.bytes,
        tip=tip.pk.bytes,
        epoch=tip.epoch if epoch is None else epoch,
        object_id=object_id.bytes,
    )


def seal_tip(
    *, tip: Tip, body: Body, contact: str, units: Sequence[SealingKey], custodian: SealingKey, secrets: ReceiptSecrets
) -> SealedRows:
    """Draw the tip's keys, seal its content under them and wrap them for the units; nothing is stored here."""
    tip_key, work_key, identity_key, mailbox_key = (os.urandom(32) for _ in range(4))
    headline_id, body_id, contact_id, key_id = (uuid4() for _ in range(4))
    content = TipContent(
        tip=tip,
        headline_id=headline_id,
        headline=seal_content(tip_key, body.headline().encode(), place_of(tip, Purpose.HEADLINE, headline_id)),
        body_id=body_id,
        body=seal_content(tip_key, body.to_bytes(), place_of(tip, Purpose.BODY, body_id)),
    )
    wraps = [wrap_for(tip, key, Kind.TIP, tip_key) for key in units]
    wraps += [wrap_for(tip, key, Kind.WORK, work_key) for key in units]
    if contact:
        content.contact_id = contact_id
        content.contact = seal_content(identity_key, contact.encode(), place_of(tip, Purpose.CONTACT, contact_id))
        wraps.append(wrap_for(tip, custodian, Kind.IDENTITY, identity_key))
    mailbox = Mailbox(
        tip=tip,
        lookup_hash=secrets.lookup_hash,
        resident_public=secrets.resident_public,
        epoch=tip.epoch,
        key_id=key_id,
        key_for_units=seal_content(tip_key, mailbox_key, place_of(tip, Purpose.MAILBOX_KEY, key_id)),
        key_for_resident=seal_mailbox_key(secrets.resident_public, mailbox_key, tip=tip.pk.bytes, epoch=tip.epoch),
    )
    return SealedRows(content=content, mailbox=mailbox, wraps=wraps)


def wrap_for(tip: Tip, key: SealingKey, kind: TipWrap.Kind, secret: bytes) -> TipWrap:
    """Return the unsaved sealed wrap of one of the tip's keys for a unit."""
    place = _place(kind, tip.pk, tip.epoch, key.unit, key.kid)
    return TipWrap(
        tip=tip,
        kind=kind,
        epoch=tip.epoch,
        unit_id=key.unit,
        unit_kid=key.kid,
        wrapped=seal_wrap(key.kem_public, secret, place),
    )


def open_keys(unlocked: Unlocked, tips: Iterable[Tip], *kinds: TipWrap.Kind) -> dict[tuple[UUID, str], bytes | None]:
    """Open the wraps of these kinds that the officer's units hold; one query, and one more where wraps become held.

    Returns the key by tip and kind, None where a wrap is damaged; a tip without a wrap for the officer has no entry.
    """
    epochs = {tip.pk: tip.epoch for tip in tips}
    rows = TipWrap.objects.filter(tip__in=epochs, kind__in=kinds, unit__in=unlocked.unit_ids)
    keys: dict[tuple[UUID, str], bytes | None] = {}
    held: list[tuple[TipWrap, bytes]] = []
    for row in rows:
        slot = (row.tip_id, row.kind)
        if row.epoch != epochs[row.tip_id] or keys.get(slot) is not None:
            continue
        keys[slot] = _open_row(unlocked, row, held)
    _store_held(held)
    return keys


def open_key(unlocked: Unlocked, tip: Tip, kind: TipWrap.Kind) -> bytes:
    """Open one of the tip's keys. Raises TipNotFound without a wrap for the officer's units, TipDamaged."""
    keys = open_keys(unlocked, [tip], kind)
    if (tip.pk, kind) not in keys:
        raise TipNotFound
    return _whole(keys[tip.pk, kind])


def open_text(key: bytes | None, envelope: bytes | memoryview | None, place: Place) -> str:
    """Open a sealed text. Raises TipDamaged when anything about it does not fit, or when it is no UTF-8."""
    try:
        return open_bytes(key, envelope, place).decode()
    except UnicodeDecodeError as error:
        raise TipDamaged from error


def text_unless_damaged(key: bytes | None, envelope: bytes | memoryview | None, place: Place) -> str | None:
    """Open a sealed text that stands beside others, None where anything about it does not fit."""
    try:
        return open_text(key, envelope, place)
    except TipDamaged:
        return None


def open_bytes(key: bytes | None, envelope: bytes | memoryview | None, place: Place) -> bytes:
    """Open sealed bytes. Raises TipDamaged when anything about them does not fit."""
    try:
        return open_content(_whole(key), bytes(envelope or b""), place)
    except EnvelopeError as error:
        raise TipDamaged from error


def _whole(key: bytes | None) -> bytes:
    if key is None:
        raise TipDamaged
    return key


def _open_row(unlocked: Unlocked, row: TipWrap, held: list[tuple[TipWrap, bytes]]) -> bytes | None:
    place = _place(TipWrap.Kind(row.kind), row.tip_id, row.epoch, row.unit_id, bytes(row.unit_kid))
    try:
        unit = unlocked.unit_key(row.unit_id, bytes(row.unit_kid))
        wrapped = bytes(row.wrapped)
        key = open_wrap(unit, wrapped, place)
        if not is_held(wrapped):
            cheap = hold_wrap(unit, key, place)
            if open_wrap(unit, cheap, place) == key:
                held.append((row, cheap))
    except (EnvelopeError, NoGrant):
        return None
    return key


def _store_held(held: Sequence[tuple[TipWrap, bytes]]) -> None:
    # Compare and swap: a wrap that somebody renewed meanwhile stays as it is.
    if not held:
        return
    swaps = [When(pk=row.pk, wrapped=bytes(row.wrapped), then=Value(cheap)) for row, cheap in held]
    rows = TipWrap.objects.filter(pk__in=[row.pk for row, _ in held])
    rows.update(wrapped=Case(*swaps, default=F("wrapped")))


def _place(kind: TipWrap.Kind, tip: UUID, epoch: int, unit: UUID, kid: bytes) -> WrapPlace:
    kinds: dict[TipWrap.Kind, Literal["tip", "work", "identity"]]
    kinds = {Kind.TIP: "tip", Kind.WORK: "work", Kind.IDENTITY: "identity"}
    return WrapPlace(kind=kinds[kind], tip=tip.bytes, epoch=epoch, unit=unit.bytes, unit_kid=kid)
