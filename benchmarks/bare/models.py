"""One table."""

from __future__ import annotations

import uuid

from django.db import models


class Row(models.Model):
    """Bytes under a random key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField(auto_now_add=True)
    data = models.BinaryField()

    class Meta:
        db_table = "benchmarks_bare_row"

    def __str__(self) -> str:
        return str(self.id)
