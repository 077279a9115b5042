"""The language in which the desk speaks to an officer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from tipline.departments.actions import choose_language
from tipline.departments.roles import may_use_desk
from tipline.desk.forms.officers import LanguageForm
from tipline.desk.permissions import officer_of, officer_passes_test


@require_POST
@officer_passes_test(may_use_desk)
def choose(request: HttpRequest) -> HttpResponse:
    """Store the chosen language."""
    form = LanguageForm(request.POST, instance=officer_of(request))
    if form.is_valid():
        choose_language(officer=officer_of(request), language=form.cleaned_data["language"], at=timezone.now())
    return redirect("admin:index")
