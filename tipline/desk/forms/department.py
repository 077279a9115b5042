"""Forms for a department's settings, categories and routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tipline.departments.catalogue import STANDARD_CATEGORIES
from tipline.departments.models import Category, Department, Unit, time_zones
from tipline.desk.forms.names import NameField

if TYPE_CHECKING:
    DepartmentBase = forms.ModelForm[Department]
    CategoryBase = forms.ModelForm[Category]
else:
    DepartmentBase = CategoryBase = forms.ModelForm

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


class CategoryForm(CategoryBase):
    """A category's names, mark and place; its routing is proposed on a page of its own."""

    department: Department

    name_en = NameField(
        label=_("Own name, English"), max_length=80, required=False, help_text=_("Empty: the standard name."),
        error_messages={"required": _("A category of your own needs a name.")},
    )  # fmt: skip
    name_es = NameField(
        label=_("Own name, Spanish"), max_length=80, required=False,
        help_text=_("Empty: the English name above, or else the standard one."),
    )  # fmt: skip

    class Meta:
        model = Category
        fields = ["code", "life_safety", "order", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in ("en", "es"):
            self.fields[f"name_{language}"].initial = self.instance.names.get(language, "")
        if not self.instance._state.adding:
            self.fields.pop("code", None)
        if self.instance._state.adding or self.instance.code not in STANDARD_CATEGORIES:
            self._ask_for_a_name()

    def _ask_for_a_name(self) -> None:
        self.fields["name_en"].required = True
        self.fields["name_en"].label, self.fields["name_es"].label = _("Name, English"), _("Name, Spanish")
        self.fields["name_en"].help_text = _("Residents choose by it.")
        self.fields["name_es"].help_text = _("Empty: the English name.")

    def clean_code(self) -> str:
        """Refuse a code that the department has."""
        code: str = self.cleaned_data["code"]
        if Category.objects.filter(department=self.department, code=code).exists():
            raise forms.ValidationError(_("There is a category of that code."))
        return code

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        cleaned = self.cleaned_data
        names = {language: cleaned[f"name_{language}"].strip() for language in ("en", "es")}
        values: dict[str, Any] = {name: cleaned[name] for name in ("life_safety", "order", "active")}
        return {**values, "names": {language: name for language, name in names.items() if name}}


class RoutingForm(forms.Form):
    """To which units a category's tips are sealed. Only one's own department's units are known."""

    use_required_attribute = False
    primary_unit = forms.ModelChoiceField(
        label=_("First unit"), queryset=Unit.objects.none(), help_text=_("It owns the outcome.")
    )
    further_units = forms.ModelMultipleChoiceField(
        label=_("Further units"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("They can open every tip of this category as well."),
    )  # fmt: skip

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [Unit.Kind.CUSTODIAN, Unit.Kind.RECORDS]
        units = Unit.objects.filter(department=department).exclude(kind__in=kinds)
        self.fields["primary_unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["further_units"].queryset = units  # type: ignore[attr-defined]
