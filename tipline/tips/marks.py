"""Is a tip still as it was sent? A mark over it tells, made when it came with a key that is not in the database."""

from __future__ import annotations

import hmac
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, cast
from uuid import UUID

from tipline.envelope import EnvelopeError, WrapKind, ctx, is_held, sha256
from tipline.keyring import service
from tipline.keyring.errors import ServiceKeyMissing
from tipline.tips.models import Mailbox, Tip, TipContent, TipWrap
from tipline.tips.sealing import SealedRows

Kind = TipWrap.Kind

FIRST_EPOCH: Final = 1


def mark(tip: Tip, rows: SealedRows) -> None:
    """Write down how the unsaved tip came, and mark it. Raises ServiceKeyMissing."""
    content = rows.content
    content.arrival = {
        "category": str(tip.category_id) if tip.category_id else None,
        "language": tip.language,
        "life_safety": tip.life_safety,
        "mailbox": mailbox_digest(rows.mailbox).hex(),
        "oversight": tip.oversight,
        "wraps": sorted([str(wrap.unit_id), str(wrap.kind), _short(wrap)] for wrap in rows.wraps),
    }
    content.mark = service.mac("tip mark", *statement(tip, content))


def statement(tip: Tip, content: TipContent) -> tuple[bytes, ...]:
    """Return the fields that the mark of a tip covers: nothing that is done with the tip lawfully changes them."""
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


def is_marked(tip: Tip, content: TipContent) -> bool:
    """Tell whether words, contact details and the facts of the arrival are as they were sent."""
    return hmac.compare_digest(bytes(content.mark), service.mac("tip mark", *statement(tip, content)))


def came_to_oversight(tip: Tip, *, police: bool) -> bool:
    """Tell whether the tip came as one of oversight, or was moved there: by its mark, or where that does not hold, by
    `police`, which its body says of itself.
    """
    content = tip.content
    try:
        marked = is_marked(tip, content)
    except ServiceKeyMissing:
        marked = False
    return bool(content.arrival["oversight"]) if marked else police


def withhold(tip: Tip) -> None:
    """Take category and language out of what is kept of the arrival, where the tip moved to oversight; mark it anew.

    A tip whose mark does not hold keeps it as it is: it stays found. Raises ServiceKeyMissing.
    """
    content = tip.content
    if not is_marked(tip, content):
        return
    content.arrival = {**content.arrival, "category": None, "language": "", "oversight": True}
    content.mark = service.mac("tip mark", *statement(tip, content))
    content.save(update_fields=["arrival", "mark"])


def as_sent(tip: Tip, *, closed_to: Collection[UUID] = ()) -> bool:
    """Tell whether a tip that does not open came so, or was changed after it was sent. Three queries.

    `closed_to`: the units whose wrap of the tip's key does not open; empty where the key opens and what is under it
    does not. Only what is as its sender made it counts: a held wrap that does not open, a wrap that was added later, a
    renewed epoch and a changed receipt are no work of theirs.
    """
    return bool(which_are_as_sent([tip], closed_to={tip.pk: closed_to}))


def which_are_as_sent(tips: Iterable[Tip], *, closed_to: Mapping[UUID, Collection[UUID]]) -> set[UUID]:
    """Return the ids of those tips for which `as_sent` holds, in three queries. Raises ServiceKeyMissing."""
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
    """Return 32 bytes that another receipt, other keys or another epoch of the mailbox do not have."""
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
    """Tell whether a wrap of the arrival is neither as it came nor held; what a held one holds, only its unit knows."""
    sent = {(unit, kind): digest for unit, kind, digest in content.arrival["wraps"]}
    digest = sent.get((str(wrap.unit_id), str(wrap.kind)))
    return digest is not None and _short(wrap) != digest and not _is_held(wrap)


def _as_sent(
    tip: Tip, content: TipContent, mailbox: Mailbox, wraps: list[TipWrap], closed_to: Collection[UUID]
) -> bool:
    if tip.epoch != FIRST_EPOCH or not is_marked(tip, content):
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
    # What is left was added later.
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
