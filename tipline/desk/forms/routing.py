"""Forms by which an administrator proposes a category, a change of one, or a unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tipline.departments.catalogue import STANDARD_CATEGORIES
from tipline.departments.models import Category, Department, Unit
from tipline.desk.forms.fields import NameField, own_name_label
from tipline.keyring.log import LogState
from tipline.keyring.log.statements import CategoryStated


class CategoryForm(forms.Form):
    """What residents choose, and which units get it. All but the order waits for a second person."""

    use_required_attribute = False

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Short and lasting, such as street-racing. Programs and figures name it."),
    )
    life_safety = forms.BooleanField(
        label=_("Life safety"), required=False, help_text=_("Shown first in the queue, with a mark.")
    )
    active = forms.BooleanField(label=_("Offered to residents"), required=False)
    primary = forms.ModelChoiceField(
        label=_("First unit"), queryset=Unit.objects.none(), help_text=_("It owns the outcome.")
    )
    further = forms.ModelMultipleChoiceField(
        label=_("Further units"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("They can open every tip of this category as well."),
    )  # fmt: skip
    order = forms.IntegerField(
        label=_("Place in the list"), initial=100, validators=[MinValueValidator(0), MaxValueValidator(32_767)],
        help_text=_("Smaller comes first. This alone changes at once."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, department: Department, log: LogState, row: Category | None = None) -> None:
        said = log.category(row.pk) if row else None
        names = name_fields(standard=said is not None and said.code in STANDARD_CATEGORIES)
        self.others = {} if said is None else {k: v for k, v in said.shown.names.items() if f"name_{k}" not in names}
        initial = _initial(said, row) if said and row else {"active": True}
        super().__init__(data, initial=initial)
        self.fields |= names
        self.order_fields(["code", *names])
        able = [unit for unit in log.units() if log.unit_key(unit) is not None]
        units = Unit.objects.filter(department=department, pk__in=able)
        units = units.exclude(kind__in=[Unit.Kind.CUSTODIAN, Unit.Kind.RECORDS])
        self.fields["primary"].queryset = units  # type: ignore[attr-defined]
        self.fields["further"].queryset = units  # type: ignore[attr-defined]
        if said is not None:
            del self.fields["code"]

    def values(self) -> dict[str, Any]:
        """Return what a proposal takes, once the form is valid."""
        cleaned = self.cleaned_data
        names = {**self.others, **{code: cleaned[f"name_{code}"] for code, _name in settings.LANGUAGES}}
        values = {name: cleaned[name] for name in ("life_safety", "active", "primary")}
        return {**values, "names": names, "further": list(cleaned["further"])}

    def changed_values(self) -> dict[str, Any]:
        """Return of these what the administrator changed."""
        changed = {"names" if name.startswith("name_") else name for name in self.changed_data}
        return {name: value for name, value in self.values().items() if name in changed}


def name_fields(*, standard: bool) -> dict[str, forms.Field]:
    """Return a field for each language: in place of the `standard` name, or of a category that has none."""
    return {f"name_{code}": _name_field(code, standard=standard) for code, _language in settings.LANGUAGES}


def _name_field(code: str, *, standard: bool) -> NameField:
    languages = dict(settings.LANGUAGES)
    first, fallback = code == settings.LANGUAGE_CODE, {"language": languages[settings.LANGUAGE_CODE]}
    if standard:
        label = own_name_label(code)
        further = _("Empty: the %(language)s name above, or else the standard one.") % fallback
        help_text = _("Empty: the standard name.") if first else further
        return NameField(label=label, max_length=80, required=False, help_text=help_text)
    return NameField(
        label=_("Name, %(language)s") % {"language": languages[code]},
        max_length=80,
        required=first,
        help_text=_("Residents choose by it.") if first else _("Empty: the %(language)s name.") % fallback,
        error_messages={"required": _("A category of your own needs a name.")},
    )


class UnitForm(forms.Form):
    """A new unit."""

    use_required_attribute = False

    name = NameField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices, initial=Unit.Kind.OTHER)


def _initial(said: CategoryStated, row: Category) -> dict[str, Any]:
    return {
        **{f"name_{code}": said.shown.names.get(code, "") for code, _name in settings.LANGUAGES},
        "life_safety": said.shown.life_safety,
        "active": said.shown.active,
        "primary": said.primary,
        "further": list(said.further),
        "order": row.order,
    }
