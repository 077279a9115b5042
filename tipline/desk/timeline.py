"""A tip's history as sentences."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from tipline.departments.templatetags.names import isolated
from tipline.tips.models import History

Action = History.Action

SENTENCES: Final[dict[str, Promise]] = {
    Action.FIRST_OPENED: gettext_lazy("%(who)s opened it for the first time"),
    Action.STATUS_CHANGED: gettext_lazy("%(who)s changed the status from %(before)s to %(after)s"),
    Action.ASSIGNED: gettext_lazy("%(who)s changed who works on it"),
    Action.TAGGED: gettext_lazy("%(who)s added a tag"),
    Action.UNTAGGED: gettext_lazy("%(who)s removed a tag"),
    Action.NOTE_WRITTEN: gettext_lazy("%(who)s wrote a note"),
    Action.ESCALATED: gettext_lazy("%(who)s escalated it to %(unit)s"),
    Action.ESCALATION_ACKNOWLEDGED: gettext_lazy("%(who)s acknowledged the escalation to %(unit)s"),
    Action.ESCALATION_WITHDRAWN: gettext_lazy("%(who)s withdrew the escalation to %(unit)s"),
    Action.QUESTION_SENT: gettext_lazy("%(who)s asked the resident"),
    Action.ANSWERED: gettext_lazy("The resident wrote"),
    Action.RECEIPT_CHANGED: gettext_lazy("The resident changed their receipt"),
    Action.SET_ASIDE: gettext_lazy("%(who)s put it aside: it does not open, as it was sent"),
    Action.ANSWER_DEALT_WITH: gettext_lazy("%(who)s dealt with the answer"),
    Action.CONTACT_OPENED: gettext_lazy("%(who)s opened the contact details"),
    Action.MOVED_TO_OVERSIGHT: gettext_lazy("%(who)s moved it to oversight"),
    Action.RELEASE_PROPOSED: gettext_lazy("%(who)s proposed to release it from oversight"),
    Action.RELEASE_WITHDRAWN: gettext_lazy("%(who)s took the proposal to release it back"),
    Action.RELEASE_REJECTED: gettext_lazy("%(who)s rejected the proposal to release it"),
    Action.RELEASED: gettext_lazy("%(who)s confirmed its release from oversight"),
}


def sentence(event: History) -> SafeString:
    """Say what happened, who did it and where the tip went by it, as HTML."""
    words = {
        "who": isolated(event.actor) if event.actor else escape(gettext("The system")),
        "before": escape(event.get_from_status_display()),
        "after": escape(event.get_to_status_display()),
        "unit": isolated(event.unit.name) if event.unit else "",
    }
    said = escape(str(SENTENCES[event.action])) % words
    if event.to_status and event.action != Action.STATUS_CHANGED:
        said += escape(gettext("; status now %(after)s")) % words
    return mark_safe(said)  # noqa: S308 - the sentence and every word in it are escaped above
