"""The menu to change the language of a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override

from tipline.departments.models import Department


@dataclass(frozen=True, slots=True)
class Language:
    """An entry of the language menu."""

    code: str
    name: str
    url: str
    current: bool


def language_menu(route: str, department: Department | None) -> list[Language]:
    """Return the languages by their own names, each with the address of the route in it."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            url = reverse(route, args=[department.slug]) if department else reverse("web:departments")
        name = get_language_info(code)["name_local"]
        found.append(Language(code, name[:1].upper() + name[1:], url, code == get_language()))
    return found
