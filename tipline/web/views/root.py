"""The way in: the language that the browser asks for, without a cookie."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import is_valid_path

from tipline.http.languages import asked_language
from tipline.web.methods import accepts_posts, safe_methods_only
from tipline.web.pages import redirect_to


@safe_methods_only
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the start page in the visitor's language."""
    return _redirect(f"/{asked_language(request)}/")


@accepts_posts
def add_language(request: HttpRequest, rest: str) -> HttpResponse:
    """Lead from an address that was typed without a language to the same one in the visitor's language."""
    for ending in ("", "/"):
        target = f"/{asked_language(request)}/{rest}{ending}"
        if is_valid_path(target):
            return _redirect(target)
    raise Http404


def _redirect(target: str) -> HttpResponse:
    response = redirect_to(target)
    response.headers["Vary"] = "Accept-Language"
    return response
