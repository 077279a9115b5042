"""Forms about officers: who is invited, with which roles, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tipline.casework.text import MOST_CHARACTERS
from tipline.departments.models import Officer
from tipline.departments.roles import ADMINISTRATOR, ANALYST, AUDITOR, CUSTODIAN, OFFICER, SUPERVISOR
from tipline.desk.forms.fields import NameField
from tipline.desk.forms.widgets import Writing
from tipline.keyring.errors import Indispensable
from tipline.keyring.leaving import Stuck

if TYPE_CHECKING:
    Base = forms.ModelForm[Officer]
else:
    Base = forms.ModelForm

ROLE_WORDS = [
    (OFFICER, _("Officer: reads and works on tips of their units")),
    (SUPERVISOR, _("Supervisor: also admits members and confirms routing")),
    (CUSTODIAN, _("Custodian: also opens contact details")),
    (AUDITOR, _("Auditor: reads the audit trail")),
    (ANALYST, _("Analyst: exports figures, opens no tip")),
    (ADMINISTRATOR, _("Administrator: settings and accounts, opens no tip; goes with no other role")),
]


class LanguageForm(Base):
    """The officer's own language."""

    class Meta:
        model = Officer
        fields = ["language"]


class RolesForm(forms.Form):
    """One or more roles."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLE_WORDS, widget=forms.CheckboxSelectMultiple,
        help_text=_("A role gives pages. What a person can open comes from the units that admit them."),
    )  # fmt: skip

    def clean_roles(self) -> list[str]:
        """Keep administration apart from reading."""
        roles: list[str] = self.cleaned_data["roles"]
        if ADMINISTRATOR in roles and len(roles) > 1:
            raise forms.ValidationError(_("An administrator holds no other role: who runs the system reads no tips."))
        return roles


class InviteForm(RolesForm):
    """A new officer."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("They sign in with it. It appears in the history of tips."),
    )  # fmt: skip
    first_name = NameField(label=_("First name"), max_length=150, required=False)
    last_name = NameField(label=_("Last name"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ["username", "first_name", "last_name", "language", "roles"]


class ReasonForm(forms.Form):
    """Why somebody loses what they had; where units depend on them alone, that this is known."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=MOST_CHARACTERS, widget=Writing(2),
        help_text=_("Sealed: only the auditors of your department read it."),
    )  # fmt: skip
    knowingly = forms.BooleanField(label=_("I know what nobody can do then, and go on"), required=False)

    def ask_twice(self, stuck: Sequence[Stuck]) -> None:
        """Ask for the tick only where there is something to know."""
        if not stuck:
            self.fields.pop("knowingly", None)

    def refused(self, error: Exception) -> None:
        """Put what an action refused beside its field."""
        self.add_error("knowingly" if isinstance(error, Indispensable) else "reason", str(error))


class OfficerForm(ReasonForm, RolesForm):
    """Roles and whether the account is open."""

    is_active = forms.BooleanField(
        label=_("May sign in"), required=False,
        help_text=_("Without the tick they are signed out and locked. Their units keep them as member until removed."),
    )  # fmt: skip
    field_order = ["is_active", "roles", "reason", "knowingly"]

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        held = list(officer.groups.values_list("name", flat=True))
        kwargs.setdefault("initial", {"roles": held, "is_active": officer.is_active})
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Needed to close an account or to take a role away. Sealed: only the auditors read it."
        )
