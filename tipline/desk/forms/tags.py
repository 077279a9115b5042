"""A tag of the department's vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tipline.casework.actions.tags import is_there
from tipline.casework.models import Tag
from tipline.departments.models import Department
from tipline.desk.forms.fields import NameField

if TYPE_CHECKING:
    Base = forms.ModelForm[Tag]
else:
    Base = forms.ModelForm


class TagForm(Base):
    """The word, and whether it is offered."""

    department: ClassVar[Department]

    class Meta:
        model = Tag
        field_classes = {"label": NameField}
        fields = ["label", "active"]

    def clean_label(self) -> str:
        """Refuse a word that the vocabulary has."""
        label: str = self.cleaned_data["label"].strip()
        if is_there(label, self.department, self.instance):
            raise forms.ValidationError(_("This tag is there already."))
        if self.instance._state.adding:
            self.instance.department = self.department
        return label
