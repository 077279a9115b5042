"""Categories: what residents can choose, and who gets it. All but their order changes by proposal only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tipline.departments.actions import order_category
from tipline.departments.models import Category
from tipline.departments.templatetags.names import isolated_list
from tipline.desk.forms.routing import CategoryForm
from tipline.desk.permissions import officer_of
from tipline.desk.scoped_admin import ScopedAdmin
from tipline.keyring.log import verified
from tipline.routing.actions import propose_category, propose_change
from tipline.routing.errors import InvalidChange
from tipline.routing.queries import pending_proposals

LIST = "admin:tipline_departments_category_changelist"


@admin.register(Category)
class CategoryAdmin(ScopedAdmin):
    """A department's categories."""

    can_add = True
    list_display = ("name_shown", "life_safety", "active", "order", "goes_to")
    list_select_related = ("primary_unit",)
    ordering = ("order", "code")
    change_list_template = "desk/category_list.html"

    @admin.display(description=gettext_lazy("category"), ordering="code")
    def name_shown(self, category: Category) -> str:
        """Show the name in the officer's language."""
        return category.name

    @admin.display(description=gettext_lazy("goes to"))
    def goes_to(self, category: Category) -> SafeString:
        """Show the units."""
        return isolated_list([category.primary_unit.name, *(unit.name for unit in category.further_units.all())])

    def get_queryset(self, request: HttpRequest) -> Any:
        """Bring the further units along."""
        return super().get_queryset(request).prefetch_related("further_units")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say what waits for a second person."""
        self._require(request)
        shown = {"waiting": pending_proposals(self.own_department(request))}
        return super().changelist_view(request, shown | (extra_context or {}))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Propose a new category."""
        self._require_form(request)
        department = self.own_department(request)
        form = CategoryForm(request.POST or None, department=department, log=verified(department))
        if request.method == "POST" and form.is_valid():
            try:
                propose_category(
                    department=department,
                    code=form.cleaned_data["code"],
                    actor=officer_of(request),
                    at=timezone.now(),
                    **form.values(),
                )
            except InvalidChange as error:
                form.add_error(None, str(error))
            else:
                say_proposed(request)
                return redirect(LIST)
        return _page(request, form, _("Propose a category"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Move a category in the list; propose all else about it."""
        self._require_form(request)
        department, category = self.own_department(request), self.get_object(request, object_id)
        if category is None:
            raise Http404
        form = CategoryForm(request.POST or None, department=department, log=verified(department), row=category)
        if request.method == "POST" and form.is_valid():
            try:
                proposed = _change(request, category, form)
            except InvalidChange as error:
                form.add_error(None, str(error))
            else:
                if proposed:
                    say_proposed(request)
                return redirect(LIST)
        return _page(request, form, category.name, category)


def _change(request: HttpRequest, category: Category, form: CategoryForm) -> bool:
    actor, at, values = officer_of(request), timezone.now(), form.changed_values()
    if values:
        propose_change(category=category, values=values, actor=actor, at=at)
    if "order" in form.changed_data:
        order_category(category=category, order=form.cleaned_data["order"], actor=actor, at=at)
    return bool(values)


def _page(request: HttpRequest, form: CategoryForm, title: str, category: Category | None = None) -> HttpResponse:
    about = (
        [shown for shown in pending_proposals(category.department) if shown.proposal.subject == category.pk]
        if category
        else []
    )
    shown = {"title": title, "form": form, "category": category, "waiting": about}
    return render(request, "desk/category.html", shown, status=422 if form.errors else 200)


def say_proposed(request: HttpRequest) -> None:
    """Have the next page say that a second person is needed."""
    messages.success(request, _("Proposed. Nothing has changed yet: a supervisor has to confirm it."))
