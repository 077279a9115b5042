"""Routing that waits for a second person: a supervisor with an unlocked key confirms or rejects it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.actions import confirm_routing, reject_routing
from tipline.departments.errors import AlreadyDecided, NotYours, SamePerson
from tipline.departments.models import Category, RoutingProposal
from tipline.desk import access
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.unlock import locked


@require_safe
@access.only(access.supervises)
def show(request: HttpRequest) -> HttpResponse:
    """Show which unit gets what, and what was proposed."""
    if unlocked_of(request) is None:
        return locked(request)
    return _page(request)


@require_POST
@access.only(access.supervises)
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Put a proposal in force."""
    return _decide(request, proposal_id, confirm_routing)


@require_POST
@access.only(access.supervises)
def reject(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Drop a proposal."""
    return _decide(request, proposal_id, reject_routing)


def _decide(request: HttpRequest, proposal_id: UUID, action: Callable[..., None]) -> HttpResponse:
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    department = access.department_of(request)
    proposal = RoutingProposal.objects.filter(pk=proposal_id, category__department=department).first()
    if proposal is None:
        raise Http404
    try:
        action(proposal=proposal, actor=unlocked.officer, at=timezone.now())
    except AlreadyDecided:
        return _page(request, _("Somebody decided this before you."))
    except (SamePerson, NotYours):
        return _page(request, _("A second person has to decide this."))
    return redirect(reverse("desk:routing") + "?done=decided")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    department = access.department_of(request)
    categories = Category.objects.filter(department=department).select_related("primary_unit")
    waiting = RoutingProposal.objects.filter(category__department=department, outcome=RoutingProposal.Outcome.OPEN)
    shown = {
        "title": _("Routing"),
        "categories": categories.prefetch_related("further_units"),
        "proposals": waiting.select_related("category", "primary_unit", "proposed_by").prefetch_related(
            "further_units"
        ),
        "problem": problem,
        "done": request.GET.get("done"),
    }
    return render(request, "desk/routing.html", shown, status=409 if problem else 200)
