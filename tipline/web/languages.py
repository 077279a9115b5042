"""The languages of the pages: which one was asked for, and the menu to change it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, get_supported_language_variant, override
from django.utils.translation.trans_real import parse_accept_lang_header

from tipline.departments.models import Department


@dataclass(frozen=True, slots=True)
class Language:
    """An entry of the language menu."""

    code: str
    name: str
    url: str
    current: bool


def asked_language(request: HttpRequest) -> str:
    """Return the first language of Accept-Language that the pages have."""
    for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def language_menu(route: str, department: Department | None) -> list[Language]:
    """Return the languages by their own names, each with the address of the route in it."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            url = reverse(route, args=[department.slug]) if department else reverse("web:departments")
        name = get_language_info(code)["name_local"]
        found.append(Language(code, name[:1].upper() + name[1:], url, code == get_language()))
    return found
