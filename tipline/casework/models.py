"""What officers add to a tip: tags, notes, escalations, and the two voices that release one from oversight."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Department, Officer, Unit
from tipline.tips.authored_text import Authorship, by_officer
from tipline.tips.models import FadingEvent, Handling


class Tag(models.Model):
    """A word of the department's own vocabulary. Stored in clear: the page that edits it warns of that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="tags", verbose_name=_("department")
    )
    label = models.CharField(_("label"), max_length=40)
    active = models.BooleanField(_("offered to officers"), default=True)

    class Meta:
        db_table = "tipline_casework_tag"
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["department", "label"], name="tag_label_once_per_department")]

    def __str__(self) -> str:
        return self.label


class TipTag(models.Model):
    """A tag on a tip."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="tip_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tip_tags")

    class Meta:
        db_table = "tipline_casework_tiptag"
        constraints = [models.UniqueConstraint(fields=["handling", "tag"], name="tag_once_per_tip")]

    def __str__(self) -> str:
        return str(self.id)


class Note(FadingEvent):
    """What an officer wrote about a tip, sealed under the work key."""

    TO_TIP = "handling__tip__"

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        RATIONALE = "rationale", _("why it was closed")
        STATUS_REASON = "reason", _("reason for a change")
        WITHDRAWAL = "withdrawal", _("why an escalation was withdrawn")
        CONTACT = "contact", _("why the contact details were opened")
        MOVE = "move", _("why it went to oversight")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="notes", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.NOTE)
    epoch = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    envelope = models.BinaryField()
    step = models.PositiveIntegerField()

    class Meta:
        db_table = "tipline_casework_note"
        ordering = ["step"]
        indexes = [
            models.Index(fields=["handling", "step"], name="note_by_handling"),
            models.Index(fields=["precision", "at"], name="note_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def authorship(self) -> Authorship:
        """Whose words it says they are; what is sealed says the same, or was put under another name."""
        return by_officer(self.author_id, self.kind)


WAITING: Final = models.Q(acknowledged_by=None, withdrawn_by=None)


class Escalation(FadingEvent):
    """A tip raised to another unit of the department, with a sealed reason; raised by the system, without one.

    It waits until someone there acknowledges it or it is withdrawn, which a note gives the reason of.
    """

    TIMES = ("at", "due_at")
    TO_TIP = "handling__tip__"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="escalations")
    epoch = models.PositiveIntegerField(default=1)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.BinaryField(null=True)
    step = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    acknowledged_minutes = models.PositiveIntegerField(null=True)
    withdrawn_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "tipline_casework_escalation"
        ordering = ["step"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(raised_by__isnull=True, reason__isnull=True)
                | models.Q(raised_by__isnull=False, reason__isnull=False),
                name="escalation_by_officer_with_reason",
            )
        ]
        indexes = [
            models.Index(fields=["to_unit", "due_at"], name="escalation_open", condition=WAITING),
            models.Index(fields=["precision", "at"], name="escalation_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def authorship(self) -> Authorship:
        """Whose words it says they are; what is sealed says the same, or was put under another name."""
        return Authorship(author=self.raised_by_id, from_resident=False, kind="escalation")


class Release(FadingEvent):
    """The proposal to let a tip go from oversight, with a sealed reason. It takes a second member to confirm it."""

    TO_TIP = "handling__tip__"

    class Outcome(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="releases")
    epoch = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reason = models.BinaryField()
    confirmation = models.BinaryField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    step = models.PositiveIntegerField()

    class Meta:
        db_table = "tipline_casework_release"
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["handling"], condition=models.Q(outcome="open"), name="one_open_release")
        ]
        indexes = [models.Index(fields=["precision", "at"], name="release_fading")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def authorship(self) -> Authorship:
        """Whose words it says they are; what is sealed says the same, or was put under another name."""
        return by_officer(self.proposed_by_id, "release")

    @property
    def confirmed(self) -> Authorship:
        """Whose confirmation it says it is, sealed as well: to write a row is no second voice."""
        return Authorship(author=self.decided_by_id, from_resident=False, kind="confirmation")
