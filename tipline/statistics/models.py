"""The counts of each month as they were when it ended, and what each file leaves out. Rows are added, never changed.

Counts are kept because tips change and are destroyed: were they counted again, two files of the same month would
differ, and the difference would tell what was left out.
"""

from __future__ import annotations

from django.db import models

from tipline.departments.models import Department
from tipline.statistics.periods import Length, Period


class MonthFigures(models.Model):
    """A department's true counts of one month in its own time zone, frozen when first needed."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    # Table, then key, then count.
    counts = models.JSONField()
    # Pairs of coarse minutes to the first review and the number of tips that took so long.
    durations = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        db_table = "tipline_statistics_monthfigures"
        ordering = ["year", "month"]
        constraints = [models.UniqueConstraint(fields=["department", "year", "month"], name="month_frozen_once")]

    def __str__(self) -> str:
        return self.period.label

    @property
    def period(self) -> Period:
        """The month that was counted."""
        return Period(self.year, Length.MONTH, self.month)


class Release(models.Model):
    """What a department's file of one month, quarter or year suppresses, decided once."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=7)
    # Pairs of table and key.
    suppressed = models.JSONField()
    threshold = models.PositiveSmallIntegerField()
    # Its counts are rounded to multiples of `rounding`, up or down as `seed` says.
    rounding = models.PositiveSmallIntegerField(default=1)
    seed = models.BinaryField(max_length=16)
    released_at = models.DateTimeField()

    class Meta:
        db_table = "tipline_statistics_release"
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["department", "label"], name="period_released_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def period(self) -> Period:
        """The month, quarter or year of the file."""
        return Period.parse(self.label)
