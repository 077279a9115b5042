"""What every page of the desk shows around its content."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest

from tipline.departments.models import Officer
from tipline.departments.sessions.circuit_breaker import cache_is_down
from tipline.desk.navigation import navigation
from tipline.desk.redirects import queue_query
from tipline.desk.site import desk_site
from tipline.desk.unlock_cookie import unlocked_of
from tipline.http.paths import on_desk
from tipline.routing.queries import unseen_changes


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the header's content for a page of the desk; nothing for a resident's page."""
    if not on_desk(request):
        return {}
    officer = getattr(request, "user", None)
    shown: dict[str, Any] = {
        "site_title": desk_site.site_title,
        "site_header": desk_site.site_header,
        "site_url": None,
        "has_permission": desk_site.has_permission(request),
        "is_nav_sidebar_enabled": False,
        "is_popup": False,
        "queue_query": queue_query(request),
        "cache_out_of_reach": cache_is_down(),
    }
    if isinstance(officer, Officer):
        shown |= {"department": officer.department, "navigation": navigation(officer, request.path)}
        shown["unlocked"] = unlocked_of(request)
        shown["unseen_changes"] = partial(unseen_changes, officer, shown["unlocked"])
    return shown
