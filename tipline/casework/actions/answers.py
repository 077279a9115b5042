"""Say that an answer to a closed tip was dealt with, where nothing else was to do."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import CHANGES, acting_on, advance
from tipline.tips.models import History


def answer_dealt_with(*, unlocked: Unlocked, tip_id: UUID, expected_version: int, at: datetime) -> int:
    """Take what the resident wrote off the queue of the officer's units; what came since they looked stays.

    Returns the tip's new version. Raises TipNotFound, StaleTip.
    """
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version, conflicts=CHANGES) as handling:
        advance(handling=handling, action=History.Action.ANSWER_DEALT_WITH, actor=unlocked.officer, at=at)
        return handling.version
