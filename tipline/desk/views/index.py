"""The first page: what this person may do."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tipline.departments.roles import reads_tips, watches_audit_trail
from tipline.desk.forms.officers import LanguageForm
from tipline.desk.navigation import navigation
from tipline.desk.permissions import officer_of
from tipline.intake.budget import flood_of
from tipline.keyring.outside import trail_stands
from tipline.tips.queue import waits_for


def index(request: HttpRequest) -> TemplateResponse:
    """List the pages of the desk, how many tips are unread, and that the audit trail is broken if it is."""
    officer = officer_of(request)
    shown = {
        "title": _("Your desk"),
        "entries": navigation(officer),
        "languages": LanguageForm(instance=officer),
        "trail_broken": watches_audit_trail(officer) and not trail_stands(),
        "waits": waits_for(officer) if reads_tips(officer) else None,
        "flood": flood_of(officer.department, timezone.now()) if officer.department else None,
    }
    return TemplateResponse(request, "admin/index.html", shown)
