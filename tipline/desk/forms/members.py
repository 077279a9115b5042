"""Admitting a newcomer to a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer


class AdmitForm(forms.Form):
    """Whom, and the code that they read to you in person."""

    use_required_attribute = False
    newcomer = forms.ChoiceField(label=_("Newcomer"))
    admission_code = forms.CharField(
        label=_("Their admission code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("They find it under “My key” and tell it to you in person, not by mail or message."),
    )  # fmt: skip
    supervisor = forms.BooleanField(label=_("May admit others to this unit"), required=False)

    def __init__(self, *args: Any, newcomers: Sequence[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newcomers = {str(officer.pk): officer for officer in newcomers}
        shown = [(key, f"{officer} ({officer.username})") for key, officer in self.newcomers.items()]
        self.fields["newcomer"].choices = [("", "—"), *shown]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes beside the unit."""
        cleaned = self.cleaned_data
        return {
            "newcomer": self.newcomers[cleaned["newcomer"]],
            "admission_code": cleaned["admission_code"],
            "supervisor": cleaned["supervisor"],
        }
