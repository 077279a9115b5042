"""What a department does with a tip."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Department, Officer, Unit
from tipline.tips.models.times import FadingEvent
from tipline.tips.models.tip import Tip


class Status(models.TextChoices):
    """Where a tip is in the workflow."""

    NEW = "new", _("new")
    IN_REVIEW = "in_review", _("in review")
    WAITING = "waiting", _("waiting for the resident")
    ASSIGNED = "assigned", _("assigned")
    ESCALATED = "escalated", _("escalated")
    REFERRED = "referred", _("referred")
    CLOSED = "closed", _("closed")


class Disposition(models.TextChoices):
    """The outcome of a closed tip."""

    ACTIONABLE = "actionable", _("actionable")
    NOT_ACTIONABLE = "not_actionable", _("not actionable")
    UNFOUNDED = "unfounded", _("unfounded")
    DUPLICATE = "duplicate", _("duplicate")
    INSUFFICIENT = "insufficient", _("insufficient information")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    FALSE = "false", _("false: known to be untrue and meant to harm")
    PRANK = "prank", _("prank")
    SPAM = "spam", _("spam")


class Handling(models.Model):
    """A department's work on a tip: where it stands, with whom it is, how it ended. A referred tip has two.

    `version` counts the steps, so that an officer's page that was overtaken is found out. `review_minutes`: how long it
    took until somebody of the department first opened the tip.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="handlings", db_index=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NEW)
    disposition = models.CharField(_("disposition"), max_length=16, choices=Disposition.choices, blank=True)
    assignee = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    review_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "tipline_tips_handling"
        constraints = [models.UniqueConstraint(fields=["tip", "department"], name="one_handling_per_department")]
        indexes = [
            models.Index(fields=["assignee"], name="handling_assigned", condition=models.Q(assignee__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.id)


class History(FadingEvent):
    """What happened to a tip at a department, in words of a closed list; appended, never edited."""

    TO_TIP = "handling__tip__"

    class Action(models.TextChoices):
        """Named as the audit trail's are. The first opening, an answer and a changed receipt are not told there."""

        FIRST_OPENED = "first_opened", _("first opened")
        STATUS_CHANGED = "status_changed", _("status changed")
        ASSIGNED = "assigned", _("assigned")
        TAGGED = "tagged", _("tag added")
        UNTAGGED = "untagged", _("tag removed")
        NOTE_WRITTEN = "note_written", _("note written")
        ESCALATED = "escalated", _("escalated")
        ESCALATION_ACKNOWLEDGED = "escalation_acknowledged", _("escalation acknowledged")
        ESCALATION_WITHDRAWN = "escalation_withdrawn", _("escalation withdrawn")
        QUESTION_SENT = "question_sent", _("question sent")
        ANSWERED = "answered", _("answer received")
        RECEIPT_CHANGED = "receipt_changed", _("receipt changed")
        SET_ASIDE = "set_aside", _("put aside: does not open")
        ANSWER_DEALT_WITH = "answer_dealt_with", _("answer dealt with")
        CONTACT_OPENED = "contact_opened", _("contact details opened")
        MOVED_TO_OVERSIGHT = "moved_to_oversight", _("moved to oversight")
        RELEASE_PROPOSED = "release_proposed", _("release from oversight proposed")
        RELEASE_WITHDRAWN = "release_withdrawn", _("release from oversight taken back")
        RELEASE_REJECTED = "release_rejected", _("release from oversight rejected")
        RELEASED = "released", _("released from oversight")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="history", db_index=False)
    action = models.CharField(max_length=32, choices=Action.choices)
    actor = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    step = models.PositiveIntegerField()

    class Meta:
        db_table = "tipline_tips_history"
        ordering = ["step"]
        indexes = [
            models.Index(fields=["handling", "step"], name="history_by_handling"),
            models.Index(fields=["precision", "at"], name="history_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)
