"""Admitting a newcomer to a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with a key that the unit has not let in; `is_member`: by another key of theirs they are a member."""

    officer: Officer
    is_member: bool

    def __str__(self) -> str:
        name = f"{self.officer} ({self.officer.username})"
        return gettext("%(name)s: new key") % {"name": name} if self.is_member else name


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

    def __init__(self, *args: Any, newcomers: Sequence[Newcomer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newcomers = {str(newcomer.officer.pk): newcomer for newcomer in newcomers}
        shown = [(key, str(newcomer)) for key, newcomer in self.newcomers.items()]
        self.fields["newcomer"].choices = [("", "—"), *shown]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes beside the unit."""
        cleaned = self.cleaned_data
        return {
            "newcomer": self.newcomers[cleaned["newcomer"]].officer,
            "admission_code": cleaned["admission_code"],
            "supervisor": cleaned["supervisor"],
        }
