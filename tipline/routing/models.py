from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Department, Officer


class Proposal(models.Model):
    """A change of a category, or a new unit: proposed by an administrator, in force once a second person signs it.

    Residents are offered what the key log says, whatever stands here.
    """

    class About(models.TextChoices):
        CATEGORY = "category", _("category")
        UNIT = "unit", _("unit")

    class Outcome(models.TextChoices):
        OPEN = "open", _("waiting for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="proposals")
    about = models.CharField(max_length=8, choices=About.choices)
    subject = models.UUIDField(default=uuid.uuid4)
    change = models.JSONField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tipline_routing_proposal"
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        return str(self.id)


class SeenChanges(models.Model):
    """The sequence number of the key log up to which an officer has seen the changes."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, primary_key=True, related_name="seen_changes")
    sequence = models.PositiveIntegerField()

    class Meta:
        db_table = "tipline_routing_seenchanges"

    def __str__(self) -> str:
        return str(self.officer_id)
