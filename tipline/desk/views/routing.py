"""Changes of categories, routes and units: a supervisor with an unlocked key confirms them, everybody is told."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.roles import reads_tips, supervises
from tipline.desk.permissions import department_of, officer_of, officer_passes_test
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.routing.actions import confirm_proposal, mark_changes_seen, reject_proposal
from tipline.routing.configuration import configuration_by_id
from tipline.routing.errors import NotEntitled, RoutingError
from tipline.routing.models import Proposal
from tipline.routing.queries import pending_proposals, recent_changes


@require_safe
@officer_passes_test(supervises)
def show(request: HttpRequest) -> HttpResponse:
    """Show which unit gets what, what was proposed, and what was changed lately."""
    if unlocked_of(request) is None:
        return locked(request)
    return _page(request)


@require_POST
@officer_passes_test(supervises)
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Put a proposal in force as it was shown."""
    fingerprint = request.POST.get("fingerprint", "")
    return _decide(
        request,
        proposal_id,
        lambda unlocked, proposal: confirm_proposal(
            unlocked=unlocked, proposal=proposal, fingerprint=fingerprint, at=timezone.now()
        ),
    )


@require_POST
@officer_passes_test(supervises)
def reject(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Drop a proposal."""
    return _decide(
        request,
        proposal_id,
        lambda unlocked, proposal: reject_proposal(unlocked=unlocked, proposal=proposal, at=timezone.now()),
    )


@require_POST
@officer_passes_test(reads_tips)
def seen(request: HttpRequest) -> HttpResponse:
    """Take note of what was changed, up to the last change that the page showed."""
    typed = request.POST.get("sequence", "")
    try:
        sequence = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        mark_changes_seen(actor=officer_of(request), sequence=sequence, at=timezone.now())
    except NotEntitled:
        raise Http404 from None
    return redirect("desk:queue" if request.POST.get("back") == "queue" else "admin:index")


def _decide(request: HttpRequest, proposal_id: UUID, action: Callable[[Unlocked, Proposal], None]) -> HttpResponse:
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    proposal = Proposal.objects.filter(pk=proposal_id, department=department_of(request)).first()
    if proposal is None:
        raise Http404
    try:
        action(unlocked, proposal)
    except RoutingError as error:
        return _page(request, str(error))
    return redirect(reverse("desk:routing") + "?done=decided")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    department = department_of(request)
    shown = {
        "title": _("Routing"),
        "offers": configuration_by_id(department.pk).categories,
        "proposals": pending_proposals(department),
        "history": recent_changes(department),
        "problem": problem,
        "done": request.GET.get("done"),
    }
    return render(request, "desk/routing.html", shown, status=409 if problem else 200)
