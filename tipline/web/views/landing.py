"""The departments, and the first page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.intake.forms import CategoryForm
from tipline.intake.sealing_keys import accepts
from tipline.routing.configuration import all_configurations
from tipline.web.methods import read_only
from tipline.web.pages import dialled, known_department, page, start_over
from tipline.web.views.tip import closed_page, first_page


@read_only
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments; where there is one only, lead to it."""
    known = [found.department for found in all_configurations().values()]
    if len(known) == 1:
        return start_over(known[0].slug)
    return page("departments.html", departments=[(one, dialled(one.phone)) for one in known])


@read_only
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what this is and ask what it is about."""
    found = known_department(slug)
    if not accepts(found):
        return closed_page(found)
    return first_page(found, CategoryForm(found), at=timezone.now())
