"""The queue: what must I read now, what is mine, what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.casework.models import Escalation
from tipline.casework.queries import waiting_escalations
from tipline.desk import access, words
from tipline.desk.forms.filters import QueueFilter
from tipline.desk.paging import LongPage
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.leavers import shown_leavers
from tipline.desk.views.unlock import locked
from tipline.desk.ways import way_back
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_headlines
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip, TipWrap
from tipline.tips.queries import find_by_reference


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `escalated_to`: the unit whose answer is awaited; empty where it is the officer's own."""

    tip: Tip
    headline: str | None = field(repr=False)
    age: str
    unread_late: str
    escalation: Escalation | None
    escalated_to: str
    clock: str
    late: bool


@require_safe
@access.only(access.reads_tips)
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue; locked, only how many are unread."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return _queue(request, unlocked)


@require_POST
@access.only(access.reads_tips)
def find(request: HttpRequest) -> HttpResponse:
    """Go to the tip of a typed reference. It is posted, so that it stands in no address and no log."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    typed = request.POST.get("reference", "")
    try:
        tip = find_by_reference(unlocked, typed)
    except TipNotFound:
        missing = _("No tip that you can open has this reference.")
        return _queue(request, unlocked, status=404, reference=typed, not_found=missing)
    return redirect(reverse("desk:tip", args=[tip.pk]) + way_back(request))


def _queue(request: HttpRequest, unlocked: Unlocked, status: int = 200, **more: str) -> HttpResponse:
    filters = QueueFilter(request.GET, department=access.department_of(request))
    if not filters.is_valid():
        raise Http404
    page = _page(request, filters, unlocked)
    shown = {
        **more,
        "title": _("Tips"),
        "filters": filters,
        "page": page,
        "rows": _rows(unlocked, page, timezone.now()),
        "query": _without_page(request),
    }
    if "left" in filters.cleaned_data["only"]:
        shown |= shown_leavers(unlocked)
    return render(request, "desk/queue.html", shown, status=status)


def _page(request: HttpRequest, filters: QueueFilter, unlocked: Unlocked) -> LongPage:
    wraps = TipWrap.objects.filter(kind=TipWrap.Kind.CASE, epoch=F("tip__epoch")).select_related("unit")
    rows = filters.rows(unlocked).select_related("category", "assignee")
    rows = rows.prefetch_related(Prefetch("wraps", queryset=wraps, to_attr="held_by"), "tip_tags__tag")
    return LongPage(rows, request.GET.get("page", 1))


def _rows(unlocked: Unlocked, page: LongPage, now: datetime) -> list[Row]:
    tips: list[Tip] = page.rows
    headlines = open_headlines(unlocked=unlocked, tips=tips, at=now)
    waiting = waiting_escalations(unlocked, tips)
    drawing = _Drawing(unlocked, now)
    return [drawing.row(tip, headlines.get(tip.pk), waiting.get(tip.pk)) for tip in tips]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Who looks, and when."""

    unlocked: Unlocked
    now: datetime

    def row(self, tip: Tip, headline: str | None, escalation: Escalation | None) -> Row:
        due = escalation.due_at if escalation else None
        others = escalation is not None and escalation.to_unit_id not in self.unlocked.unit_ids
        return Row(
            tip=tip,
            headline=headline,
            age=words.age(tip.received_at, tip.received_precision, self.now),
            unread_late=self._unread_late(tip),
            escalation=escalation,
            escalated_to=escalation.to_unit.name if escalation and others else "",
            clock=words.clock(due, self.now) if due else "",
            late=due is not None and due < self.now,
        )

    def _unread_late(self, tip: Tip) -> str:
        department = self.unlocked.officer.department
        within = timedelta(hours=department.review_hours) if department else timedelta.max
        if not tip.unread or self.now - tip.received_at <= within:
            return ""
        return words.age(tip.received_at + within, tip.received_precision, self.now)


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
