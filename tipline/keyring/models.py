"""Keys of officers, units and recovery kits, who holds which, and the log that says whose key is whose."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Department, Officer, Unit


class EnrolledKey(models.Model):
    """The public half of an officer's own key. It counts for nothing until the department's key log holds it.

    An officer may have several: one that stands at a unit is not taken away by one that waits to be let in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="keys")
    kem_public = models.BinaryField()
    sign_public = models.BinaryField()
    proof = models.BinaryField()
    kid = models.BinaryField(max_length=16, unique=True)
    enrolled_on = models.DateField()
    retired = models.BooleanField(default=False)

    class Meta:
        db_table = "tipline_keyring_enrolledkey"

    def __str__(self) -> str:
        return str(self.id)


class UnlockMethod(models.Model):
    """One way to open an officer's secret: the secret wrapped under a passphrase (a passkey later)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(EnrolledKey, on_delete=models.CASCADE, related_name="methods")
    wrapped = models.BinaryField()

    class Meta:
        db_table = "tipline_keyring_unlockmethod"

    def __str__(self) -> str:
        return str(self.id)


class UnlockedKey(models.Model):
    """An officer's secret while unlocked, sealed under the unlock cookie. Deleting the row locks."""

    id = models.BinaryField(primary_key=True, max_length=32)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="unlocked")
    key = models.ForeignKey(EnrolledKey, on_delete=models.CASCADE, related_name="+")
    login = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    unlocked_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        db_table = "tipline_keyring_unlockedkey"

    def __str__(self) -> str:
        return str(self.officer_id)


class UnitKeyVersion(models.Model):
    """The public half of one version of a unit's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="key_versions")
    version = models.PositiveIntegerField()
    kem_public = models.BinaryField()
    kid = models.BinaryField(max_length=16, unique=True)

    class Meta:
        db_table = "tipline_keyring_unitkeyversion"
        constraints = [models.UniqueConstraint(fields=["unit", "version"], name="unit_key_version_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.version}"


class KitKey(models.Model):
    """The public half of a department's recovery kit; the secret is on paper only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="kit_keys")
    kit = models.CharField(_("kit"), max_length=12, choices=Unit.Kit.choices)
    kem_public = models.BinaryField()
    sign_public = models.BinaryField()
    kid = models.BinaryField(max_length=16, unique=True)

    class Meta:
        db_table = "tipline_keyring_kitkey"
        constraints = [models.UniqueConstraint(fields=["department", "kit"], name="one_key_per_kit")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.kit}"


class Grant(models.Model):
    """A unit's secret sealed to one holder: an officer's key or a recovery kit. The grant is the membership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit_key = models.ForeignKey(UnitKeyVersion, on_delete=models.PROTECT, related_name="grants")
    officer_key = models.ForeignKey(EnrolledKey, on_delete=models.CASCADE, related_name="grants", null=True)
    kit_key = models.ForeignKey(KitKey, on_delete=models.PROTECT, related_name="grants", null=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "tipline_keyring_grant"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(officer_key__isnull=True) ^ models.Q(kit_key__isnull=True),
                name="grant_has_one_holder",
            ),
            models.UniqueConstraint(fields=["unit_key", "officer_key"], name="one_grant_per_officer_key"),
            models.UniqueConstraint(fields=["unit_key", "kit_key"], name="one_grant_per_kit_key"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class KeyLogEntry(models.Model):
    """One signed line of a department's key log; each hashes the one before, none is ever changed or removed."""

    id = models.BigAutoField(primary_key=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="key_log")
    sequence = models.PositiveIntegerField()
    body = models.BinaryField()
    signer = models.BinaryField()
    signature = models.BinaryField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        db_table = "tipline_keyring_keylogentry"
        ordering = ["department", "sequence"]
        constraints = [models.UniqueConstraint(fields=["department", "sequence"], name="key_log_sequence_once")]

    def __str__(self) -> str:
        return f"{self.department_id} {self.sequence}"
