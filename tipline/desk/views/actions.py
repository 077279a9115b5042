"""The actions on a tip's page: each a POST of its own, refused when the tip changed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tipline.casework.errors import EscalationWaits
from tipline.departments.roles import reads_tips
from tipline.desk.actions import REFUSALS, Action
from tipline.desk.bound_actions import Attempt, typed_beside
from tipline.desk.permissions import View, officer_passes_test
from tipline.desk.redirects import queue_query, with_done
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.tip import damaged, tip_page, undone
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import StaleTip, TipDamaged, TipError, TipNotFound
from tipline.tips.queries import visible_to


def view_of(action: Action) -> View:
    """Return the view of one action."""

    @require_POST
    @officer_passes_test(reads_tips)
    def view(request: HttpRequest, tip_id: UUID) -> HttpResponse:
        unlocked = unlocked_of(request)
        return locked(request) if unlocked is None else _answer(request, unlocked, action, tip_id)

    return view


def _answer(request: HttpRequest, unlocked: Unlocked, action: Action, tip_id: UUID) -> HttpResponse:
    form = action.form(request.POST)
    if not form.is_valid():
        return tip_page(request, unlocked, tip_id, Attempt(action, form))
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        result = action.call(unlocked=unlocked, tip_id=tip_id, expected_version=version, at=now, **form.values())
    except TipError as error:
        return _refusal(request, unlocked, tip_id, Attempt(action, form), error)
    return _after(request, unlocked, action, tip_id, result)


def _refusal(request: HttpRequest, unlocked: Unlocked, tip_id: UUID, attempt: Attempt, error: TipError) -> HttpResponse:
    if isinstance(error, TipNotFound):
        raise Http404
    if isinstance(error, TipDamaged):
        return damaged(request, contact=True) if attempt.action.reveals else undone(request, unlocked, tip_id)
    if isinstance(error, StaleTip):
        return tip_page(request, unlocked, tip_id, attempt.as_stale(error.changes))
    if type(error) not in REFUSALS:
        raise error
    attempt.form.add_error(None, str(REFUSALS[type(error)]))
    return tip_page(request, unlocked, tip_id, replace(attempt, waits=isinstance(error, EscalationWaits)))


def _after(request: HttpRequest, unlocked: Unlocked, action: Action, tip_id: UUID, result: Any) -> HttpResponse:
    if action.reveals:
        return tip_page(request, unlocked, tip_id, contact_details=result)
    if action.moves and not visible_to(unlocked).filter(pk=tip_id).exists():
        return redirect("desk:moved")
    if typed_beside(request, action):
        return tip_page(request, unlocked, tip_id, done=action)
    return redirect(with_done(reverse("desk:tip", args=[tip_id]), action.name, queue_query(request)))
