"""The form of a department's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Department, time_zones
from tipline.desk.forms.fields import NameField

if TYPE_CHECKING:
    DepartmentBase = forms.ModelForm[Department]
else:
    DepartmentBase = forms.ModelForm

WEEKDAYS = [
    ("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")),
    ("5", _("Friday")), ("6", _("Saturday")), ("7", _("Sunday")),
]  # fmt: skip


class WeekdaysField(forms.MultipleChoiceField):
    """Days of the week, kept as digits in one string."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """Turn "12345" into the boxes to tick."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """Turn the ticked boxes into "12345"."""
        return "".join(sorted(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the days."""
        return set(initial or "") != set(data or [])


def _zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(time_zones())]


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SettingsForm(DepartmentBase):
    """A department's settings."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    leave_url = forms.URLField(
        label=_("Where “Leave this page” goes"), max_length=200, assume_scheme="https", widget=forms.URLInput
    )
    reading_days = WeekdaysField(label=_("Days"), choices=WEEKDAYS)
    reading_from = forms.TimeField(label=_("From"), required=False, widget=_clock())
    reading_until = forms.TimeField(label=_("Until"), required=False, widget=_clock())

    class Meta:
        model = Department
        field_classes = {"name": NameField}
        fields = [
            "name", "time_zone", "accepts_tips", "phone", "emergency_number", "reading_days", "reading_from",
            "reading_until", "review_hours", "acknowledge_minutes", "suppression_threshold",
            "figures_rounding", "hourly_budget", "leave_url",
        ]  # fmt: skip
        help_texts: ClassVar = {
            "review_hours": _("A tip that is unread for longer is marked as late in the queue, in every category."),
            "acknowledge_minutes": _("An escalation that waits longer is marked as late."),
            "figures_rounding": _(
                "Rounded up or down at random in files that come out from now on. To multiples of 10, nobody can read "
                "a small count by sending tips of their own; as counted, somebody who sends ten in each category can."
            ),
        }
