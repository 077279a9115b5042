"""The department's settings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tipline.departments.actions import change_department
from tipline.departments.models import Department
from tipline.desk.forms.department import SettingsForm
from tipline.desk.permissions import officer_of
from tipline.desk.scoped_admin import ScopedAdmin


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    """One row: one's own department."""

    form = SettingsForm
    page_title = _("Settings")
    department_field = "pk"
    fieldsets = (
        (None, {"fields": ("name", "time_zone", "accepts_tips")}),
        (_("For people who would rather call"), {"fields": ("phone", "emergency_number")}),
        (
            _("When tips are read"),
            {
                "fields": ("reading_days", "reading_from", "reading_until"),
                "description": _("Residents are told this. Without times, tips are read around the clock."),
            },
        ),
        (_("Clocks"), {"fields": ("review_hours", "acknowledge_minutes")}),
        (_("Figures and limits"), {"fields": ("suppression_threshold", "figures_rounding", "hourly_budget")}),
        (_("The resident’s pages"), {"fields": ("leave_url",)}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go straight to the one department."""
        self._require(request)
        return redirect("admin:tipline_departments_department_change", self.own_department(request).pk)

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        """Save through the action, which records it."""
        actor, at = officer_of(request), timezone.now()
        change_department(department=obj, values=form.cleaned_data, actor=actor, at=at)
