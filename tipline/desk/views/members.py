"""Who can open what: a supervisor's page, where newcomers are admitted and a unit's first key is made."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.departments.models import Officer, Unit
from tipline.departments.roles import ADMINISTRATOR
from tipline.desk import access
from tipline.desk.custodians import without_custodian
from tipline.desk.forms.members import AdmitForm
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.errors import too_fast
from tipline.desk.views.unlock import locked
from tipline.keyring.actions import admit, make_unit_key
from tipline.keyring.errors import KeyringError
from tipline.keyring.log import LogState, verified
from tipline.keyring.unlocked import Unlocked
from tipline.limits.buckets import over_limit


@dataclass(frozen=True, slots=True)
class Membership:
    """A unit with its members as the key log has them, and the form to admit one more."""

    unit: Unit
    has_key: bool
    members: list[Officer]
    admits: bool
    form: forms.Form | None
    without_custodian: bool


@require_safe
@access.only(access.supervises)
def show(request: HttpRequest) -> HttpResponse:
    """List the units of the department and their members."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return _page(request, unlocked)


@require_POST
@access.only(access.supervises)
def admit_newcomer(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Grant a unit's key to a newcomer whose admission code was told in person."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    seconds = over_limit(request, "admit", "10/15m", key=str(unlocked.officer.pk))
    if seconds is not None:
        return too_fast(request, seconds)
    unit = _unit(request, unit_id)
    form = AdmitForm(request.POST, newcomers=_newcomers(unit, unlocked), auto_id=f"admit-{unit.pk}-%s")
    if not form.is_valid():
        return _page(request, unlocked, refused={unit.pk: form})
    try:
        admit(unlocked=unlocked, unit=unit, at=timezone.now(), **form.values())
    except KeyringError as error:
        form.add_error(None, _words(error))
        return _page(request, unlocked, refused={unit.pk: form})
    return redirect(reverse("desk:members") + "?done=admitted")


@require_POST
@access.only(access.supervises)
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
    request: HttpRequest, unlocked: Unlocked, refused: dict[UUID, AdmitForm] | None = None, problem: str = ""
) -> HttpResponse:
    department = access.department_of(request)
    log = verified(department)
    units = Unit.objects.filter(department=department)
    lacking = without_custodian(department)
    shown = {
        "title": _("Members"),
        "memberships": [_membership(unit, log, unlocked, lacking, refused or {}) for unit in units],
        "problem": problem,
        "done": request.GET.get("done"),
    }
    return render(request, "desk/members.html", shown, status=422 if refused or problem else 200)


def _membership(
    unit: Unit, log: LogState, unlocked: Unlocked, lacking: frozenset[UUID], refused: dict[UUID, AdmitForm]
) -> Membership:
    has_key = log.unit_key(unit.pk) is not None
    admits = unlocked.is_supervisor_of(unit.pk)
    newcomers = _newcomers(unit, unlocked) if has_key and admits else []
    form = refused.get(unit.pk) or (
        AdmitForm(newcomers=newcomers, auto_id=f"admit-{unit.pk}-%s") if newcomers else None
    )
    members = Officer.objects.filter(department=unit.department_id, pk__in=log.members(unit.pk))
    return Membership(unit, has_key, list(members), admits, form, unit.pk in lacking)


def _newcomers(unit: Unit, unlocked: Unlocked) -> list[Officer]:
    department = unlocked.officer.department
    if department is None:
        return []
    known = verified(department).members(unit.pk) | {unlocked.officer.pk}
    with_key = Officer.objects.filter(department=department, is_active=True, keys__retired=False)
    return list(with_key.exclude(pk__in=known).exclude(groups__name=ADMINISTRATOR).distinct())


def _unit(request: HttpRequest, unit_id: UUID) -> Unit:
    unit = Unit.objects.filter(pk=unit_id, department=access.department_of(request)).first()
    if unit is None:
        raise Http404
    return unit


def _words(error: KeyringError) -> str:
    return str(error) or _("That could not be done. Check the admission code with the newcomer.")
