"""What is stored and what is not, and what that means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tipline.intake.reading_hours import reading_hours_text
from tipline.web.methods import safe_methods_only
from tipline.web.pages import configuration_or_404, page


@safe_methods_only
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Say exactly what becomes of a tip."""
    department = configuration_or_404(slug).department
    return page("about.html", department=department, route="web:about", hours=reading_hours_text(department))
