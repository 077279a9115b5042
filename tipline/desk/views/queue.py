"""The queue: what must I read now, what is mine, what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tipline.casework.models import Escalation, Tag
from tipline.casework.queries import tags_of, waiting_escalations, with_open_release
from tipline.departments.models import Officer, Unit
from tipline.departments.queries import officers_by_id
from tipline.departments.roles import reads_tips
from tipline.desk import words
from tipline.desk.forms.filters import QueueFilter
from tipline.desk.pagination import LongPage
from tipline.desk.permissions import department_of, officer_passes_test
from tipline.desk.redirects import queue_query
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.bulk import shown_leavers
from tipline.desk.views.unlock import locked
from tipline.intake.budget import flood_of
from tipline.keyring.queries import units_of
from tipline.keyring.unlocked import Unlocked
from tipline.text import count_code_letters, find_codes
from tipline.tips.actions import Line, open_headlines
from tipline.tips.errors import TipNotFound
from tipline.tips.models import Handling, Tip
from tipline.tips.queries import REFERENCE_LENGTH, find_by_reference
from tipline.tips.queue import QueuedTip, QueueState

# Each finds up to a page of tips that do not open; beyond that they are on a later page, and found there.
MOST_ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue. `escalated_to`: the unit whose answer is awaited; empty where it is the officer's own."""

    handling: Handling
    line: Line = field(repr=False)
    standing: QueueState
    tags: list[Tag]
    units: list[str]
    assignee: Officer | None
    age: str
    unread_late: str
    escalation: Escalation | None
    escalated_to: str
    release: bool
    clock: str
    late: bool

    @property
    def tip(self) -> Tip:
        """What was sent."""
        return self.handling.tip


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
    filters = QueueFilter(request.GET, department=department_of(request))
    if not filters.is_valid():
        raise Http404
    page, rows = _page(request, filters, unlocked)
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


def _page(request: HttpRequest, filters: QueueFilter, unlocked: Unlocked) -> tuple[LongPage, list[Row]]:
    """Read the page and open its first lines; once more where tips were found that belong below what can be read."""
    now = timezone.now()
    for _round in range(MOST_ROUNDS):
        page = LongPage(filters.rows(unlocked), request.GET.get("page", 1))
        queued: list[QueuedTip] = page.rows
        wraps = [wrap for found in queued for wrap in found.wraps]
        lines = open_headlines(unlocked=unlocked, tips=[found.tip for found in queued], at=now, wraps=wraps)
        standing = {found.tip.pk: QueueState.of(found.wraps, unlocked.unit_ids) for found in queued}
        if not any(line.as_sent and standing[pk].opens for pk, line in lines.items()):
            break
    drawing = _Drawing.of(unlocked, queued, now)
    return page, [drawing.row(found, lines[found.tip.pk], standing[found.tip.pk]) for found in queued]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Who looks and when, and what there is about the tips of a page, by handling, unit or officer."""

    unlocked: Unlocked
    now: datetime
    units: dict[UUID, Unit]
    escalations: dict[UUID, Escalation]
    releases: frozenset[UUID]
    tags: dict[UUID, list[Tag]]
    people: dict[UUID, Officer]

    @classmethod
    def of(cls, unlocked: Unlocked, queued: Sequence[QueuedTip], now: datetime) -> _Drawing:
        """Ask for all of it."""
        officer, handlings = unlocked.officer, [found.handling for found in queued]
        return cls(
            unlocked=unlocked,
            now=now,
            units=units_of(officer.department, unlocked.log) if officer.department and unlocked.log else {},
            escalations=waiting_escalations(unlocked, handlings) if handlings else {},
            releases=with_open_release(handlings),
            tags=tags_of(queued),
            people=officers_by_id({officer.pk: officer}, (handling.assignee_id for handling in handlings)),
        )

    def row(self, found: QueuedTip, line: Line, standing: QueueState) -> Row:
        tip, handling, escalation = found.tip, found.handling, self.escalations.get(found.handling.pk)
        due = escalation.due_at if escalation else None
        others = escalation is not None and escalation.to_unit_id not in self.unlocked.unit_ids
        holding = {wrap.unit_id for wrap in found.wraps}
        return Row(
            handling=handling,
            line=line,
            standing=standing,
            tags=self.tags.get(handling.pk, []),
            units=[unit.name for unit in self.units.values() if unit.pk in holding],
            assignee=self.people.get(handling.assignee_id) if handling.assignee_id else None,
            age=words.age(tip.received_at, tip.received_precision, self.now),
            unread_late=self._unread_late(standing),
            escalation=escalation,
            escalated_to=escalation.to_unit.name if escalation and others else "",
            release=handling.pk in self.releases,
            clock=words.clock(due, self.now) if due else "",
            late=due is not None and due < self.now,
        )

    def _unread_late(self, standing: QueueState) -> str:
        department = self.unlocked.officer.department
        within = timedelta(hours=department.review_hours) if department else timedelta.max
        if not standing.unread or standing.since is None or self.now - standing.since <= within:
            return ""
        return words.age(standing.since + within, standing.since_precision, self.now)


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
