"""The words of a conversation and of a receipt as they are shown, and a changed tip as a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from tipline.departments.models import Department
from tipline.envelope import Receipt
from tipline.intake import questions
from tipline.intake.actions import MailboxMessage
from tipline.intake.forms import TipForm
from tipline.intake.reading_hours import is_read_now, reading_hours_text
from tipline.tips.models import Precision, Status


@dataclass(frozen=True, slots=True, repr=False)
class ShownMessage:
    """A message with its time in words, no more exact than what is still known."""

    from_resident: bool
    text: str | None
    moment: str


def shown_messages(messages: list[MailboxMessage], department: Department) -> list[ShownMessage]:
    """Return the messages with their times in the department's zone."""
    zone = department.zone
    return [ShownMessage(m.from_resident, m.text, _moment(m.at, m.precision, zone)) for m in messages]


def reading_hours_notice(department: Department, at: datetime) -> str:
    """Return when tips are read, and that it is not now where it is not."""
    hours = reading_hours_text(department)
    return (
        hours
        if is_read_now(department, at)
        else _("%(hours)s That is not now, but you can write now.") % {"hours": hours}
    )


def receipt_parts(receipt: Receipt) -> dict[str, str]:
    """Return a receipt as one text and each of its groups, by name."""
    text = receipt.text
    return {"receipt": text, **{f"group{number}": group for number, group in enumerate(text.split("-"))}}


def receipt_context(parts: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page shows of a receipt, or of what stands for its parts."""
    return {"receipt": parts["receipt"], "receipt_groups": [parts[name] for name in parts if name != "receipt"]}


def status_explanation(status: str) -> str:
    """Return one sentence on what a tip's status means for its resident."""
    meanings = {
        Status.WAITING: _("We have a question for you. Please read it and answer below if you can."),
        Status.REFERRED: _("Your tip was given to people who can do more about it."),
        Status.CLOSED: _("The work on your tip has ended. We do not tell the outcome here. You can still write to us."),
    }
    return meanings.get(Status(status), _("If we have a question, you will find it here."))


def as_message(form: TipForm) -> str:
    """Return what a checked form says as one message. Contact details stay out: more people read a message."""
    data = form.cleaned_data
    lines = [data["text"], _("About: %(category)s") % {"category": form.offered().category.name}]
    lines += [question.line(data[question.code]) for question in questions.QUESTIONS if data[question.code]]
    if data["danger"]:
        lines.append(_("Someone is in danger right now."))
    return "\n\n".join(lines)


def _moment(at: datetime, precision: int, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    day = formats.date_format(local, "DATE_FORMAT")
    if precision == Precision.DAY:
        return day
    clock = formats.time_format(local.time(), "TIME_FORMAT")
    if precision == Precision.HOUR:
        return _("%(day)s, in the hour from %(time)s") % {"day": day, "time": clock}
    return _("%(day)s, %(time)s") % {"day": day, "time": clock}
