"""The small forms of a tip's page. Each carries the version of the tip that its officer saw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tipline.casework.actions.unopenable import OUTCOMES
from tipline.casework.text import MOST_CHARACTERS
from tipline.desk.forms.names import WrittenField
from tipline.desk.forms.widgets import Hidden, OneOf, Writing
from tipline.tips.models import Disposition, Status

MOST_CHANGES = 2**31 - 1


class ActForm(forms.Form):
    """The version that every act carries."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, max_value=MOST_CHANGES, widget=Hidden)

    def values(self) -> dict[str, Any]:
        """Return what the action takes beside the tip and its version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def again(self, version: int) -> None:
        """Let the same form be sent again for the tip as it is now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


def _text(label: Any, rows: int, help_text: Any = "") -> WrittenField:
    missing = {"required": _("Write something first.")}
    return WrittenField(
        label=label, widget=Writing(rows), max_length=MOST_CHARACTERS, help_text=help_text, error_messages=missing
    )


class StatusForm(ActForm):
    """A step that needs no disposition."""

    to_status = forms.ChoiceField(label=_("New status"), choices=Status.choices)
    rationale = WrittenField(
        label=_("Reason"), required=False, max_length=MOST_CHARACTERS,
        widget=Writing(2), help_text=_("Needed when the tip is referred or reopened."),
    )  # fmt: skip


class CloseForm(ActForm):
    """How a tip ended, and why."""

    disposition = forms.ChoiceField(
        label=_("Outcome"), choices=[("", "—"), *Disposition.choices], widget=OneOf,
        error_messages={"required": _("Choose how it ended.")},
    )  # fmt: skip
    rationale = _text(_("Why"), 3, _("Whoever reads the next tip like this one will look here."))

    def values(self) -> dict[str, Any]:
        """Name the status that closing leads to."""
        return {**super().values(), "to_status": Status.CLOSED}


class UnopenableForm(forms.Form):
    """How tips end that nobody could read."""

    use_required_attribute = False
    disposition = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", "—"), *((outcome.value, outcome.label) for outcome in OUTCOMES)],
        widget=OneOf,
        error_messages={"required": _("Choose how they ended.")},
    )


class TagForm(ActForm):
    """One tag."""

    tag_id = forms.UUIDField(label=_("Tag"))


class NoteForm(ActForm):
    """A note for colleagues."""

    text = _text(_("Note"), 4, _("Sealed. Officers who can open this tip read it, the resident never does."))


class QuestionForm(ActForm):
    """A question to the resident. It stands in one form with the note, so that sending one keeps the other."""

    question = _text(_("Your question"), 3, _("The resident sees it when they come back. Do not name anybody."))

    def values(self) -> dict[str, Any]:
        """Name the words as the action does."""
        return {"text": self.cleaned_data["question"]}


class AssignForm(ActForm):
    """Who works on it; empty: nobody."""

    officer_id = forms.UUIDField(label=_("Work on it"), required=False)


class EscalateForm(ActForm):
    """Which unit takes it up, and why."""

    to_unit_id = forms.UUIDField(label=_("Unit"), error_messages={"required": _("Choose a unit.")})
    reason = _text(_("Reason"), 3, _("Sealed with the tip."))


class Ids(forms.Field):
    """Ids that were ticked. Which of them there are is for the action to say."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[UUID]:
        """Return the ids. Raises ValidationError on anything else."""
        try:
            return [UUID(each) for each in value or ()]
        except ValueError as error:
            raise ValidationError(self.error_messages["required"]) from error


class MoveForm(ActForm):
    """Which oversight units take it over, and why."""

    unit_ids = Ids(label=_("Unit"), error_messages={"required": _("Choose a unit.")})
    reason = _text(
        _("Why it goes to oversight"), 3, _("Sealed; only oversight reads it. You may name whom it is about.")
    )


class ReleaseForm(ActForm):
    """Why a tip need not stay with oversight."""

    reason = _text(_("Why it is not about police staff"), 3, _("Sealed with the tip. The second member reads it."))


class ReleaseDecisionForm(ActForm):
    """Which proposal is decided."""

    release_id = forms.UUIDField(widget=Hidden)


class EscalationForm(ActForm):
    """Which escalation is taken up."""

    escalation_id = forms.UUIDField(widget=Hidden)


class WithdrawForm(EscalationForm):
    """Which escalation is taken back, and why."""

    reason = _text(_("Reason"), 2, _("Sealed with the tip. The other unit reads it."))


class ContactForm(ActForm):
    """Why the contact details are opened."""

    reason = _text(_("Why you open them"), 2, _("Sealed with the tip. Whoever can open the tip reads it."))
