"""Tips: what is clear about them, what is sealed, their wraps, their mailbox and their history."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Category, Department, Officer, Unit


class Precision(models.IntegerChoices):
    """How exact a stored time still is: it fades, so that no arrival can be matched to a connection for long."""

    EXACT = 0, _("exact")
    HOUR = 1, _("to the hour")
    DAY = 2, _("to the day")


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


class Tip(models.Model):
    """What a resident submitted. Only what officers must sort by is clear; the rest is in TipContent."""

    class Channel(models.TextChoices):
        WEB = "web", _("web")
        PHONE = "phone", _("phone")
        API = "api", _("program")

    class Sealer(models.TextChoices):
        SERVER = "server", _("server")
        BROWSER = "browser", _("browser")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tips")
    # Withheld (null, and no language) from a tip of oversight: it would say who is accused.
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="tips", null=True, verbose_name=_("category")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NEW)
    disposition = models.CharField(_("disposition"), max_length=16, choices=Disposition.choices, blank=True)
    # Only oversight units may hold it, until two of their members release it.
    oversight = models.BooleanField(default=False)
    life_safety = models.BooleanField(_("life safety"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    sealed_by = models.CharField(max_length=8, choices=Sealer.choices, default=Sealer.SERVER)
    epoch = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    has_contact = models.BooleanField(default=False)
    assignee = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    received_precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)
    review_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "tipline_tips_tip"
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        indexes = [
            models.Index(fields=["department", "received_at"], name="tip_by_arrival"),
            models.Index(fields=["received_precision", "received_at"], name="tip_fading"),
        ]

    def __str__(self) -> str:
        return self.reference


class TipContent(models.Model):
    """What the resident first sent, sealed under the tip key (contact: under the identity key).

    `arrival`: what else stood about the tip when it came; `mark`: that all of it is still as it was sent (tips.marks).
    """

    tip = models.OneToOneField(Tip, on_delete=models.CASCADE, primary_key=True, related_name="content")
    headline_id = models.UUIDField()
    headline = models.BinaryField()
    body_id = models.UUIDField()
    body = models.BinaryField()
    contact_id = models.UUIDField(null=True)
    contact = models.BinaryField(null=True)
    arrival = models.JSONField()
    mark = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tipline_tips_tipcontent"

    def __str__(self) -> str:
        return str(self.tip_id)


IN_QUEUE: Final = models.Q(done=False) | models.Q(has_answer=True) | models.Q(withdrawn=True)
FADING: Final = models.Q(since__isnull=False, since_precision__lt=Precision.DAY)
QUEUE_ORDER: Final = ("-opens", "-life_safety", "-escalated", "-unread", "-has_answer", "since", "tip")


class TipWrap(models.Model):
    """Keys of a tip, wrapped for one unit: the tip key and the work key together, or the identity key.

    A case wrap also says what the tip is to that unit's queue. `opens`: nobody found that it does not open, as it was
    sent; `escalated`: it waits for the unit to acknowledge; `withdrawn`: that this was taken back is still to be seen;
    `unread`: nobody of the unit has opened it since it came to them; `has_answer`: nor seen, or of a closed tip dealt
    with, what the resident wrote; `since`: when that began; `done`: the tip is closed, nothing more is wanted.
    """

    class Kind(models.TextChoices):
        CASE = "case"
        IDENTITY = "identity"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="wraps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    epoch = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
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


class Message(models.Model):
    """One question or answer, sealed under the mailbox key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="messages")
    epoch = models.PositiveIntegerField(default=1)
    from_resident = models.BooleanField()
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    envelope = models.BinaryField()
    # Faded times tie: the tip's version keeps the order.
    tip_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)

    class Meta:
        db_table = "tipline_tips_message"
        ordering = ["tip_version"]
        indexes = [
            models.Index(fields=["tip", "tip_version"], name="message_by_tip"),
            models.Index(fields=["precision", "at"], name="message_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class History(models.Model):
    """What happened to a tip, in words of a closed list; appended, never edited; its times fade."""

    class What(models.TextChoices):
        OPENED = "opened", _("first opened")
        STATUS = "status", _("status changed")
        ASSIGNED = "assigned", _("assigned")
        TAGGED = "tagged", _("tag added")
        UNTAGGED = "untagged", _("tag removed")
        NOTED = "noted", _("note written")
        ESCALATED = "escalated", _("escalated")
        ACKNOWLEDGED = "acknowledged", _("escalation acknowledged")
        WITHDRAWN = "withdrawn", _("escalation withdrawn")
        ASKED = "asked", _("question sent")
        ANSWERED = "answered", _("answer received")
        RECEIPT = "receipt", _("receipt changed")
        UNOPENABLE = "unopenable", _("put aside: does not open")
        DEALT = "dealt", _("answer dealt with")
        CONTACT = "contact", _("contact details opened")
        MOVED = "moved", _("moved to oversight")
        RELEASE_PROPOSED = "release_proposed", _("release from oversight proposed")
        RELEASE_WITHDRAWN = "release_withdrawn", _("release from oversight taken back")
        RELEASE_REJECTED = "release_rejected", _("release from oversight rejected")
        RELEASED = "released", _("released from oversight")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="history")
    what = models.CharField(max_length=20, choices=What.choices)
    actor = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    tip_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    precision = models.PositiveSmallIntegerField(choices=Precision.choices, default=Precision.EXACT)

    class Meta:
        db_table = "tipline_tips_history"
        ordering = ["tip_version"]
        indexes = [
            models.Index(fields=["tip", "tip_version"], name="history_by_tip"),
            models.Index(fields=["precision", "at"], name="history_fading"),
        ]

    def __str__(self) -> str:
        return str(self.id)
