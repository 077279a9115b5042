"""Which period's figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """A month, quarter or year that is over."""

    use_required_attribute = False
    period = forms.ChoiceField(label=_("Period"), help_text=_("Months, quarters and years that are over."))

    has_periods = False

    def __init__(self, *args: Any, periods: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_periods = bool(periods)
        months = [label for label in periods if len(label) == 7 and "Q" not in label]
        self.fields["period"].initial = next(iter(months), None)
        self.fields["period"].choices = [  # type: ignore[attr-defined]
            (_("Years"), [(label, label) for label in periods if len(label) == 4]),
            (_("Quarters"), [(label, label) for label in periods if "Q" in label]),
            (_("Months"), [(label, label) for label in months]),
        ]
