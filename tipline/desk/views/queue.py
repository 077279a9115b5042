"""The queue: what must I read now, what is mine, what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import InvalidPage
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.casework.models import Escalation
from tipline.casework.queries import open_escalations
from tipline.desk import access, words
from tipline.desk.forms.filters import QueueFilter
from tipline.desk.paging import LongPage
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.leavers import shown_leavers
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import open_headlines
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Tip, TipWrap
from tipline.tips.queries import find_by_reference


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    tip: Tip
    headline: str | None = field(repr=False)
    age: str
    unread_late: str
    escalation: Escalation | None
    clock: str
    late: bool


@require_safe
@access.only(access.reads_tips)
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue; locked, only how many are unread."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request, next_url=request.get_full_path())
    filters = QueueFilter(request.GET, department=access.department_of(request))
    if not filters.is_valid():
        raise Http404
    page = _page(request, filters, unlocked)
    shown = {
        "title": _("Tips"),
        "filters": filters,
        "page": page,
        "rows": _rows(unlocked, page, timezone.now()),
        "query": _without_page(request),
    }
    if "left" in filters.cleaned_data["only"]:
        shown |= shown_leavers(unlocked)
    return render(request, "desk/queue.html", shown)


@require_POST
@access.only(access.reads_tips)
def find(request: HttpRequest) -> HttpResponse:
    """Go to the tip of a typed reference. It is posted, so that it stands in no address and no log."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request, next_url="")
    try:
        tip = find_by_reference(unlocked, request.POST.get("reference", ""))
    except TipNotFound:
        raise Http404 from None
    return redirect("desk:tip", tip.pk)


def _page(request: HttpRequest, filters: QueueFilter, unlocked: Unlocked) -> LongPage:
    wraps = TipWrap.objects.filter(kind=TipWrap.Kind.CASE, epoch=F("tip__epoch")).select_related("unit")
    rows = filters.rows(unlocked).select_related("category", "assignee")
    rows = rows.prefetch_related(Prefetch("wraps", queryset=wraps, to_attr="held_by"), "tip_tags__tag")
    try:
        return LongPage(rows, request.GET.get("page", 1))
    except InvalidPage:
        raise Http404 from None


def _rows(unlocked: Unlocked, page: LongPage, now: datetime) -> list[Row]:
    tips: list[Tip] = page.rows
    headlines = open_headlines(unlocked=unlocked, tips=tips, at=now)
    waiting = open_escalations(unlocked, tips)
    department = unlocked.officer.department
    within = timedelta(hours=department.review_hours) if department else timedelta.max
    return [_row(tip, headlines, waiting, within, now) for tip in tips]


def _row(
    tip: Tip, headlines: dict[UUID, str | None], waiting: dict[UUID, Escalation], within: timedelta, now: datetime
) -> Row:
    escalation = waiting.get(tip.pk)
    due = escalation.due_at if escalation else None
    return Row(
        tip=tip,
        headline=headlines.get(tip.pk),
        age=words.age(tip.received_at, tip.received_precision, now),
        unread_late=_unread_late(tip, within, now),
        escalation=escalation,
        clock=words.clock(due, now) if due else "",
        late=due is not None and due < now,
    )


def _unread_late(tip: Tip, within: timedelta, now: datetime) -> str:
    if not tip.unread or now - tip.received_at <= within:
        return ""
    return words.age(tip.received_at + within, tip.received_precision, now)


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
