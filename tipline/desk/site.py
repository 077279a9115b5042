"""Django's admin as the officers' desk: the same habits, fewer doors."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer
from tipline.departments.roles import may_use_desk
from tipline.desk.scoped_admin import ScopedAdmin
from tipline.desk.views.expired import signed_out
from tipline.desk.views.index import index

# Doors of the stock site that would tell or do something the desk does in its own way.
CLOSED = frozenset({"view_on_site", "password_change", "password_change_done", "autocomplete"})


class DeskSite(admin.AdminSite):
    """The admin at /desk/. Roles say who gets in, key grants what they can open; `has_perm` is never asked."""

    site_title = _("Tip line desk")
    site_header = _("Tip line desk")
    index_title = _("Your desk")
    site_url = None
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whoever holds a role in a department, and the superuser, who then finds no tip."""
        user = getattr(request, "user", None)
        return isinstance(user, Officer) and may_use_desk(user)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take the desk's own pages only: what libraries would register for a superuser stays out."""
        if isinstance(admin_class, type) and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let in whom `has_permission` lets in; what is sent after the session ended goes along to the sign-in."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def late(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not request.user.is_authenticated:
                return signed_out(request)
            response: HttpResponseBase = guarded(request, *args, **kwargs)
            return response

        return late

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the stock addresses without the closed doors."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in CLOSED]

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign-in is the account pages' affair; who is signed in and has no role is told so."""
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Signing out is the account pages' affair as well: it locks."""
        return redirect("account_logout")

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Return none: what officers did stands in the audit trail, not in Django's log of edits."""
        return LogEntry.objects.none()

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """There is one index."""
        raise Http404

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what this person may do, and nothing else."""
        return index(request)


desk_site = admin.site
