"""What every page of a resident has in common: its frame, its languages, and headers that let nobody keep it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi

from tipline.departments.models import Department
from tipline.routing.configuration import Configuration, configuration
from tipline.web.languages import language_menu
from tipline.web.origin import is_cross_site
from tipline.web.page_cache import render_cached

TRY_AGAIN_SECONDS: Final = 120
LEAVE_URL: Final = "https://www.wikipedia.org/"


@dataclass(frozen=True, slots=True)
class LanguageSwitch:
    """How the language is changed on a page with typed words: by sending its form (`form`) to another address."""

    form: str
    route: str


def configuration_or_404(slug: str) -> Configuration:
    """Return the department of an address. Raises Http404."""
    found = configuration(slug)
    if found is None:
        raise Http404
    return found


def page(
    template: str,
    *,
    department: Department | None = None,
    route: str = "web:departments",
    switch: LanguageSwitch | None = None,
    status: int = 200,
    retry_after: int | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer with a page. `route` is its own address, or that of the page to go to in another language.

    No request is passed to the template: nothing of the visitor, not even a cookie that they sent, can end up in it.
    """
    text = _text(template, department=department, route=route, switch=switch, **context)
    return _uncached(HttpResponse(text, status=status), retry_after)


def shared_page(
    template: str,
    found: Configuration,
    *,
    key: Hashable,
    values: Mapping[str, str],
    context: Callable[[Mapping[str, str]], dict[str, Any]],
) -> HttpResponse:
    """Answer with a page that is the same for everybody but for these values.

    `key` is what else it depends on. `context` returns what `page` takes, with what stands for the values in it.
    """

    def render(placeholders: dict[str, str]) -> str:
        return _text(template, department=found.department, **context(placeholders))

    return _uncached(HttpResponse(render_cached(found, (template, key), values, render)))


def _text(
    template: str,
    *,
    department: Department | None,
    route: str = "web:departments",
    switch: LanguageSwitch | None = None,
    **context: Any,
) -> str:
    content = {
        "department": department,
        "telephone": tel_number(department.phone) if department else "",
        "leave_url": department.leave_url if department else LEAVE_URL,
        "languages": language_menu(switch.route if switch else route, department),
        "switch": switch,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        **context,
    }
    return render_to_string(f"web/{template}", content)


def _uncached(response: HttpResponse, retry_after: int | None = None) -> HttpResponse:
    # no-transform: a proxy that compressed a page with both secrets and typed words would tell their overlap.
    response.headers["Cache-Control"] = "no-store, no-transform, private"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def tel_number(phone: str) -> str:
    """Return a telephone number as it is dialled."""
    return re.sub(r"[^0-9+]", "", phone)


def in_minutes(seconds: int) -> int:
    """Return a wait in whole minutes, at least one."""
    return max(1, -(-seconds // 60))


def redirect_to_start(slug: str) -> HttpResponse:
    """Lead a visit by address bar to the first page: the others are answers to a form."""
    return redirect_to(reverse("web:start", args=[slug]))


def redirect_to(address: str) -> HttpResponse:
    """Lead to another address, which depends on nothing that a cache could mistake."""
    response = HttpResponse(status=302)
    response.headers["Location"] = address
    response.headers["Cache-Control"] = "no-store"
    return response


def is_own_post(request: HttpRequest) -> bool:
    """Tell whether a form was sent, by one of our own pages: from elsewhere it counts as a first visit."""
    return request.method == "POST" and not is_cross_site(request)
