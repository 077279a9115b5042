"""What is remembered of a form that was sent."""

from __future__ import annotations

from django.db import models


class SpentForm(models.Model):
    """That a form was sent. Linked to no tip; only who has the form's page can tell which it was.

    `sent_at` is known to ten minutes. `turn` counts how often the receipt was shown, so that a page that is loaded
    again shows none; 0 says that its resident kept it, and it is never shown again.
    """

    KEPT = 0

    form_digest = models.BinaryField(primary_key=True, max_length=32)
    text_digest = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField(db_index=True)
    turn = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "tipline_intake_spentform"

    def __str__(self) -> str:
        return "spent form"
