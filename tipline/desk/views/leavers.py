"""Tips that are with somebody who left: given to a colleague, all at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tipline.casework.actions import pass_on_tips
from tipline.casework.errors import OfficerNotThere
from tipline.casework.queries import colleagues, leavers
from tipline.departments.roles import reads_tips
from tipline.desk.permissions import officer_passes_test
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked


class PassOnForm(forms.Form):
    """Whose tips, and who gets them: nobody, if nobody is named."""

    leaver_id = forms.UUIDField()
    officer_id = forms.UUIDField(required=False)


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
