"""The first page: what this person may do, and in which language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tipline.departments.actions import choose_language
from tipline.departments.roles import may_use_desk, reads_tips, watches_audit_trail
from tipline.desk.forms.officers import LanguageForm
from tipline.desk.navigation import navigation
from tipline.desk.permissions import officer_of, officer_passes_test
from tipline.intake.budget import flood_of
from tipline.keyring.anchor import trail_is_intact
from tipline.tips.queue import waits_for


def index(request: HttpRequest) -> TemplateResponse:
    """List the pages of the desk, how many tips are unread, and that the audit trail is broken if it is."""
    officer = officer_of(request)
    shown = {
        "title": _("Your desk"),
        "entries": navigation(officer),
        "languages": LanguageForm(instance=officer),
        "trail_broken": watches_audit_trail(officer) and not trail_is_intact(),
        "waits": waits_for(officer) if reads_tips(officer) else None,
        "flood": flood_of(officer.department, timezone.now()) if officer.department else None,
    }
    return TemplateResponse(request, "admin/index.html", shown)


@require_POST
@officer_passes_test(may_use_desk)
def choose_language_view(request: HttpRequest) -> HttpResponse:
    """Store the chosen language."""
    form = LanguageForm(request.POST, instance=officer_of(request))
    if form.is_valid():
        choose_language(officer=officer_of(request), language=form.cleaned_data["language"], at=timezone.now())
    return redirect("admin:index")
