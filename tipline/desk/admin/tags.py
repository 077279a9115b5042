"""The department's tags. They are stored in clear, and the page says so."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tipline.casework.actions import change_tag, create_tag
from tipline.casework.models import Tag
from tipline.departments.roles import administers, supervises
from tipline.desk.forms.tags import TagForm
from tipline.desk.permissions import officer_of
from tipline.desk.scoped_admin import ScopedAdmin


@admin.register(Tag)
class TagAdmin(ScopedAdmin):
    """A department's vocabulary."""

    form = TagForm
    can_add = True
    list_display = ("label", "active")
    change_form_template = "desk/tag.html"
    change_list_template = "desk/tag_list.html"

    def allowed(self, request: HttpRequest) -> bool:
        """Administrators and supervisors keep the vocabulary."""
        officer = officer_of(request)
        return administers(officer) or supervises(officer)

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """A new tag is offered; whether it still is stands on its own page."""
        return ("label", "active") if obj else ("label",)

    def get_form(self, request: HttpRequest, obj: Tag | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know whose vocabulary it is."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.department = self.own_department(request)  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Save through the actions, which record it."""
        label, actor = form.cleaned_data["label"], officer_of(request)
        if change:
            change_tag(tag=obj, label=label, active=form.cleaned_data["active"], actor=actor, at=timezone.now())
            return
        made = create_tag(department=self.own_department(request), label=label, actor=actor, at=timezone.now())
        obj.pk, obj.department = made.pk, made.department
