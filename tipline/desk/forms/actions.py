"""The forms of the actions on a tip. Each carries the version of the tip that its officer saw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tipline.casework.text import MOST_CHARACTERS
from tipline.desk.forms.fields import WrittenField
from tipline.desk.forms.widgets import Hidden, OneOf, Writing
from tipline.desk.tip_page import TipPage
from tipline.tips.models import Disposition, Status

MOST_CHANGES = 2**31 - 1


class ActionForm(forms.Form):
    """The version that every action carries."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, max_value=MOST_CHANGES, widget=Hidden)

    def values(self) -> dict[str, Any]:
        """Return what the action takes beside the tip and its version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def fit(self, page: TipPage) -> None:
        """Let the form be sent for the tip as it is now; a form with choices takes them from the page."""
        self._carry("version", page.handling.version)

    def is_about(self, page: TipPage) -> bool:
        """Tell whether a form that was sent belongs to this part of the page."""
        return True

    def _carry(self, name: str, value: object) -> None:
        """Set a hidden field, also of a form that was sent."""
        self.initial = {**self.initial, name: value}
        if self.is_bound:
            data = self.data.copy()  # type: ignore[attr-defined]
            data[name] = str(value)
            self.data = data

    def _choose(self, name: str, choices: Iterable[tuple[object, object]]) -> None:
        """Set what a field lets somebody choose."""
        widget: forms.Select = self.fields[name].widget
        widget.choices = [(str(value), str(label)) for value, label in choices]


def _text(label: Any, rows: int, help_text: Any = "") -> WrittenField:
    missing = {"required": _("Write something first.")}
    return WrittenField(
        label=label, widget=Writing(rows), max_length=MOST_CHARACTERS, help_text=help_text, error_messages=missing
    )


class StatusForm(ActionForm):
    """A step that needs no disposition."""

    to_status = forms.ChoiceField(label=_("New status"), choices=Status.choices, widget=OneOf)
    rationale = WrittenField(
        label=_("Reason"), required=False, max_length=MOST_CHARACTERS,
        widget=Writing(2), help_text=_("Needed when the tip is referred or reopened."),
    )  # fmt: skip

    def fit(self, page: TipPage) -> None:
        """Offer the steps of the workflow."""
        super().fit(page)
        self._choose("to_status", [(step.value, step.label) for step in page.statuses])


class CloseForm(ActionForm):
    """How a tip ended, and why."""

    disposition = forms.ChoiceField(
        label=_("Outcome"), choices=[("", "—"), *Disposition.choices], widget=OneOf,
        error_messages={"required": _("Choose how it ended.")},
    )  # fmt: skip
    rationale = _text(_("Why"), 3, _("Whoever reads the next tip like this one will look here."))

    def values(self) -> dict[str, Any]:
        """Name the status that closing leads to."""
        return {**super().values(), "to_status": Status.CLOSED}


class TagForm(ActionForm):
    """A tag of the department's."""

    tag_id = forms.UUIDField(label=_("Tag"), widget=OneOf)

    def fit(self, page: TipPage) -> None:
        """Offer the tags that the tip does not have."""
        super().fit(page)
        self._choose("tag_id", [(tag.pk, tag.label) for tag in page.casework.spare_tags])


class UntagForm(ActionForm):
    """A tag of the tip's."""

    tag_id = forms.UUIDField(label=_("Tag"))


class NoteForm(ActionForm):
    """A note for colleagues."""

    text = _text(_("Note"), 4, _("Sealed. Officers who can open this tip read it, the resident never does."))


class QuestionForm(ActionForm):
    """A question to the resident. It stands in one form with the note, so that sending one keeps the other."""

    question = _text(_("Your question"), 3, _("The resident sees it when they come back. Do not name anybody."))

    def values(self) -> dict[str, Any]:
        """Name the words as the action does."""
        return {"text": self.cleaned_data["question"]}


class AssignForm(ActionForm):
    """Who works on it; empty: nobody."""

    officer_id = forms.UUIDField(label=_("Who works on it"), required=False, widget=OneOf)

    def fit(self, page: TipPage) -> None:
        """Offer those who can open the tip."""
        super().fit(page)
        self.initial = {**self.initial, "officer_id": page.handling.assignee_id or ""}
        self._choose("officer_id", [("", _("nobody")), *((member.pk, member) for member in page.members)])


class EscalateForm(ActionForm):
    """Which unit takes it up, and why."""

    to_unit_id = forms.UUIDField(label=_("Unit"), widget=OneOf, error_messages={"required": _("Choose a unit.")})
    reason = _text(_("Reason"), 3, _("Sealed with the tip."))

    def fit(self, page: TipPage) -> None:
        """Offer the units that can take it."""
        super().fit(page)
        self._choose("to_unit_id", [("", "—"), *((unit.pk, unit.name) for unit in page.units.to_escalate_to)])


class Ids(forms.Field):
    """Ids that were ticked. Which of them there are is for the action to say."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[UUID]:
        """Return the ids. Raises ValidationError on anything else."""
        try:
            return [UUID(each) for each in value or ()]
        except ValueError as error:
            raise ValidationError(self.error_messages["required"]) from error


class MoveForm(ActionForm):
    """Which oversight units take it over, and why."""

    unit_ids = Ids(label=_("Unit"), error_messages={"required": _("Choose a unit.")})
    reason = _text(
        _("Why it goes to oversight"), 3, _("Sealed; only oversight reads it. You may name whom it is about.")
    )


class ReleaseForm(ActionForm):
    """Why a tip need not stay with oversight."""

    reason = _text(_("Why it is not about police staff"), 3, _("Sealed with the tip. The second member reads it."))


class ReleaseDecisionForm(ActionForm):
    """Which proposal is decided."""

    release_id = forms.UUIDField(widget=Hidden)

    def fit(self, page: TipPage) -> None:
        """Name the proposal that the page shows."""
        super().fit(page)
        if page.casework.release is not None:
            self._carry("release_id", page.casework.release.id)


class EscalationForm(ActionForm):
    """Which escalation is taken up."""

    escalation_id = forms.UUIDField(widget=Hidden)

    def fit(self, page: TipPage) -> None:
        """Name the escalation that it stands with."""
        super().fit(page)
        if page.escalation is not None:
            self._carry("escalation_id", page.escalation.id)

    def is_about(self, page: TipPage) -> bool:
        """Tell whether it was sent for the escalation that it would stand with."""
        return page.escalation is not None and self.data.get("escalation_id") == str(page.escalation.id)


class WithdrawForm(EscalationForm):
    """Which escalation is taken back, and why."""

    reason = _text(_("Reason"), 2, _("Sealed with the tip. The other unit reads it."))


class ContactForm(ActionForm):
    """Why the contact details are opened."""

    reason = _text(_("Why you open them"), 2, _("Sealed with the tip. Whoever can open the tip reads it."))
