"""Close what does not open, as it was sent: it takes no key of the tip, as there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tipline.casework.errors import OutcomeRefused
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import advance, find_unopenable
from tipline.tips.locking import lock_tip
from tipline.tips.models import Disposition, Handling, History, Status
from tipline.tips.queries import handled_by
from tipline.tips.queue import unopenable
from tipline.tips.queue_state import set_aside

OUTCOMES: Final = (Disposition.SPAM, Disposition.INSUFFICIENT)
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many tips were closed, and how many only left the officer's queue, as another unit may read them."""

    closed: int = 0
    set_aside: int = 0


def close_unopenable(*, unlocked: Unlocked, disposition: str, at: datetime) -> Cleared:
    """Take up to 200 tips of the officer's queue that do not open, as they were sent, off it, and close them.

    Each is tried once more: what opens, or was changed after it was sent, stays. One that another unit may be able to
    read stays open for that unit. That they do not open is the reason, and stands in history and audit trail. Raises
    OutcomeRefused for an outcome other than spam and insufficient information.
    """
    if disposition not in OUTCOMES:
        raise OutcomeRefused
    tips = list(unopenable(unlocked).select_related("content", "mailbox").order_by("pk")[:AT_ONCE])
    cleared = Cleared()
    for tip_id in find_unopenable(unlocked=unlocked, tips=tips, at=at):
        with transaction.atomic():
            lock_tip(tip_id)
            handling = handled_by(unlocked).filter(tip=tip_id).first()
            if handling is not None:
                closed = _clear(unlocked, handling, disposition, at)
                cleared = Cleared(cleared.closed + closed, cleared.set_aside + (not closed))
    return cleared


def _clear(unlocked: Unlocked, handling: Handling, disposition: str, at: datetime) -> bool:
    nobody_else = set_aside(handling, unlocked.unit_ids)
    closes = nobody_else and handling.status != Status.CLOSED
    if closes:
        handling.disposition = disposition
    advance(
        handling=handling,
        action=History.Action.SET_ASIDE,
        actor=unlocked.officer,
        at=at,
        to_status=Status.CLOSED if closes else None,
    )
    return nobody_else
