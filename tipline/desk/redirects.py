"""Where an officer can be led: addresses of the desk that answer GET, and the nearest one for any other."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

PAGES: Final = frozenset(
    {
        "admin:index", "desk:queue", "desk:unopenable", "desk:tip", "desk:members", "desk:routing", "desk:figures",
        "desk:key", "desk:make-key", "desk:replace-key", "desk:change-passphrase", "desk:moved",
        "account_change_password",
    }
)  # fmt: skip
ADMINISTRATION: Final = ("_changelist", "_add", "_change")
QUEUE: Final = ("only", "status", "category", "page")
_PASSING: Final = "done"
"""What a page says once, after an action."""


def nearest_page(wanted: str) -> str:
    """Return the wanted address if it is a page of the desk, else the nearest page above it; at last the first page.

    What only takes a POST is no page, nor what lies outside the desk or on another host.
    """
    if not (wanted.startswith(settings.DESK_PATH) and url_has_allowed_host_and_scheme(wanted, None)):
        return str(settings.DESK_PATH)
    parts = urlsplit(wanted)
    if _is_page(parts.path):
        return parts.path + _query(parts.query)
    path = parts.path
    while path.startswith(settings.DESK_PATH) and not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    # The part of a query that chose what a list shows is of use on the page above as well.
    return path + _query(parts.query) if path.startswith(settings.DESK_PATH) else str(settings.DESK_PATH)


def is_page(wanted: str) -> bool:
    """Tell whether somebody can be led to just this address."""
    inside = wanted.startswith(settings.DESK_PATH) and url_has_allowed_host_and_scheme(wanted, None)
    return inside and _is_page(urlsplit(wanted).path)


def queue_query(request: HttpRequest) -> str:
    """Return what chose the queue that the officer came from, as the query of an address; empty where nothing did.

    It is made of marks, statuses and ids, as in the queue's own address, and goes along from a tip to its forms.
    """
    chosen = QueryDict(mutable=True)
    for name in QUEUE:
        if values := request.GET.getlist(name):
            chosen.setlist(name, values)
    return f"?{chosen.urlencode()}" if chosen else ""


def with_done(address: str, done: str, way: str = "") -> str:
    """Return the address with the word for what was done, and the way back."""
    return f"{address}?{_PASSING}={done}" + (f"&{way[1:]}" if way else "")


def view_name_at(address: str) -> str:
    """Return the name of the view at an address, empty where there is none or it has no name."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return found.view_name if found.url_name else ""


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether the browser says that a page of this site sent the request (Fetch Metadata, or RFC 6454's Origin).

    Without a word of it the answer is no: what another site sent is never offered to be sent on.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _is_page(path: str) -> bool:
    name = view_name_at(path)
    return name in PAGES or (name.startswith("admin:") and name.endswith(ADMINISTRATION))


def _query(query: str) -> str:
    kept = QueryDict(query, mutable=True)
    kept.pop(_PASSING, None)
    return f"?{kept.urlencode()}" if kept else ""
