"""A tip's page: what was said, where it stands, what can be done, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tipline.casework.actions import open_contact
from tipline.casework.queries import OpenedEscalation, members_of, opened_casework, units_around
from tipline.departments.models import Category
from tipline.departments.roles import CUSTODIAN, has_role
from tipline.desk import access, words
from tipline.desk.forms import acts as forms
from tipline.desk.keeping import Field, written_in
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.unlock import locked
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import OpenedTip, open_tip
from tipline.tips.actions.read import page_number
from tipline.tips.errors import StaleTip, TextRefused, TipDamaged, TipNotFound, TipUnopenable
from tipline.tips.models import History, Status, Tip
from tipline.tips.queries import visible_to
from tipline.tips.workflow import choices_by_hand

# The acts that share a form, and the field of each.
WRITING: Final = {"note": "text", "ask": "question"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was not taken: what was typed, and what somebody else changed meanwhile.

    `waits`: an escalation of the tip has to be acknowledged or withdrawn first.
    """

    act: str
    form: forms.ActForm
    changes: tuple[History, ...] | None = None
    waits: bool = False

    @property
    def written(self) -> list[Field]:
        """What was typed: the form that it was typed into may not be on the page any more."""
        return written_in(self.form.data)

    @property
    def status(self) -> int:
        """409 when the tip changed meanwhile, 422 when the form was wrong."""
        return 422 if self.changes is None else 409


@dataclass(frozen=True, slots=True)
class Raised:
    """An escalation with its clock in words, and the form that withdraws it, which `tried` and failed."""

    escalation: OpenedEscalation
    clock: str
    late: bool
    withdraw: forms.ActForm
    tried: bool


@require_safe
@access.only(access.reads_tips)
def show(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Open a tip and show it."""
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    return tip_page(request, unlocked, tip_id)


@require_safe
@access.only(access.reads_tips)
def moved(request: HttpRequest) -> HttpResponse:
    """Say that a tip went to oversight, to who moved it and sees it no more. Nothing here says which."""
    return render(request, "desk/moved.html", {"title": _("Moved to oversight")})


@require_POST
@access.only(access.reads_tips)
def contact(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Show the contact details to a custodian: asked for with a reason, recorded, gone with the next page."""
    unlocked, form = unlocked_of(request), forms.ContactForm(request.POST)
    if unlocked is None:
        return locked(request)
    if not visible_to(unlocked).filter(pk=tip_id).exists():
        raise Http404
    if not form.is_valid():
        return tip_page(request, unlocked, tip_id, Attempt("contact", form))
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        details = open_contact(unlocked=unlocked, tip_id=tip_id, expected_version=version, at=now, **form.values())
    except TipNotFound:
        raise Http404 from None
    except TipDamaged:
        return damaged(request, contact=True)
    except StaleTip as stale:
        return tip_page(request, unlocked, tip_id, Attempt("contact", form, tuple(stale.changes)))
    except TextRefused:
        form.add_error("reason", _("Write something, and no more than 10,000 characters."))
        return tip_page(request, unlocked, tip_id, Attempt("contact", form))
    return tip_page(request, unlocked, tip_id, contact_details=details)


def damaged(request: HttpRequest, **what: bool) -> HttpResponse:
    """Say that a tip was changed behind the system's back; `what` was the contact, or an act that was `undone`."""
    return render(request, "desk/damaged.html", {"title": _("Tip"), **what}, status=500)


def undone(request: HttpRequest, unlocked: Unlocked, tip_id: UUID) -> HttpResponse:
    """Say why an act was not done: the tip, or a part of it, does not open."""
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
    done: str = "",
) -> HttpResponse:
    """Draw the page of a tip, with a form that was not taken put back as it was typed, and what was typed beside it."""
    now = timezone.now()
    try:
        number = page_number(request.GET.get("messages", ""))
        opened = open_tip(unlocked=unlocked, tip_id=tip_id, at=now, message_page=number)
        shown = _shown(unlocked, opened, attempt, now)
    except TipNotFound:
        raise Http404 from None
    except TipUnopenable:
        return _unopenable(request)
    except TipDamaged:
        return damaged(request)
    beside = typed_beside(request, attempt.act if attempt else done)
    shown |= {"forms": _forms(opened.tip, attempt, beside), "attempt": attempt, "contact_details": contact_details}
    shown |= {"done": done or request.GET.get("done", ""), "beside": done and beside}
    if not shown["can_ask"] and "ask" in beside:
        shown["unsendable"] = written_in(beside["ask"])
    return render(request, "desk/tip.html", shown, status=attempt.status if attempt else 200)


def typed_beside(request: HttpRequest, act: str) -> dict[str, dict[str, str]]:
    """Return what was typed for another act than the one that was sent: a note beside a question, or the reverse."""
    typed = {name: (field, request.POST.get(field, "")) for name, field in WRITING.items() if name != act}
    return {name: {field: words} for name, (field, words) in typed.items() if words.strip()}


def _shown(unlocked: Unlocked, opened: OpenedTip, attempt: Attempt | None, now: datetime) -> dict[str, Any]:
    tip, casework = opened.tip, opened_casework(unlocked, opened)
    units = units_around(unlocked, tip, stays_there=casework.stays)
    return {
        "title": _("Tip"),
        "opened": opened,
        "older_page": opened.message_page + 1 if opened.older_messages else None,
        "newer_page": opened.message_page - 1,
        "tip": tip,
        "age": words.age(tip.received_at, tip.received_precision, now),
        "received": words.moment(tip.received_at, tip.received_precision),
        "category": _category(opened),
        "held_by": [unit.name for unit in units.holding],
        "casework": casework,
        "raised": [_raised(tip, escalation, attempt, now) for escalation in casework.escalations],
        "statuses": [step for step in choices_by_hand(tip.status) if step != Status.CLOSED],
        "can_close": Status.CLOSED in choices_by_hand(tip.status),
        "reopens": tip.status == Status.CLOSED,
        "can_ask": tip.status != Status.CLOSED,
        "tags": casework.spare_tags,
        "members": list(members_of(tip, units.holding)),
        "units": [] if tip.status in {Status.CLOSED, Status.REFERRED} else units.to_escalate_to,
        "oversight_units": units.to_move_to,
        "custodian": tip.has_contact and has_role(unlocked.officer, CUSTODIAN),
    }


def _forms(tip: Tip, attempt: Attempt | None, beside: dict[str, dict[str, str]]) -> dict[str, forms.ActForm]:
    blank: dict[str, type[forms.ActForm]] = {
        "status": forms.StatusForm,
        "close": forms.CloseForm,
        "tag": forms.TagForm,
        "untag": forms.TagForm,
        "note": forms.NoteForm,
        "ask": forms.QuestionForm,
        "assign": forms.AssignForm,
        "escalate": forms.EscalateForm,
        "acknowledge": forms.EscalationForm,
        "contact": forms.ContactForm,
        "oversight": forms.MoveForm,
        "release": forms.ReleaseForm,
    }
    drawn = {
        name: form(initial={"version": tip.version, **beside.get(name, {})}, auto_id=f"{name}_%s")
        for name, form in blank.items()
    }
    if attempt:
        attempt.form.auto_id = f"{attempt.act}_%s"
        attempt.form.again(tip.version)
        drawn[attempt.act] = attempt.form
    return drawn


def _raised(tip: Tip, escalation: OpenedEscalation, attempt: Attempt | None, now: datetime) -> Raised:
    due, pk = escalation.due_at, str(escalation.id)
    tried = attempt is not None and attempt.act == "withdraw" and attempt.form.data.get("escalation_id") == pk
    blank = forms.WithdrawForm(initial={"version": tip.version, "escalation_id": pk}, auto_id=f"withdraw-{pk}_%s")
    return Raised(
        escalation=escalation,
        clock=words.clock(due, now) if due else "",
        late=due is not None and due < now,
        withdraw=attempt.form if attempt and tried else blank,
        tried=tried,
    )


def _category(opened: OpenedTip) -> str:
    """Name the category; where it is withheld from the clear row it stands in the sealed body."""
    if opened.tip.category is not None:
        return opened.tip.category.name
    own = Category.objects.filter(department=opened.tip.department_id, code=opened.body.category).first()
    return own.name if own else opened.body.category
