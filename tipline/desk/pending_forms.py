"""What an officer sent and what could not be done yet: carried in the page, stored nowhere.

A form arrives too late when the key was locked, the session ended, somebody signed in anew, or too much was tried. Its
fields then stand in the page that answers, go along through signing in and unlocking, and are shown before they are
sent: nothing is sent by itself, since another person may sit there by now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from tipline.desk.actions import ACTIONS
from tipline.desk.forms.fields import own_name_label
from tipline.desk.redirects import nearest_page, view_name_at

TO: Final = "pending_to"
OF_ANOTHER: Final = "pending_of_another"
PREFIX: Final = "pending-"
MOST_FIELDS: Final = 80

# Pages where secrets are typed, and buttons that nobody misses afterwards.
SECRET_VIEWS: Final = frozenset(
    {
        "account_login", "account_logout", "account_inactive", "account_change_password", "account_reauthenticate",
        "admin:login", "admin:logout", "desk:invitation", "desk:unlock", "desk:lock",
        "desk:make-key", "desk:replace-key", "desk:change-passphrase",
    }
)  # fmt: skip
SECRET_FIELDS: Final = re.compile(r"csrfmiddlewaretoken|next|pending.*|.*(password|passphrase).*|current")

WRITTEN: Final = frozenset(name for action in ACTIONS.values() for name in action.written)
_TECHNICAL: Final = re.compile(r"version|_.*|.*_id|.*-[A-Z_]+_FORMS|initial-.*")
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")

BUTTONS: Final[dict[str, Promise]] = {action.view_name: action.button for action in ACTIONS.values()} | {
    "desk:pass-on": _("Pass on"),
    "desk:find": _("Find"),
    "desk:admit": _("Admit"),
    "desk:make-supervisor": _("Let them admit others"),
    "desk:changes-seen": _("I have seen this"),
    "desk:unopenable": _("Close all that do not open, as they were sent"),
    "desk:discard-key": _("Remove the other key"),
    "desk:confirm-key": _("Put it in the place and lock"),
    "desk:make-unit-key": _("Make its key"),
    "desk:confirm-routing": _("Confirm"),
    "desk:reject-routing": _("Reject"),
    "desk:figures": _("Show"),
    "desk:figures-csv": _("Download as CSV"),
    "desk:language": _("Use this language"),
}

LABELS: Final[dict[str, Promise]] = {
    "text": _("Your text"),
    "question": _("Your question"),
    "reason": _("Reason"),
    "rationale": _("Reason"),
    "reference": _("Reference"),
    "admission_code": _("Their admission code"),
    "label": _("Tag"),
    "name": _("Name"),
    "username": _("User name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
}
OWN_NAMES: Final = {f"name_{code}": code for code, _language in settings.LANGUAGES}
"""The fields of a category's own name, and their languages."""


class Field(NamedTuple):
    """A field as it is shown; `value` is what was typed."""

    name: str
    value: str
    label: str | Promise


@dataclass(frozen=True, slots=True, repr=False)
class PendingForm:
    """A form that came too early or too late: the address it is for, and its fields."""

    to: str
    fields: tuple[tuple[str, str], ...]
    of_another: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> PendingForm | None:
        """Keep the form that this request sent, or what it carries of an earlier one. None where there is nothing."""
        if request.method != "POST":
            return None
        if view_name_at(request.path) in SECRET_VIEWS:
            return cls.carried(request.POST)
        fields = [(name, str(value)) for name, values in request.POST.lists() for value in values]
        fields = [(name, value) for name, value in fields if not SECRET_FIELDS.fullmatch(name)][:MOST_FIELDS]
        return cls(request.get_full_path(), tuple(fields)) if fields or _named(request.path) else None

    @classmethod
    def carried(cls, posted: QueryDict) -> PendingForm | None:
        """Read back what a page carried; None when there was nothing or it is for no form of the desk."""
        to = posted.get(TO, "")
        inside = to.startswith(settings.DESK_PATH) and url_has_allowed_host_and_scheme(to, None)
        if not inside or view_name_at(to) in SECRET_VIEWS or not view_name_at(to):
            return None
        carried = [(name.removeprefix(PREFIX), name) for name in posted if name.startswith(PREFIX)]
        fields = [(name, str(value)) for name, sent in carried for value in posted.getlist(sent)]
        fields = [(name, value) for name, value in fields if not SECRET_FIELDS.fullmatch(name)][:MOST_FIELDS]
        return cls(to, tuple(fields), of_another=OF_ANOTHER in posted)

    @property
    def page(self) -> str:
        """Return the page that the form stood on."""
        return nearest_page(self.to)

    @property
    def button(self) -> str | Promise:
        """Say what sending it does, in the words of its own button."""
        return BUTTONS.get(view_name_at(self.to), _("Send it now"))

    @property
    def written(self) -> list[Field]:
        """Return what somebody wrote, which they can still change."""
        return [_shown(name, value) for name, value in self.fields if _is_written(name, value)]

    @property
    def chosen(self) -> list[Field]:
        """Return what was chosen or is short, to be looked at."""
        found = [(name, value) for name, value in self.fields if not _is_written(name, value) and value.strip()]
        technical = [pair for pair in found if _TECHNICAL.fullmatch(pair[0]) or _IDENTIFIER.fullmatch(pair[1])]
        return [_shown(name, value) for name, value in found if (name, value) not in technical]

    @property
    def other(self) -> list[tuple[str, str]]:
        """Return every field that is not written, with its value as it goes along."""
        return [(name, value) for name, value in self.fields if not _is_written(name, value)]


def written_in(typed: Mapping[str, Any]) -> list[Field]:
    """Return what somebody wrote into the fields of a form."""
    return [_shown(name, str(value)) for name, value in typed.items() if _is_written(name, str(value))]


def _named(path: str) -> bool:
    return view_name_at(path) in BUTTONS


def _is_written(name: str, value: str) -> bool:
    return bool(value.strip()) and (name in WRITTEN or "\n" in value)


def _shown(name: str, value: str) -> Field:
    if name in OWN_NAMES:
        return Field(name, value, own_name_label(OWN_NAMES[name]))
    return Field(name, value, LABELS.get(name, name.replace("_", " ")))
