"""The actions of one tip's page with their forms, the one that was tried and failed among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from tipline.desk.actions import ACTIONS, COMPOSER, Action, Panel
from tipline.desk.forms.actions import ActionForm
from tipline.desk.pending_forms import Field, written_in
from tipline.desk.tip_page import TipPage
from tipline.tips.models import History

Typed = Mapping[str, Mapping[str, str]]
"""What was typed into fields, by action and field."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An action that was not done: what was typed, and what somebody else changed meanwhile.

    `waits`: an escalation of the tip has to be acknowledged or withdrawn first.
    """

    action: Action
    form: ActionForm
    changes: tuple[History, ...] | None = None
    waits: bool = False

    def as_stale(self, changes: Sequence[History]) -> Attempt:
        """Return the attempt with what was changed meanwhile."""
        return replace(self, changes=tuple(changes))

    @property
    def written(self) -> list[Field]:
        """What was typed: the form that it was typed into may not be on the page any more."""
        return written_in(self.form.data)

    @property
    def status(self) -> int:
        """409 when the tip changed meanwhile, 422 when the form was wrong."""
        return 422 if self.changes is None else 409


@dataclass(frozen=True, slots=True)
class BoundAction:
    """An action on a page, with its form. `tried`: it was sent and not done."""

    action: Action
    form: ActionForm
    page: TipPage
    tried: bool

    @property
    def name(self) -> str:
        """What the action is called in the address."""
        return self.action.name

    @property
    def button(self) -> Promise:
        """The words of its button."""
        return self.action.button

    @property
    def template(self) -> str:
        """The fragment that offers it."""
        return self.action.template

    @property
    def url(self) -> str:
        """Where its form is sent."""
        return reverse(self.action.view_name, args=[self.page.tip.pk])


def bind_actions(page: TipPage, attempt: Attempt | None, beside: Typed) -> dict[str, list[BoundAction]]:
    """Return the actions that the page offers, by panel; those on an escalation stand with each of them."""
    bound: dict[str, list[BoundAction]] = {panel.value: [] for panel in Panel}
    for action in ACTIONS.values():
        if action.panel != Panel.ESCALATION and action.offered(page):
            bound[action.panel].append(_bind(action, page, attempt, beside.get(action.name, {})))
    return bound


def bind_to_escalation(page: TipPage, attempt: Attempt | None) -> list[BoundAction]:
    """Return the actions that are offered on the escalation that the page is about."""
    offered = [action for action in ACTIONS.values() if action.panel == Panel.ESCALATION and action.offered(page)]
    return [_bind(action, page, attempt, {}) for action in offered]


def typed_beside(request: HttpRequest, action: Action | None) -> dict[str, dict[str, str]]:
    """Return what was typed for other actions of the composer than the one that was sent."""
    others = [other for other in ACTIONS.values() if other.panel in COMPOSER and other is not action]
    typed = {other.name: {name: request.POST.get(name, "") for name in other.written} for other in others}
    return {name: fields for name, fields in typed.items() if any(words.strip() for words in fields.values())}


def without_form(beside: Typed, bound: Mapping[str, Sequence[BoundAction]]) -> list[Field]:
    """Return what was typed for actions that the page does not offer any more."""
    offered = {each.name for panel in COMPOSER for each in bound[panel]}
    return [field for name, fields in beside.items() if name not in offered for field in written_in(fields)]


def _bind(action: Action, page: TipPage, attempt: Attempt | None, typed: Mapping[str, str]) -> BoundAction:
    about = f"-{page.escalation.id}" if page.escalation else ""
    tried = attempt is not None and attempt.action is action and attempt.form.is_about(page)
    form = attempt.form if attempt and tried else action.form(initial=dict(typed))
    form.auto_id = f"{action.name}{about}_%s"
    form.fit(page)
    return BoundAction(action, form, page, tried)
