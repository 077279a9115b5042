"""The conversation that a receipt opens, and what keeps it the resident's."""

from __future__ import annotations

import uuid

from django.db import models

from tipline.departments.models import Officer
from tipline.tips.models.times import FadingEvent
from tipline.tips.models.tip import Tip


class Mailbox(models.Model):
    """The two-way conversation that a receipt opens. Holds the hash of a secret, never the secret.

    `key_for_resident`: null as long as the receipt itself gives the key.
    """

    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, primary_key=True, related_name="mailbox")
    lookup_hash = models.BinaryField(max_length=32, unique=True)
    resident_public = models.BinaryField()
    epoch = models.PositiveIntegerField(default=1)
    key_id = models.UUIDField()
    key_for_units = models.BinaryField()
    key_for_resident = models.BinaryField(null=True)

    class Meta:
        db_table = "tipline_tips_mailbox"

    def __str__(self) -> str:
        return str(self.tip_id)


class ResidentKey(models.Model):
    """That another key of the resident took the place of the one before, sealed under the mailbox key of its epoch.

    `number` counts the changes of a tip's receipt; it stands inside as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="resident_keys")
    epoch = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    envelope = models.BinaryField()

    class Meta:
        db_table = "tipline_tips_residentkey"
        constraints = [models.UniqueConstraint(fields=["tip", "number"], name="one_resident_key_per_number")]

    def __str__(self) -> str:
        return str(self.id)


class Message(FadingEvent):
    """One question or answer, sealed under the mailbox key."""

    TO_TIP = "tip__"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="messages", db_index=False)
    epoch = models.PositiveIntegerField(default=1)
    from_resident = models.BooleanField()
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    envelope = models.BinaryField()
    # Faded times tie: the step keeps the order, counted by the department that the tip was sent to.
    step = models.PositiveIntegerField()

    class Meta:
        db_table = "tipline_tips_message"
        ordering = ["step"]
        indexes = [
            models.Index(fields=["tip", "step"], name="message_by_tip"),
            models.Index(fields=["precision", "at"], name="message_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)
