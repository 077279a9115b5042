"""Store a new tip."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, models

from tipline.departments.models import Category, Department
from tipline.envelope import ReceiptSecrets, encode_base32
from tipline.keyring.queries import SealingKey
from tipline.tips.body import Body
from tipline.tips.inserting import insert_together
from tipline.tips.integrity import record_arrival
from tipline.tips.models import Handling, Tip, TipWrap
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
    channel: Tip.Channel = Tip.Channel.WEB,
    at: datetime,
    beside: models.Model,
) -> Tip:
    """Seal and store a tip. Of one of oversight category and language are withheld.

    `beside` and what is raised: as `store_tip` has it.
    """
    tip = Tip(
        id=uuid4(),
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
    store_tip(tip=tip, rows=rows, beside=beside)
    return tip


def store_tip(*, tip: Tip, rows: SealedRows, beside: models.Model) -> None:
    """Store a sealed tip under a new reference, marked as it was sent, and a row `beside` it, all or nothing.

    Raises IntegrityError when that row is there already, and when an id or a receipt of the tip is taken; OversightOnly
    when a tip of oversight is sealed to another unit as well; ServiceKeyMissing.
    """
    require_holders(tip, (wrap.unit_id for wrap in rows.wraps if wrap.kind == TipWrap.Kind.CASE))
    try:
        _insert(tip, rows, beside)
    except IntegrityError:
        if not Tip.objects.filter(reference=tip.reference).exclude(pk=tip.pk).exists():
            raise
        # 40 random bits met those of another tip: nobody who sends one is to hear of that.
        _insert(tip, rows, beside)


def _insert(tip: Tip, rows: SealedRows, beside: models.Model) -> None:
    tip.reference = new_reference()
    record_arrival(tip, rows)
    handling = Handling(tip=tip, department_id=tip.department_id)
    insert_together([beside], [tip], [handling], [rows.content], [rows.mailbox], rows.wraps)


def new_reference() -> str:
    """Return eight random characters of Crockford's alphabet in two groups: 40 bits, unique by constraint."""
    letters = encode_base32(random.randbits(40), 8)
    return f"{letters[:4]}-{letters[4:]}"
