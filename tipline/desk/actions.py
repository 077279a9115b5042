"""The actions on a tip: one entry each. URLs, views, forms, buttons and answers follow from the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
from tipline.desk.forms import actions as forms
from tipline.desk.forms.widgets import Writing
from tipline.desk.tip_page import TipPage
from tipline.tips.errors import OversightOnly, ReasonMissing, TextRefused, TipError, TransitionRefused


class Panel(StrEnum):
    """The part of a tip's page where an action is offered."""

    NEXT = "next"
    TAGS = "tags"
    ESCALATION = "escalation"
    OVERSIGHT = "oversight"
    CONTACT = "contact"
    MAILBOX = "mailbox"
    NOTES = "notes"


# One form on the page: what was typed for one of its actions goes along with the others.
COMPOSER: Final = frozenset({Panel.MAILBOX, Panel.NOTES})


def _always(page: TipPage) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action: what it is called in the address, what it takes and calls, and what its button and its answer say.

    `offered`: whether a tip's page has it; the called action checks for itself. `moves`: afterwards the officer may not
    be able to open the tip. `reveals`: what it returns is shown on the page that answers, once.
    """

    name: str
    form: type[forms.ActionForm]
    call: Callable[..., Any]
    button: Promise
    done: Promise | str = ""
    panel: Panel = Panel.NEXT
    offered: Callable[[TipPage], bool] = _always
    moves: bool = False
    reveals: bool = False

    @property
    def view_name(self) -> str:
        """The name under which its address is known."""
        return f"desk:{self.name}"

    @property
    def template(self) -> str:
        """The fragment that offers it."""
        return f"desk/actions/{self.name}.html"

    @property
    def written(self) -> list[str]:
        """The names of the fields that somebody writes into."""
        return [name for name, field in self.form.base_fields.items() if isinstance(field.widget, Writing)]


ACTIONS: Final[dict[str, Action]] = {
    action.name: action
    for action in (
        Action(
            name="assign",
            form=forms.AssignForm,
            call=casework.assign,
            button=_("Assign"),
            done=_("Assignment changed."),
        ),
        Action(
            name="status",
            form=forms.StatusForm,
            call=casework.change_status,
            button=_("Change the status"),
            done=_("Status changed."),
            offered=lambda page: bool(page.statuses),
        ),
        Action(
            name="tag",
            form=forms.TagForm,
            call=casework.add_tag,
            button=_("Add the tag"),
            done=_("Tag added."),
        ),
        Action(
            name="untag",
            form=forms.UntagForm,
            call=casework.remove_tag,
            button=_("Remove the tag"),
            done=_("Tag removed."),
            panel=Panel.TAGS,
        ),
        Action(
            name="escalate",
            form=forms.EscalateForm,
            call=casework.escalate_tip,
            button=_("Escalate"),
            done=_("Escalated. The clock runs until someone there acknowledges."),
            offered=lambda page: bool(page.units.to_escalate_to),
        ),
        Action(
            name="oversight",
            form=forms.MoveForm,
            call=casework.move_to_oversight,
            button=_("Move it to oversight"),
            done=_("Moved to oversight. Nobody else can open it any more."),
            offered=lambda page: bool(page.units.to_move_to),
            moves=True,
        ),
        Action(
            name="close",
            form=forms.CloseForm,
            call=casework.change_status,
            button=_("Close the tip"),
            done=_("Closed."),
            offered=lambda page: page.can_close,
        ),
        Action(
            name="acknowledge",
            form=forms.EscalationForm,
            call=casework.acknowledge_escalation,
            button=_("Acknowledge: we take it up"),
            done=_("Acknowledged. The clock stopped."),
            panel=Panel.ESCALATION,
            offered=lambda page: page.escalation is not None and page.escalation.can_acknowledge,
        ),
        Action(
            name="withdraw",
            form=forms.WithdrawForm,
            call=casework.withdraw_escalation,
            button=_("Withdraw the escalation"),
            done=_("Withdrawn. The other unit sees it as unread, with your reason among the notes."),
            panel=Panel.ESCALATION,
            offered=lambda page: page.escalation is not None and page.escalation.can_withdraw,
        ),
        Action(
            name="release",
            form=forms.ReleaseForm,
            call=casework.propose_release,
            button=_("Propose to release it"),
            done=_("Release proposed. Another member of oversight has to confirm it."),
            panel=Panel.OVERSIGHT,
            offered=lambda page: page.can_propose_release,
        ),
        Action(
            name="withdraw-release",
            form=forms.ReleaseDecisionForm,
            call=casework.withdraw_release,
            button=_("Take the proposal back"),
            done=_("Taken back. The tip stays with oversight."),
            panel=Panel.OVERSIGHT,
            offered=lambda page: page.can_withdraw_release,
        ),
        Action(
            name="confirm-release",
            form=forms.ReleaseDecisionForm,
            call=casework.confirm_release,
            button=_("Confirm: it is not about police staff"),
            done=_("Released. It can now be escalated to any unit."),
            panel=Panel.OVERSIGHT,
            offered=lambda page: page.can_confirm_release,
        ),
        Action(
            name="reject-release",
            form=forms.ReleaseDecisionForm,
            call=casework.reject_release,
            button=_("Reject: it stays here"),
            done=_("Rejected. The tip stays with oversight."),
            panel=Panel.OVERSIGHT,
            offered=lambda page: page.can_reject_release,
        ),
        Action(
            name="contact",
            form=forms.ContactForm,
            call=casework.open_contact,
            button=_("Open the contact details"),
            panel=Panel.CONTACT,
            offered=lambda page: page.shows_contact,
            reveals=True,
        ),
        Action(
            name="ask",
            form=forms.QuestionForm,
            call=casework.ask_resident,
            button=_("Send the question"),
            done=_("Question sent. The resident sees it when they come back with their receipt."),
            panel=Panel.MAILBOX,
            offered=lambda page: not page.closed,
        ),
        Action(
            name="dealt",
            form=forms.ActionForm,
            call=casework.answer_dealt_with,
            button=_("Dealt with"),
            done=_("Dealt with. The tip leaves the queue of your units again."),
            panel=Panel.MAILBOX,
            offered=lambda page: page.closed and page.opened.has_answer,
        ),
        Action(
            name="note",
            form=forms.NoteForm,
            call=casework.write_note,
            button=_("Write the note"),
            done=_("Note written."),
            panel=Panel.NOTES,
        ),
    )
}

REFUSALS: Final[dict[type[TipError], Promise]] = {
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


def done_message(name: str) -> Promise | str:
    """Say what an action did, by its name; nothing for what is none."""
    return ACTIONS[name].done if name in ACTIONS else ""
