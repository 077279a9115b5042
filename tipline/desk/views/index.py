"""The first page: what this person may do."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tipline.desk import access
from tipline.desk.context import places
from tipline.desk.forms.officers import LanguageForm
from tipline.desk.unlocking import officer_of
from tipline.tips.queue import waits_for


def index(request: HttpRequest) -> TemplateResponse:
    """List the places of the desk, and how many tips are unread."""
    officer = officer_of(request)
    shown = {
        "title": _("Your desk"),
        "entries": places(officer),
        "languages": LanguageForm(instance=officer),
        "waits": waits_for(officer) if access.reads_tips(officer) else None,
    }
    return TemplateResponse(request, "admin/index.html", shown)
