"""What is stored and what is not, and what that means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tipline.intake.hours import reading_hours_text
from tipline.web.methods import read_only
from tipline.web.pages import known_department, page


@read_only
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Say exactly what becomes of a tip."""
    department = known_department(slug).department
    return page("about.html", department=department, route="web:about", hours=reading_hours_text(department))
