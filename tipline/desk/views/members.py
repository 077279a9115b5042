"""Who can open what: a supervisor's page, where keys are let in, supervisors named and a unit's first key is made."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.models import Officer, Unit
from tipline.departments.roles import supervises
from tipline.desk.forms.members import AdmitForm
from tipline.desk.permissions import department_of, officer_passes_test
from tipline.desk.unlock_cookie import unlocked_of
from tipline.desk.views.errors import too_fast
from tipline.desk.views.unlock import locked
from tipline.keyring.actions import admit, make_supervisor, make_unit_key
from tipline.keyring.errors import AdmissionCodeWrong, KeyringError
from tipline.keyring.membership import Membership, memberships
from tipline.keyring.unlocked import Unlocked
from tipline.limits.buckets import over_limit


@require_safe
@officer_passes_test(supervises)
def show(request: HttpRequest) -> HttpResponse:
    """List the units of the department and their members."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return _page(request, unlocked)


@require_POST
@officer_passes_test(supervises)
def admit_newcomer(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Grant a unit's key to a newcomer whose admission code was told in person."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    seconds = over_limit(request, "admit", "10/15m", key=str(unlocked.officer.pk))
    if seconds is not None:
        return too_fast(request, seconds)
    unit = _unit(request, unit_id)
    form = AdmitForm(request.POST, unit=unit, unlocked=unlocked)
    if not form.is_valid():
        return _page(request, unlocked, form)
    try:
        admit(unlocked=unlocked, unit=unit, at=timezone.now(), **form.values())
    except KeyringError as error:
        form.add_error("admission_code" if isinstance(error, AdmissionCodeWrong) else None, _words(error))
        return _page(request, unlocked, form)
    return redirect(reverse("desk:members") + "?done=admitted")


@require_POST
@officer_passes_test(supervises)
def promote(request: HttpRequest, unit_id: UUID, officer_id: UUID) -> HttpResponse:
    """Let a member admit others to the unit."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    member = get_object_or_404(Officer, pk=officer_id, department=department_of(request))
    try:
        make_supervisor(unlocked=unlocked, unit=_unit(request, unit_id), member=member, at=timezone.now())
    except KeyringError as error:
        return _page(request, unlocked, problem=_words(error))
    return redirect(reverse("desk:members") + "?done=promoted")


@require_POST
@officer_passes_test(supervises)
def make_key(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Make the first key of a unit that has none."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    try:
        make_unit_key(unlocked=unlocked, unit=_unit(request, unit_id), at=timezone.now())
    except KeyringError as error:
        return _page(request, unlocked, problem=_words(error))
    return redirect(reverse("desk:members") + "?done=made")


def _page(
    request: HttpRequest, unlocked: Unlocked, refused: AdmitForm | None = None, problem: str = ""
) -> HttpResponse:
    shown = {
        "title": _("Members"),
        "units": [
            (membership, _form(membership, unlocked, refused))
            for membership in memberships(department_of(request), unlocked)
        ],
        "problem": problem,
        "done": request.GET.get("done"),
    }
    return render(request, "desk/members.html", shown, status=422 if refused or problem else 200)


def _form(membership: Membership, unlocked: Unlocked, refused: AdmitForm | None) -> AdmitForm | None:
    """Return the form to admit one more, None where nobody is to be admitted."""
    if refused is not None and refused.unit == membership.unit:
        return refused if refused.newcomers else None
    if not (membership.admits and membership.has_key):
        return None
    form = AdmitForm(unit=membership.unit, unlocked=unlocked)
    return form if form.newcomers else None


def _unit(request: HttpRequest, unit_id: UUID) -> Unit:
    unit = Unit.objects.filter(pk=unit_id, department=department_of(request)).first()
    if unit is None:
        raise Http404
    return unit


def _words(error: KeyringError) -> str:
    return str(error) or _("That could not be done. Check the admission code with the newcomer.")
