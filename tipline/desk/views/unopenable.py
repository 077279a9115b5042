"""Close together what does not open, as it was sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tipline.casework.actions import Cleared, close_unopenable
from tipline.departments.roles import reads_tips
from tipline.desk.forms.unopenable import UnopenableForm
from tipline.desk.permissions import officer_passes_test
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.queue import unopenable


@require_http_methods(["GET", "HEAD", "POST"])
@officer_passes_test(reads_tips)
def close(request: HttpRequest) -> HttpResponse:
    """Say how many there are and what that means; posted, close them and say how many were."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    if request.method != "POST":
        return _page(request, unlocked, UnopenableForm())
    form = UnopenableForm(request.POST)
    if not form.is_valid():
        return _page(request, unlocked, form, status=422)
    return _page(
        request, unlocked, UnopenableForm(), close_unopenable(unlocked=unlocked, at=timezone.now(), **form.cleaned_data)
    )


def _page(
    request: HttpRequest, unlocked: Unlocked, form: UnopenableForm, cleared: Cleared | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "title": _("Tips that do not open"),
        "count": unopenable(unlocked).count(),
        "form": form,
        "cleared": cleared,
    }
    return render(request, "desk/unopenable.html", shown, status=status)
