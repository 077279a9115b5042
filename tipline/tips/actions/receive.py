"""Store a new tip."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from tipline.departments.models import Category, Department
from tipline.envelope import ReceiptSecrets, encode_base32
from tipline.keyring.queries import SealingKey
from tipline.tips.body import Body
from tipline.tips.inserting import insert_together
from tipline.tips.marks import mark
from tipline.tips.models import SpentForm, Tip, TipWrap
from tipline.tips.oversight import require_holders
from tipline.tips.sealing import SealedRows, seal_tip


def receive_tip(
    *,
    department: Department,
    category: Category,
    oversight: bool,
    life_safety: bool,
    body: Body,
    contact: str,
    units: Sequence[SealingKey],
    custodian: SealingKey,
    secrets: ReceiptSecrets,
    form_mark: bytes,
    text_mark: bytes,
    channel: Tip.Channel = Tip.Channel.WEB,
    at: datetime,
) -> Tip:
    """Seal and store a tip together with the mark of its form, in one transaction.

    Of a tip of oversight category and language are withheld. Raises IntegrityError when the form was spent before,
    OversightOnly as `store_tip` does.
    """
    tip = Tip(
        id=uuid4(),
        reference=new_reference(),
        department=department,
        category=None if oversight else category,
        oversight=oversight,
        life_safety=life_safety,
        language="" if oversight else body.language,
        channel=channel,
        has_contact=bool(contact),
        received_at=at,
    )
    rows = seal_tip(tip=tip, body=body, contact=contact, units=units, custodian=custodian, secrets=secrets)
    store_tip(tip=tip, rows=rows, form_mark=form_mark, text_mark=text_mark, at=at)
    return tip


def store_tip(*, tip: Tip, rows: SealedRows, form_mark: bytes, text_mark: bytes, at: datetime) -> None:
    """Store a sealed tip, marked as it was sent, and the mark of its form, all or nothing.

    Raises IntegrityError when the form was spent before, and when an id or a receipt of the tip is taken;
    OversightOnly when a tip of oversight is sealed to another unit as well; ServiceKeyMissing.
    """
    require_holders(tip, (wrap.unit_id for wrap in rows.wraps if wrap.kind == TipWrap.Kind.CASE))
    mark(tip, rows)
    form = _spent(form_mark, text_mark, at)
    insert_together([form], [tip], [rows.content], [rows.mailbox], rows.wraps)


def spend_form(mark: bytes, text_mark: bytes, at: datetime) -> None:
    """Remember that a form was sent. Raises IntegrityError when it was sent before."""
    _spent(mark, text_mark, at).save(force_insert=True)


def _spent(mark: bytes, text_mark: bytes, at: datetime) -> SpentForm:
    ten_minutes = at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0)
    return SpentForm(mark=mark, text_mark=text_mark, sent_at=ten_minutes)


def new_reference() -> str:
    """Return eight random characters of Crockford's alphabet in two groups: 40 bits, unique by constraint."""
    letters = encode_base32(random.randbits(40), 8)
    return f"{letters[:4]}-{letters[4:]}"
