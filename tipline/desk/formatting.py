"""How the desk says things: how old, how long still, until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext

from tipline.tips.models import Precision

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def format_duration(duration: timedelta) -> str:
    """Say a duration in its largest whole unit: minutes, hours or days."""
    if duration >= 2 * DAY:
        days = duration // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if duration >= HOUR:
        hours = duration // HOUR
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    return gettext("%(count)d min") % {"count": max(0, duration // MINUTE)}


def format_age(moment: datetime, precision: int, now: datetime) -> str:
    """Say how old something is, no more exactly than its time is still known."""
    passed = max(now - moment, timedelta(0))
    if precision == Precision.DAY:
        return format_duration(max(passed, 2 * DAY)) if passed >= 2 * DAY else gettext("1 day")
    if precision == Precision.HOUR:
        return format_duration(max(passed, HOUR))
    return format_duration(passed)


def format_deadline(due: datetime, now: datetime) -> str:
    """Say how long is left, or how late it is."""
    if abs(due - now) < MINUTE:
        return gettext("due now")
    if due >= now:
        return gettext("%(span)s left") % {"span": format_duration(due - now)}
    return gettext("late by %(span)s") % {"span": format_duration(now - due)}


def format_datetime(at: datetime, precision: int) -> str:
    """Say when something was, in the department's zone, no more exactly than it is still known."""
    local = timezone.localtime(at)
    day = formats.date_format(local, "DATE_FORMAT")
    if precision == Precision.DAY:
        return day
    if precision == Precision.HOUR:
        return gettext("%(day)s, about %(hour)s:00") % {"day": day, "hour": local.hour}
    return gettext("%(day)s, %(time)s") % {"day": day, "time": local.strftime("%H:%M")}


def format_time(at: datetime) -> str:
    """Say the time of day in the department's zone."""
    return timezone.localtime(at).strftime("%H:%M")


def format_wait(seconds: int) -> str:
    """Say how long somebody has to wait who tried too often."""
    minutes = max(1, -(-seconds // 60))
    return ngettext(
        "That was tried too often. Try again in %(counter)s minute.",
        "That was tried too often. Try again in %(counter)s minutes.",
        minutes,
    ) % {"counter": minutes}
