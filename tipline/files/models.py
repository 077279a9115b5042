"""Sealed files. Uploads are not offered yet; the table has its place so that the format need not change for them."""

from __future__ import annotations

import uuid

from django.db import models

from tipline.departments.models import Department


class SealedFile(models.Model):
    """A chunked sealed stream in the store; its name there is random and says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    stored_as = models.CharField(max_length=64, unique=True)
    stored_bytes = models.PositiveBigIntegerField()

    class Meta:
        db_table = "tipline_files_sealedfile"

    def __str__(self) -> str:
        return str(self.id)
