"""The departments, and the first page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tipline.intake.forms import CategoryForm
from tipline.intake.sealing_keys import accepts_tips
from tipline.routing.configuration import all_configurations
from tipline.web.methods import safe_methods_only
from tipline.web.pages import configuration_or_404, page, redirect_to_start, tel_number
from tipline.web.views.tip import closed_page, start_page


@safe_methods_only
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments; where there is one only, lead to it."""
    known = [found.department for found in all_configurations().values()]
    if len(known) == 1:
        return redirect_to_start(known[0].slug)
    return page("departments.html", departments=[(one, tel_number(one.phone)) for one in known])


@safe_methods_only
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what this is and ask what it is about."""
    found = configuration_or_404(slug)
    if not accepts_tips(found):
        return closed_page(found)
    return start_page(found, CategoryForm(found), at=timezone.now())
