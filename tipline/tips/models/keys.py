"""The keys of a tip, wrapped for units, and those that were renewed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from django.db import models

from tipline.departments.models import Unit
from tipline.tips.models.times import Fading, Precision
from tipline.tips.models.tip import Tip

IN_QUEUE: Final = models.Q(done=False) | models.Q(has_answer=True) | models.Q(withdrawn=True)
FADING: Final = models.Q(since__isnull=False, since_precision__lt=Precision.DAY)
QUEUE_ORDER: Final = ("-opens", "-life_safety", "-escalated", "-unread", "-has_answer", "since", "tip")


class TipWrap(Fading):
    """Keys of a tip, wrapped for one unit: the tip key and the work key together, or the identity key.

    A case wrap also says what the tip is to that unit's queue. `opens`: nobody found that it does not open, as it was
    sent; `escalated`: it waits for the unit to acknowledge; `withdrawn`: that this was taken back is still to be seen;
    `unread`: nobody of the unit has opened it since it came to them; `has_answer`: nor seen, or of a closed tip dealt
    with, what the resident wrote; `since`: when that began; `done`: the tip is closed, nothing more is wanted.
    """

    TIMES = ("since",)
    PRECISION = "since_precision"
    TO_TIP = "tip__"

    class Kind(models.TextChoices):
        CASE = "case"
        IDENTITY = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="wraps", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    epoch = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_kid = models.BinaryField(max_length=16)
    wrapped = models.BinaryField()
    # A copy of the tip's, which never changes, so that one index holds the queue's order.
    life_safety = models.BooleanField(default=False)
    opens = models.BooleanField(default=True)
    escalated = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)
    has_answer = models.BooleanField(default=False)
    done = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    since_precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)

    class Meta:
        db_table = "tipline_tips_tipwrap"
        constraints = [models.UniqueConstraint(fields=["tip", "unit", "kind", "epoch"], name="one_wrap_per_unit")]
        indexes = [
            models.Index(fields=["unit", "kind", "tip"], name="wrap_by_unit"),
            # A unit's queue in its order: however many tips are closed, it stays as long as the work.
            models.Index(fields=["unit", *QUEUE_ORDER], name="wrap_queue", condition=models.Q(kind="case") & IN_QUEUE),
            models.Index(fields=["since_precision", "since"], name="wrap_fading", condition=FADING),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def enter_queue(self, tip: Tip, at: datetime, precision: int = Precision.EXACT) -> None:
        """Put the tip into the unit's queue, unread."""
        self.life_safety, self.unread, self.since, self.since_precision = tip.life_safety, True, at, precision


class PreviousKey(models.Model):
    """A key that was renewed, sealed under the one that took its place, so that who reads on reads what came before.

    `epoch`: the tip's epoch of the key that seals it. `of_epoch`: that of the key in it, the mailbox's for its key.
    `for_resident`: a mailbox key once more, sealed to the resident, where nothing else gives it to them.
    """

    class Kind(models.TextChoices):
        TIP = "tip"
        WORK = "work"
        MAILBOX = "mailbox"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="previous_keys")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    epoch = models.PositiveIntegerField()
    of_epoch = models.PositiveIntegerField()
    envelope = models.BinaryField()
    for_resident = models.BinaryField(null=True)

    class Meta:
        db_table = "tipline_tips_previouskey"
        constraints = [models.UniqueConstraint(fields=["tip", "kind", "of_epoch"], name="one_previous_key_per_epoch")]

    def __str__(self) -> str:
        return str(self.id)
