"""The queue: what must I read now, what is mine, what is late."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.roles import reads_tips
from tipline.desk.forms.filters import QueueFilter
from tipline.desk.permissions import department_of, officer_passes_test
from tipline.desk.queue_page import read_page
from tipline.desk.redirects import queue_query
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.bulk import shown_leavers
from tipline.desk.views.unlock import locked
from tipline.intake.budget import flood_of
from tipline.keyring.unlocked import Unlocked
from tipline.text import count_code_letters, find_codes
from tipline.tips.errors import TipNotFound
from tipline.tips.queries import REFERENCE_LENGTH, find_by_reference


@require_safe
@officer_passes_test(reads_tips)
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue; locked, only how many are unread."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return _queue(request, unlocked)


@require_POST
@officer_passes_test(reads_tips)
def find(request: HttpRequest) -> HttpResponse:
    """Go to the tip of a typed reference. It is posted, so that it stands in no address and no log."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    typed = request.POST.get("reference", "")
    try:
        tip = find_by_reference(unlocked, typed)
    except TipNotFound:
        return _queue(request, unlocked, status=404, reference=typed, not_found=_missing_words(typed))
    return redirect(reverse("desk:tip", args=[tip.pk]) + queue_query(request))


def _missing_words(typed: str) -> str:
    there = count_code_letters(typed)
    if find_codes(typed, REFERENCE_LENGTH) or there in {0, REFERENCE_LENGTH}:
        return _("No tip that you can open has this reference.")
    words = ngettext(
        "A reference has 8 letters and digits. Here is %(n)d.",
        "A reference has 8 letters and digits. Here are %(n)d.",
        there,
    )
    return words % {"n": there}


def _queue(request: HttpRequest, unlocked: Unlocked, status: int = 200, **more: str) -> HttpResponse:
    filters = QueueFilter(request.GET, unlocked=unlocked)
    if not filters.is_valid():
        raise Http404
    page, rows = read_page(unlocked, filters.queue(), request.GET.get("page", 1), timezone.now())
    shown = {
        **more,
        "title": _("Tips"),
        "filters": filters,
        "page": page,
        "rows": rows,
        "unopenable": sum(not row.standing.opens for row in rows),
        "query": _without_page(request),
        "flood": flood_of(department_of(request), timezone.now()),
    }
    if "left" in filters.cleaned_data["only"]:
        shown |= shown_leavers(unlocked)
    return render(request, "desk/queue.html", shown, status=status)


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
