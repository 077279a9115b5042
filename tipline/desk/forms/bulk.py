"""What is done to many tips at once."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tipline.casework.actions.unopenable import OUTCOMES
from tipline.desk.forms.widgets import OneOf


class UnopenableForm(forms.Form):
    """How tips end that nobody could read."""

    use_required_attribute = False
    disposition = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", "—"), *((outcome.value, outcome.label) for outcome in OUTCOMES)],
        widget=OneOf,
        error_messages={"required": _("Choose how they ended.")},
    )


class PassOnForm(forms.Form):
    """Whose tips, and who gets them: nobody, if nobody is named."""

    leaver_id = forms.UUIDField()
    officer_id = forms.UUIDField(required=False)
