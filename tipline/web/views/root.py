"""The way in: the language that the browser asks for, without a cookie."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import is_valid_path

from tipline.http.languages import asked_language
from tipline.web.methods import read_only, takes_forms
from tipline.web.pages import found_at


@read_only
def choose_language(request: HttpRequest) -> HttpResponse:
    """Lead to the start page in the visitor's language."""
    return _redirect(f"/{asked_language(request)}/")


@takes_forms
def add_language(request: HttpRequest, rest: str) -> HttpResponse:
    """Lead from an address that was typed without a language to the same one in the visitor's language."""
    for ending in ("", "/"):
        target = f"/{asked_language(request)}/{rest}{ending}"
        if is_valid_path(target):
            return _redirect(target)
    raise Http404


def _redirect(target: str) -> HttpResponse:
    response = found_at(target)
    response.headers["Vary"] = "Accept-Language"
    return response
