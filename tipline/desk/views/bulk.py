"""What is done to many tips at once: passed on where somebody left, closed where they do not open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tipline.casework.actions import Cleared, close_unopenable, pass_on_tips
from tipline.casework.errors import OfficerNotThere
from tipline.casework.queries import colleagues, leavers
from tipline.departments.roles import reads_tips
from tipline.desk.forms.bulk import PassOnForm, UnopenableForm
from tipline.desk.permissions import officer_passes_test
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.queue import unopenable


def shown_leavers(unlocked: Unlocked) -> dict[str, Any]:
    """Return what the queue shows above the tips of those who left."""
    return {"leavers": list(leavers(unlocked)), "colleagues": list(colleagues(unlocked))}


@require_POST
@officer_passes_test(reads_tips)
def pass_on(request: HttpRequest) -> HttpResponse:
    """Give the tips of one who left to somebody else."""
    there = f"{reverse('desk:queue')}?only=left"
    unlocked, form = unlocked_of(request), PassOnForm(request.POST)
    if unlocked is None:
        return locked(request, next_url=there)
    if not form.is_valid():
        raise Http404
    try:
        given, stayed = pass_on_tips(unlocked=unlocked, at=timezone.now(), **form.cleaned_data)
    except OfficerNotThere:
        raise Http404 from None
    messages.success(request, _words(given, stayed))
    return redirect(there)


def _words(given: int, stayed: int) -> str:
    words = ngettext("%(n)d tip was passed on.", "%(n)d tips were passed on.", given) % {"n": given}
    if not stayed:
        return words
    kept = ngettext("%(n)d stayed: that person cannot open it.", "%(n)d stayed: that person cannot open them.", stayed)
    return f"{words} {kept % {'n': stayed}}"


@require_http_methods(["GET", "HEAD", "POST"])
@officer_passes_test(reads_tips)
def close_unopenable_tips(request: HttpRequest) -> HttpResponse:
    """Say how many there are and what that means; posted, close them and say how many were."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    if request.method != "POST":
        return _unopenable_page(request, unlocked, UnopenableForm())
    form = UnopenableForm(request.POST)
    if not form.is_valid():
        return _unopenable_page(request, unlocked, form, status=422)
    return _unopenable_page(
        request, unlocked, UnopenableForm(), close_unopenable(unlocked=unlocked, at=timezone.now(), **form.cleaned_data)
    )


def _unopenable_page(
    request: HttpRequest, unlocked: Unlocked, form: UnopenableForm, cleared: Cleared | None = None, status: int = 200
) -> HttpResponse:
    shown = {
        "title": _("Tips that do not open"),
        "count": unopenable(unlocked).count(),
        "form": form,
        "cleared": cleared,
    }
    return render(request, "desk/unopenable.html", shown, status=status)
