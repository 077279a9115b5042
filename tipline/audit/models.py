"""What officers and the system did: append-only rows, linked into a hash chain."""

from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """Holds public ids and words of closed lists, no foreign key: it outlives what it is about.

    `about` is the tip, if it is about one; `detail` says what the tip became, in words of closed lists and numbers;
    `mac` is made with a key outside the database, so that who writes there can insert no event.
    """

    class Action(models.TextChoices):
        SIGNED_IN = "signed_in"
        SIGN_IN_FAILED = "sign_in_failed"
        SIGNED_OUT = "signed_out"
        UNLOCKED = "unlocked"
        UNLOCK_FAILED = "unlock_failed"
        LOCKED = "locked"
        QUEUE_READ = "queue_read"
        TIP_OPENED = "tip_opened"
        CONTACT_OPENED = "contact_opened"
        STATUS_CHANGED = "status_changed"
        ASSIGNED = "assigned"
        TAGGED = "tagged"
        UNTAGGED = "untagged"
        NOTE_WRITTEN = "note_written"
        ESCALATED = "escalated"
        ESCALATION_ACKNOWLEDGED = "escalation_acknowledged"
        ESCALATION_WITHDRAWN = "escalation_withdrawn"
        MOVED_TO_OVERSIGHT = "moved_to_oversight"
        RELEASE_PROPOSED = "release_proposed"
        RELEASE_WITHDRAWN = "release_withdrawn"
        RELEASE_REJECTED = "release_rejected"
        RELEASED = "released"
        QUESTION_SENT = "question_sent"
        SET_ASIDE = "set_aside"
        ANSWER_DEALT_WITH = "answer_dealt_with"
        FIGURES_EXPORTED = "figures_exported"
        DEPARTMENT_CREATED = "department_created"
        DEPARTMENT_CHANGED = "department_changed"
        CATEGORY_CHANGED = "category_changed"
        TAG_CHANGED = "tag_changed"
        CHANGE_PROPOSED = "change_proposed"
        CHANGE_CONFIRMED = "change_confirmed"
        CHANGE_REJECTED = "change_rejected"
        CHANGES_SEEN = "changes_seen"
        UNIT_KEY_MADE = "unit_key_made"
        OFFICER_INVITED = "officer_invited"
        INVITATION_ACCEPTED = "invitation_accepted"
        OFFICER_CHANGED = "officer_changed"
        OFFICER_LEFT = "officer_left"
        PASSWORD_VOIDED = "password_voided"  # noqa: S105
        KEY_ENROLLED = "key_enrolled"
        KEY_REPLACED = "key_replaced"
        KEY_DISCARDED = "key_discarded"
        PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105
        PASSWORD_CHANGED = "password_changed"  # noqa: S105
        UNIT_GRANTED = "unit_granted"
        SUPERVISOR_MADE = "supervisor_made"
        RECOVERY_MADE = "recovery_made"
        RECOVERY_USED = "recovery_used"
        DAY_SEALED = "day_sealed"
        TIP_DESTROYED = "tip_destroyed"
        TIPS_MISSED = "tips_missed"
        RESTORE_ACCEPTED = "restore_accepted"

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    department = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    action = models.CharField(max_length=32, choices=Action.choices)
    about = models.UUIDField(null=True, db_index=True)
    subjects = models.JSONField(default=list)
    detail = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tipline_audit_event"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.public_id}"


class SealedDetail(models.Model):
    """Free text about an event, sealed to the department's records unit, whose members are the auditors."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="detail_sealed")
    unit = models.UUIDField()
    unit_kid = models.BinaryField(max_length=16)
    wrapped = models.BinaryField()
    envelope = models.BinaryField()

    class Meta:
        db_table = "tipline_audit_sealeddetail"

    def __str__(self) -> str:
        return str(self.event_id)


class Link(models.Model):
    """The position of an event in the chain. `tick` makes links in batches, one line of the file of heads for each."""

    position = models.BigIntegerField(primary_key=True)
    batch = models.BigIntegerField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link")
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tipline_audit_link"
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.position)


class Checkpoint(models.Model):
    """The head of the chain at some time, signed by the service key."""

    position = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signer = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "tipline_audit_checkpoint"
        ordering = ["position"]

    def __str__(self) -> str:
        return str(self.position)
