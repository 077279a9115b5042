"""Categories: what residents can choose. Which unit gets a category's tips changes by proposal only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tipline.departments.actions import change_category, create_category, propose_routing
from tipline.departments.models import Category, RoutingProposal
from tipline.departments.templatetags.names import isolated_list
from tipline.desk.admin.scoped import ScopedAdmin
from tipline.desk.forms.department import CategoryForm, RoutingForm
from tipline.desk.unlocking import officer_of


class CategoryAdmin(ScopedAdmin):
    """A department's categories."""

    form = CategoryForm
    can_add = True
    list_display = ("name_shown", "life_safety", "active", "order", "goes_to")
    list_select_related = ("primary_unit",)
    ordering = ("order", "code")
    change_form_template = "desk/category.html"

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

    def get_fieldsets(self, request: HttpRequest, obj: Category | None = None) -> Any:
        """Ask the code of a new category only."""
        fields = ["name_en", "name_es", "life_safety", "order", "active"]
        return [(None, {"fields": fields if obj else ["code", *fields]})]

    def get_form(self, request: HttpRequest, obj: Category | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know whose categories these are."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.department = self.own_department(request)  # type: ignore[attr-defined]
        return form

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the routing."""
        page = self.admin_site.admin_view(self.routing_view)
        own = path("<path:object_id>/routing/", page, name="tipline_departments_category_routing")
        return [own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the routing and what was proposed beside the form."""
        shown = dict(extra_context or {})
        if object_id is not None:
            self._require(request)
            shown["category"] = category = self.get_object(request, object_id)
            shown["proposals"] = _open_proposals(category) if category else []
        return super().changeform_view(request, object_id, form_url, shown)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Save through the actions. A new category goes to the tip desk until another routing is confirmed."""
        actor, at = officer_of(request), timezone.now()
        if change:
            change_category(category=obj, values=form.values(), actor=actor, at=at)
            return
        department, code = self.own_department(request), form.cleaned_data["code"]
        made = create_category(department=department, code=code, actor=actor, at=at, **form.values())
        obj.pk, obj.department, obj.primary_unit = made.pk, made.department, made.primary_unit

    def routing_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Propose other units for a category."""
        self._require(request)
        category = self.get_object(request, object_id)
        if category is None:
            raise Http404
        present = {"primary_unit": category.primary_unit, "further_units": category.further_units.all()}
        form = RoutingForm(request.POST or None, department=self.own_department(request), initial=present)
        if request.method == "POST" and form.is_valid():
            _propose(request, category, form)
            return redirect(reverse("admin:tipline_departments_category_change", args=[category.pk]))
        shown = {"title": _("Propose routing"), "form": form, "category": category}
        return render(request, "desk/routing_proposal.html", shown, status=422 if form.errors else 200)


def _propose(request: HttpRequest, category: Category, form: RoutingForm) -> None:
    propose_routing(
        category=category,
        primary_unit=form.cleaned_data["primary_unit"],
        further_units=list(form.cleaned_data["further_units"]),
        actor=officer_of(request),
        at=timezone.now(),
    )


def _open_proposals(category: Category) -> list[RoutingProposal]:
    waiting = RoutingProposal.objects.filter(category=category, outcome=RoutingProposal.Outcome.OPEN)
    return list(waiting.select_related("primary_unit", "proposed_by").prefetch_related("further_units"))
