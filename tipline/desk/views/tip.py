"""A tip's page: what was said, where it stands, what can be done, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tipline.casework.lateness import is_overdue
from tipline.casework.queries import ASKING, OpenedEscalation, opened_casework, people_around, units_around
from tipline.departments.models import Category
from tipline.departments.roles import reads_tips
from tipline.desk import formatting
from tipline.desk.actions import Action, done_message
from tipline.desk.bound_actions import (
    Attempt,
    BoundAction,
    bind_actions,
    bind_to_escalation,
    typed_beside,
    without_form,
)
from tipline.desk.permissions import officer_passes_test
from tipline.desk.tip_page import TipPage
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import OpenedTip, open_tip
from tipline.tips.actions.read import page_number
from tipline.tips.errors import TipDamaged, TipNotFound, TipUnopenable


@dataclass(frozen=True, slots=True)
class ShownEscalation:
    """An escalation with its clock in words, and what can be done about it."""

    escalation: OpenedEscalation
    clock: str
    late: bool
    actions: list[BoundAction]


@require_safe
@officer_passes_test(reads_tips)
def show(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Open a tip and show it."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return tip_page(request, unlocked, tip_id)


@require_safe
@officer_passes_test(reads_tips)
def moved(request: HttpRequest) -> HttpResponse:
    """Say that a tip went to oversight, to who moved it and sees it no more. Nothing here says which."""
    return render(request, "desk/moved.html", {"title": _("Moved to oversight")})


def damaged(request: HttpRequest, **what: bool) -> HttpResponse:
    """Say that a tip was changed behind the system's back; `what` was the contact, or an action that was `undone`."""
    return render(request, "desk/damaged.html", {"title": _("Tip"), **what}, status=500)


def undone(request: HttpRequest, unlocked: Unlocked, tip_id: UUID) -> HttpResponse:
    """Say why an action was not done: the tip, or a part of it, does not open."""
    try:
        open_tip(unlocked=unlocked, tip_id=tip_id, at=timezone.now())
    except TipUnopenable:
        return _unopenable(request, undone=True)
    except TipDamaged:
        pass
    return damaged(request, undone=True)


def _unopenable(request: HttpRequest, **what: bool) -> HttpResponse:
    return render(request, "desk/unopenable_tip.html", {"title": _("Tip"), **what})


def tip_page(
    request: HttpRequest,
    unlocked: Unlocked,
    tip_id: UUID,
    attempt: Attempt | None = None,
    *,
    contact_details: str = "",
    done: Action | None = None,
) -> HttpResponse:
    """Draw the page of a tip, with a form that was not taken put back as it was typed, and what was typed beside it."""
    now = timezone.now()
    try:
        number = page_number(request.GET.get("messages", ""))
        page = _page(unlocked, tip_id, now, number)
    except TipNotFound:
        raise Http404 from None
    except TipUnopenable:
        return _unopenable(request)
    except TipDamaged:
        return damaged(request)
    beside = typed_beside(request, attempt.action if attempt else done)
    actions = bind_actions(page, attempt, beside)
    shown = _shown(page, now) | {
        "actions": actions,
        "escalations": [_escalation(page, raised, attempt, now) for raised in page.casework.escalations],
        "attempt": attempt,
        "contact_details": contact_details,
        "done": done.done if done else done_message(request.GET.get("done", "")),
        "beside": done and beside,
        "unsendable": without_form(beside, actions),
    }
    return render(request, "desk/tip.html", shown, status=attempt.status if attempt else 200)


def _page(unlocked: Unlocked, tip_id: UUID, at: datetime, messages: int) -> TipPage:
    opened = open_tip(
        unlocked=unlocked,
        tip_id=tip_id,
        at=at,
        message_page=messages,
        asking=ASKING,
        people=people_around(unlocked),
    )
    casework = opened_casework(unlocked, opened)
    return TipPage(unlocked.officer, opened, casework, units_around(unlocked, opened, casework))


def _shown(page: TipPage, now: datetime) -> dict[str, Any]:
    tip, opened = page.tip, page.opened
    return {
        "title": _("Tip"),
        "page": page,
        "opened": opened,
        "casework": page.casework,
        "tip": tip,
        "handling": opened.handling,
        "older_page": opened.message_page + 1 if opened.older_messages else None,
        "newer_page": opened.message_page - 1,
        "age": formatting.format_age(tip.received_at, tip.received_precision, now),
        "received": formatting.format_datetime(tip.received_at, tip.received_precision),
        "category": _category(opened),
        "held_by": [unit.name for unit in page.units.holding],
    }


def _escalation(page: TipPage, escalation: OpenedEscalation, attempt: Attempt | None, now: datetime) -> ShownEscalation:
    due = escalation.due_at
    return ShownEscalation(
        escalation=escalation,
        clock=formatting.format_deadline(due, now) if due else "",
        late=is_overdue(escalation, now),
        actions=bind_to_escalation(page.about(escalation), attempt),
    )


def _category(opened: OpenedTip) -> str:
    """Name the category; where it is withheld from the clear row it stands in the sealed body."""
    if opened.tip.category is not None:
        return opened.tip.category.name
    own = Category.objects.filter(department=opened.tip.department_id, code=opened.body.category).first()
    return own.name if own else opened.body.category
