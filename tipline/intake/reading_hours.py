"""When tips are read, in words."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from tipline.departments.models import Department


def reading_hours_text(department: Department) -> str:
    """Return one sentence in the active language on when the department's tips are read."""
    days = sorted({int(day) - 1 for day in department.reading_days})
    start, end = department.reading_from, department.reading_until
    if start is None or end is None:
        if len(days) == 7:
            return _("Tips are read day and night, every day.")
        return _("Tips are read %(days)s, day and night.") % {"days": _days(days)}
    span = {"days": _days(days), "start": _clock(start), "end": _clock(end)}
    sentence = _("Tips are read %(days)s, from %(start)s to %(end)s.") % span
    # "6 p.m." brings a full stop of its own.
    return sentence[:-1] if sentence.endswith("..") else sentence


def is_read_now(department: Department, at: datetime) -> bool:
    """Tell whether the moment lies within the department's reading hours, in its own zone."""
    local, days = at.astimezone(department.zone), department.reading_days
    start, end = department.reading_from, department.reading_until
    now, today = local.time(), str(local.isoweekday()) in days
    if start is None or end is None:
        return today
    if start <= end:
        return today and start <= now < end
    # Hours that pass midnight belong to the day on which they begin.
    yesterday = str((local - timedelta(days=1)).isoweekday()) in days
    return (today and now >= start) or (yesterday and now < end)


def _days(days: list[int]) -> str:
    if len(days) == 7:
        return _("every day")
    names = [str(WEEKDAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def _clock(moment: time) -> str:
    return formats.time_format(moment, "TIME_FORMAT")
