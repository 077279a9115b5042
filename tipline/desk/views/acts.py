"""What an officer does on a tip's page: each act a POST of its own, refused when the tip changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tipline.casework import actions as casework
from tipline.casework.errors import (
    EscalationNotThere,
    EscalationWaits,
    OfficerNotThere,
    ReleaseNotThere,
    ReleaseRefused,
    TagNotThere,
    UnitNotThere,
)
from tipline.desk import access
from tipline.desk.forms import acts as forms
from tipline.desk.unlocking import unlocked_of
from tipline.desk.views.tip import Attempt, tip_page, typed_beside, undone
from tipline.desk.views.unlock import locked
from tipline.desk.ways import way_back, with_done
from tipline.keyring.unlocked import Unlocked
from tipline.tips.errors import (
    OversightOnly,
    ReasonMissing,
    StaleTip,
    TextRefused,
    TipDamaged,
    TipError,
    TipNotFound,
    TransitionRefused,
)
from tipline.tips.queries import visible_to


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its name in the address, its form, the action that it calls, and the word for it having worked.

    `moves`: afterwards the officer may not be able to open the tip.
    """

    name: str
    form: type[forms.ActForm]
    action: Callable[..., int]
    done: Promise
    moves: bool = False


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("status", forms.StatusForm, casework.change_status, _("Status changed.")),
        Act("close", forms.CloseForm, casework.change_status, _("Closed.")),
        Act("tag", forms.TagForm, casework.add_tag, _("Tag added.")),
        Act("untag", forms.TagForm, casework.remove_tag, _("Tag removed.")),
        Act("note", forms.NoteForm, casework.write_note, _("Note written.")),
        Act("ask", forms.QuestionForm, casework.ask_resident, _("Question sent.")),
        Act("dealt", forms.ActForm, casework.answer_dealt_with, _("Dealt with.")),
        Act("assign", forms.AssignForm, casework.assign, _("Assignment changed.")),
        Act("escalate", forms.EscalateForm, casework.escalate_tip, _("Escalated.")),
        Act("acknowledge", forms.EscalationForm, casework.acknowledge_escalation, _("Acknowledged.")),
        Act("withdraw", forms.WithdrawForm, casework.withdraw_escalation, _("Withdrawn.")),
        Act("oversight", forms.MoveForm, casework.move_to_oversight, _("Moved to oversight."), moves=True),
        Act("release", forms.ReleaseForm, casework.propose_release, _("Release proposed.")),
        Act("confirm-release", forms.ReleaseDecisionForm, casework.confirm_release, _("Released.")),
        Act("reject-release", forms.ReleaseDecisionForm, casework.reject_release, _("Rejected.")),
        Act("withdraw-release", forms.ReleaseDecisionForm, casework.withdraw_release, _("Taken back.")),
    )
}

REFUSALS: dict[type[TipError], Promise] = {
    TransitionRefused: _("The tip cannot go there from where it is now."),
    ReasonMissing: _("Give the outcome and the reason."),
    TextRefused: _("Write something, and no more than 10,000 characters."),
    OversightOnly: _("This tip stays with oversight until two of its members release it."),
    UnitNotThere: _("That unit cannot take this tip now."),
    ReleaseRefused: _("Its release is proposed already, or it does not stay with oversight."),
    ReleaseNotThere: _("That proposal does not wait for you any more."),
    OfficerNotThere: _("That person cannot open this tip."),
    TagNotThere: _("That tag is not there any more."),
    EscalationNotThere: _("That escalation does not wait for you any more."),
    EscalationWaits: _("An escalation of this tip still waits: that unit would never hear of it."),
}


def view_of(act: Act) -> access.View:
    """Return the view of one act."""

    @require_POST
    @access.only(access.reads_tips)
    def view(request: HttpRequest, tip_id: UUID) -> HttpResponse:
        return _answer(request, act, tip_id)

    return view


def _answer(request: HttpRequest, act: Act, tip_id: UUID) -> HttpResponse:
    unlocked = unlocked_of(request)
    if unlocked is None:
        return locked(request)
    form = act.form(request.POST)
    if not form.is_valid():
        return tip_page(request, unlocked, tip_id, Attempt(act.name, form))
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        act.action(unlocked=unlocked, tip_id=tip_id, expected_version=version, at=now, **form.values())
    except TipNotFound:
        raise Http404 from None
    except TipDamaged:
        return undone(request, unlocked, tip_id)
    except StaleTip as stale:
        return tip_page(request, unlocked, tip_id, Attempt(act.name, form, tuple(stale.changes)))
    except tuple(REFUSALS) as refusal:
        form.add_error(None, str(REFUSALS[type(refusal)]))
        waits = isinstance(refusal, EscalationWaits)
        return tip_page(request, unlocked, tip_id, Attempt(act.name, form, waits=waits))
    return _after(request, unlocked, act, tip_id)


def _after(request: HttpRequest, unlocked: Unlocked, act: Act, tip_id: UUID) -> HttpResponse:
    gone = act.moves and not visible_to(unlocked).filter(pk=tip_id).exists()
    if gone:
        return redirect("desk:moved")
    if typed_beside(request, act.name):
        return tip_page(request, unlocked, tip_id, done=act.name)
    return redirect(with_done(reverse("desk:tip", args=[tip_id]), act.name, way_back(request)))
