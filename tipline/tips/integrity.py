"""Whether a tip is still as it was sent: a MAC over it, made on arrival with a key outside the database, tells."""

from __future__ import annotations

import hmac
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, cast
from uuid import UUID

from tipline.envelope import EnvelopeError, WrapKind, ctx, is_held, sha256
from tipline.keyring import service_key
from tipline.keyring.errors import ServiceKeyMissing
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap
from tipline.tips.sealing import SealedRows

Kind = TipWrap.Kind

FIRST_EPOCH: Final = 1


def record_arrival(tip: Tip, rows: SealedRows) -> None:
    """Set `arrival` and `mac` of the unsaved content. Raises ServiceKeyMissing."""
    content = rows.content
    content.arrival = {
        "category": str(tip.category_id) if tip.category_id else None,
        "language": tip.language,
        "life_safety": tip.life_safety,
        "mailbox": mailbox_digest(rows.mailbox).hex(),
        "oversight": tip.oversight,
        "wraps": sorted([str(wrap.unit_id), str(wrap.kind), _short(wrap)] for wrap in rows.wraps),
    }
    content.mac = service_key.mac("tip mark", *_covered_fields(tip, content))


def _covered_fields(tip: Tip, content: TipContent) -> tuple[bytes, ...]:
    """What the MAC covers. Nothing that an action does with the tip changes it."""
    arrival = json.dumps(content.arrival, sort_keys=True, separators=(",", ":")).encode()
    return (
        tip.department_id.bytes,
        tip.pk.bytes,
        tip.reference.encode(),
        tip.channel.encode(),
        tip.sealed_by.encode(),
        bytes([tip.has_contact]),
        sha256(arrival),
        *_sealed(content.headline_id, content.headline),
        *_sealed(content.body_id, content.body),
        *_sealed(content.contact_id, content.contact),
    )


def has_valid_mac(tip: Tip, content: TipContent) -> bool:
    return hmac.compare_digest(bytes(content.mac), service_key.mac("tip mark", *_covered_fields(tip, content)))


def came_to_oversight(tip: Tip, *, police: bool) -> bool:
    """Whether the tip was sent to oversight or moved there. If its MAC is wrong, its own body decides: `police`."""
    content = tip.content
    try:
        valid = has_valid_mac(tip, content)
    except ServiceKeyMissing:
        valid = False
    return bool(content.arrival["oversight"]) if valid else police


def withhold(tip: Tip) -> None:
    """Remove category and language from the arrival of a tip that moves to oversight, and renew its MAC.

    A tip with a wrong MAC keeps it, so that the change stays visible. Raises ServiceKeyMissing.
    """
    content = tip.content
    if not has_valid_mac(tip, content):
        return
    content.arrival = {**content.arrival, "category": None, "language": "", "oversight": True}
    content.mac = service_key.mac("tip mark", *_covered_fields(tip, content))
    content.save(update_fields=["arrival", "mac"])


def as_sent(tip: Tip, *, closed_to: Collection[UUID] = ()) -> bool:
    """Whether a tip that does not open was sent so, and not changed later. Three queries.

    `closed_to` are the units whose wrap of the tip's key does not open; empty if the key opens but not the content.
    Only what the sender made counts: not a held wrap that does not open, a wrap added later, a renewed epoch or a
    changed receipt.
    """
    return bool(which_are_as_sent([tip], closed_to={tip.pk: closed_to}))


def which_are_as_sent(tips: Iterable[Tip], *, closed_to: Mapping[UUID, Collection[UUID]]) -> set[UUID]:
    """The ids of the tips that are `as_sent`, in three queries. Raises ServiceKeyMissing."""
    found = {tip.pk: tip for tip in tips}
    contents = TipContent.objects.in_bulk(list(found))
    mailboxes = Mailbox.objects.in_bulk(list(found))
    wraps: dict[UUID, list[TipWrap]] = defaultdict(list)
    for wrap in TipWrap.objects.filter(tip__in=list(found)):
        wraps[wrap.tip_id].append(wrap)
    return {
        pk
        for pk, tip in found.items()
        if pk in contents
        and pk in mailboxes
        and _as_sent(tip, contents[pk], mailboxes[pk], wraps[pk], closed_to.get(pk, ()))
    }


def mailbox_digest(mailbox: Mailbox) -> bytes:
    """32 bytes that change with the receipt, the keys and the epoch of the mailbox."""
    return sha256(
        ctx(
            "tip mailbox",
            bytes(mailbox.lookup_hash),
            bytes(mailbox.resident_public),
            mailbox.epoch.to_bytes(4, "big"),
            *_sealed(mailbox.key_id, mailbox.key_for_units),
            sha256(bytes(mailbox.key_for_resident or b"")),
        )
    )


def is_another_wrap(content: TipContent, wrap: TipWrap) -> bool:
    """Whether a wrap of the arrival is neither as it came nor held. Only its unit knows what a held one contains."""
    sent = {(unit, kind): digest for unit, kind, digest in content.arrival["wraps"]}
    digest = sent.get((str(wrap.unit_id), str(wrap.kind)))
    return digest is not None and _short(wrap) != digest and not _is_held(wrap)


def _as_sent(
    tip: Tip, content: TipContent, mailbox: Mailbox, wraps: list[TipWrap], closed_to: Collection[UUID]
) -> bool:
    if tip.epoch != FIRST_EPOCH or not has_valid_mac(tip, content):
        return False
    arrival = content.arrival
    facts = (tip.life_safety, tip.oversight)
    if (arrival["life_safety"], arrival["oversight"]) != facts or arrival["mailbox"] != mailbox_digest(mailbox).hex():
        return False
    here = {(str(wrap.unit_id), str(wrap.kind)): wrap for wrap in wraps if wrap.epoch == tip.epoch}
    for unit, kind, digest in arrival["wraps"]:
        wrap = here.pop((unit, kind), None)
        if wrap is None:
            return False
        if _short(wrap) == digest:
            continue
        if not _is_held(wrap) or (kind != Kind.IDENTITY and UUID(unit) in closed_to):
            return False
    # The remaining wraps were added later.
    return not any(wrap.unit_id in closed_to for wrap in here.values() if wrap.kind != Kind.IDENTITY)


def _is_held(wrap: TipWrap) -> bool:
    try:
        return is_held(bytes(wrap.wrapped), cast(WrapKind, wrap.kind))
    except EnvelopeError:
        return False


def _short(wrap: TipWrap) -> str:
    return sha256(bytes(wrap.unit_kid) + bytes(wrap.wrapped))[:16].hex()


def _sealed(object_id: UUID | None, envelope: Any) -> tuple[bytes, bytes]:
    return (object_id.bytes if object_id else b"", sha256(bytes(envelope or b"")))
