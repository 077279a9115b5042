"""Admitting a newcomer to a unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Unit
from tipline.keyring.membership import Newcomer, newcomers
from tipline.keyring.unlocked import Unlocked


class AdmitForm(forms.Form):
    """Whom, and the code that they read to you in person."""

    use_required_attribute = False
    newcomer = forms.ChoiceField(label=_("Newcomer"))
    admission_code = forms.CharField(
        label=_("Their admission code"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "They find it under “My key” and tell it in person, or by telephone to who knows their voice. Not by mail."
        ),
    )  # fmt: skip
    supervisor = forms.BooleanField(label=_("May admit others to this unit"), required=False)

    def __init__(self, data: Mapping[str, str] | None = None, *, unit: Unit, unlocked: Unlocked) -> None:
        super().__init__(data, auto_id=f"admit-{unit.pk}-%s")
        self.unit = unit
        self.newcomers = {str(newcomer.officer.pk): newcomer for newcomer in newcomers(unit, unlocked)}
        shown = [(key, _label(newcomer)) for key, newcomer in self.newcomers.items()]
        self.fields["newcomer"].choices = [("", "—"), *shown]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes beside the unit."""
        cleaned = self.cleaned_data
        return {
            "newcomer": self.newcomers[cleaned["newcomer"]].officer,
            "admission_code": cleaned["admission_code"],
            "supervisor": cleaned["supervisor"],
        }


def _label(newcomer: Newcomer) -> str:
    name = f"{newcomer.officer} ({newcomer.officer.username})"
    return gettext("%(name)s: new key") % {"name": name} if newcomer.is_member else name
