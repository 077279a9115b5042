"""The one order in which rows of a tip are locked: its own row first, whatever is to be changed of the others.

It stands for all of them, also for each department's handling: no keys are renewed while something is sealed to them.
"""

from __future__ import annotations

from uuid import UUID

from tipline.tips.models import Tip


def lock_tip(tip_id: UUID) -> None:
    """Lock the tip's row until the transaction ends, if there is one.

    Who changed a wrap first would wait for whoever has the tip and wants the wrap, and they for them: a new line of the
    tip's history locks its row as well.
    """
    list(Tip.objects.select_for_update().filter(pk=tip_id).values_list("pk"))
