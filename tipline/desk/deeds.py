"""A tip's history as sentences."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from tipline.departments.templatetags.names import isolated
from tipline.tips.models import History

What = History.What

SENTENCES: Final[dict[str, Promise]] = {
    What.OPENED: gettext_lazy("%(who)s opened it for the first time"),
    What.STATUS: gettext_lazy("%(who)s changed the status from %(before)s to %(after)s"),
    What.ASSIGNED: gettext_lazy("%(who)s changed who works on it"),
    What.TAGGED: gettext_lazy("%(who)s added a tag"),
    What.UNTAGGED: gettext_lazy("%(who)s removed a tag"),
    What.NOTED: gettext_lazy("%(who)s wrote a note"),
    What.ESCALATED: gettext_lazy("%(who)s escalated it to %(unit)s"),
    What.ACKNOWLEDGED: gettext_lazy("%(who)s acknowledged the escalation to %(unit)s"),
    What.WITHDRAWN: gettext_lazy("%(who)s withdrew the escalation to %(unit)s"),
    What.ASKED: gettext_lazy("%(who)s asked the resident"),
    What.ANSWERED: gettext_lazy("The resident wrote"),
    What.RECEIPT: gettext_lazy("The resident changed their receipt"),
    What.UNOPENABLE: gettext_lazy("%(who)s put it aside: it does not open, as it was sent"),
    What.DEALT: gettext_lazy("%(who)s dealt with the answer"),
    What.CONTACT: gettext_lazy("%(who)s opened the contact details"),
    What.MOVED: gettext_lazy("%(who)s moved it to oversight"),
    What.RELEASE_PROPOSED: gettext_lazy("%(who)s proposed to release it from oversight"),
    What.RELEASE_WITHDRAWN: gettext_lazy("%(who)s took the proposal to release it back"),
    What.RELEASE_REJECTED: gettext_lazy("%(who)s rejected the proposal to release it"),
    What.RELEASED: gettext_lazy("%(who)s confirmed its release from oversight"),
}


def sentence(event: History) -> SafeString:
    """Say what happened, who did it and where the tip went by it, as HTML."""
    words = {
        "who": isolated(event.actor) if event.actor else escape(gettext("The system")),
        "before": escape(event.get_from_status_display()),
        "after": escape(event.get_to_status_display()),
        "unit": isolated(event.unit.name) if event.unit else "",
    }
    said = escape(str(SENTENCES[event.what])) % words
    if event.to_status and event.what != What.STATUS:
        said += escape(gettext("; status now %(after)s")) % words
    return mark_safe(said)  # noqa: S308 - the sentence and every word in it are escaped above
