"""Units: proposed here, confirmed by a second person, brought to life by their first supervisor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tipline.departments.models import Unit
from tipline.desk.admin.categories import say_proposed
from tipline.desk.forms.routing import UnitForm
from tipline.desk.permissions import officer_of
from tipline.desk.scoped_admin import ScopedAdmin
from tipline.keyring.log import verified
from tipline.routing.actions import propose_unit
from tipline.routing.errors import InvalidChange
from tipline.routing.queries import pending_proposals


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    """A department's units. A unit is not changed any more: its key log names it."""

    can_add = True
    can_change = False
    fields = ("name", "kind")
    list_display = ("name", "kind", "has_key")
    change_list_template = "desk/unit_list.html"

    @admin.display(description=gettext_lazy("has a key"), boolean=True)
    def has_key(self, unit: Unit) -> bool:
        """Ask the key log."""
        return verified(unit.department).unit_key(unit.pk) is not None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say what waits for a second person."""
        self._require(request)
        shown = {"waiting": pending_proposals(self.own_department(request))}
        return super().changelist_view(request, shown | (extra_context or {}))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Propose a unit."""
        self._require_form(request)
        form = UnitForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            name, kind = form.cleaned_data["name"], Unit.Kind(form.cleaned_data["kind"])
            department, actor = self.own_department(request), officer_of(request)
            try:
                propose_unit(department=department, name=name, kind=kind, actor=actor, at=timezone.now())
            except InvalidChange as error:
                form.add_error("name", str(error))
            else:
                say_proposed(request)
                return redirect("admin:tipline_departments_unit_changelist")
        shown = {"title": _("Propose a unit"), "form": form}
        return render(request, "desk/unit.html", shown, status=422 if form.errors else 200)
