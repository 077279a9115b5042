"""Units: proposed here, brought to life by their first supervisor, who makes their key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tipline.departments.actions import create_unit
from tipline.departments.models import Department, Unit
from tipline.desk.admin.scoped import ScopedAdmin
from tipline.desk.forms.names import NameField
from tipline.desk.unlocking import officer_of
from tipline.keyring.log import verified

if TYPE_CHECKING:
    Base = forms.ModelForm[Unit]
else:
    Base = forms.ModelForm


class UnitForm(Base):
    """A new unit."""

    department: Department

    class Meta:
        model = Unit
        field_classes = {"name": NameField}
        fields = ["name", "kind"]

    def clean_name(self) -> str:
        """Refuse a name that the department has."""
        name: str = self.cleaned_data["name"].strip()
        if Unit.objects.filter(department=self.department, name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a unit of that name."))
        return name


class UnitAdmin(ScopedAdmin):
    """A department's units. A unit that was proposed is not changed any more: its key log names it."""

    form = UnitForm
    can_add = True
    can_change = False
    fields = ("name", "kind")
    list_display = ("name", "kind", "has_key")
    change_form_template = "desk/unit.html"

    @admin.display(description=_("has a key"), boolean=True)
    def has_key(self, unit: Unit) -> bool:
        """Ask the key log."""
        return verified(unit.department).unit_key(unit.pk) is not None

    def get_form(self, request: HttpRequest, obj: Unit | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know whose units these are."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.department = self.own_department(request)  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Propose through the action, which records it."""
        made = create_unit(
            department=self.own_department(request),
            name=obj.name,
            kind=Unit.Kind(obj.kind),
            actor=officer_of(request),
            at=timezone.now(),
        )
        obj.pk, obj.department = made.pk, made.department
