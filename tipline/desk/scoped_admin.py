"""What all administration pages share: one's own department, no side doors, no log beside the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tipline.departments.models import Department
from tipline.departments.roles import administers
from tipline.desk.permissions import department_of, officer_of

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    Pages = Paginator[Any]
else:
    Base = admin.ModelAdmin
    Pages = Paginator

CLOSED = ("_history", "_delete")

# All that these pages put into an address of their own: order, page, and the list to return to.
LIST_OFFERS: Final = frozenset({"o", "p", "all"})
FORM_OFFERS: Final = frozenset({"_changelist_filters"})
POPUP: Final = frozenset({"_popup", "_to_field", "_source_model"})


class NearestPages(Pages):
    """Answers what is no page by the nearest: a list becomes shorter while somebody reads it."""

    def validate_number(self, number: Any) -> int:
        """Return the nearest page's number."""
        return min(max(int(number), 1), self.num_pages)


class List(ChangeList):
    """A list whose page number is one that it has."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows."""
        super().get_results(request)
        self.page_num = min(max(self.page_num, 1), self.paginator.num_pages)


class ScopedAdmin(Base):
    """A ModelAdmin that knows only the rows of the officer's own department. Roles decide, `has_perm` is not asked."""

    actions = None
    view_on_site = False
    show_full_result_count = False
    save_as = save_on_top = False
    paginator = NearestPages
    can_add = False
    can_change = True
    page_title: str | Promise = ""
    department_field = "department"

    def allowed(self, request: HttpRequest) -> bool:
        """Tell whether the officer has these pages at all."""
        return administers(officer_of(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of the officer's own department."""
        own = officer_of(request).department_id
        if own is None:
            return super().get_queryset(request).none()
        return super().get_queryset(request).filter(**{self.department_field: own})

    def own_department(self, request: HttpRequest) -> Department:
        """Return the officer's department."""
        return department_of(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return self.allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        return self.allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the role."""
        return self.can_add and self.allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the role."""
        return self.can_change and self.allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted here: what was used stays readable, what is over is switched off."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return the stock addresses without history and deletion."""
        return [url for url in super().get_urls() if not str(getattr(url, "name", "")).endswith(CLOSED)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return List

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse every condition in an address: without filters, one is a question about what no page shows."""
        return False

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Refuse to hand a row out by another of its fields."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """For whoever lacks the role, and with what the list does not offer in the address, there is no page."""
        self._require(request)
        _only(request, LIST_OFFERS)
        shown = {"title": capfirst(str(self.opts.verbose_name_plural)), **(extra_context or {})}
        return super().changelist_view(request, shown)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """For whoever lacks the role, and for another department's row, the page does not exist."""
        self._require(request)
        _only(request, FORM_OFFERS)
        if object_id is not None and self.get_object(request, object_id) is None:
            raise Http404
        shown = {"show_save_and_add_another": False, "show_save_and_continue": False, **(extra_context or {})}
        if self.page_title:
            shown |= {"title": self.page_title, "subtitle": None}
        return super().changeform_view(request, object_id, form_url, shown)

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """Say that it was saved with a word that fits every noun: the stock sentence makes each one masculine."""
        said = _("Saved.") if level == messages.SUCCESS else message
        super().message_user(request, said, level, extra_tags, fail_silently)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Write no LogEntry: it would copy what the audit trail names by id."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Write no LogEntry."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Write no LogEntry."""

    def _require_form(self, request: HttpRequest) -> None:
        self._require(request)
        _only(request, FORM_OFFERS)

    def _require(self, request: HttpRequest) -> None:
        if not self.allowed(request):
            raise Http404


def _only(request: HttpRequest, offered: frozenset[str]) -> None:
    if not offered.issuperset(request.GET) or not POPUP.isdisjoint(request.POST):
        raise Http404
