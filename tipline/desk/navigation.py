"""The desk's navigation: where somebody may go, by their roles."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer
from tipline.departments.roles import administers, exports_figures, reads_tips, supervises


class Entry(NamedTuple):
    """An entry of the navigation: where it leads, what it is called, and what it is for."""

    url: str
    label: str | Promise
    about: str | Promise
    current: bool = False


def navigation(officer: Officer, path: str = "") -> list[Entry]:
    """Return where this person may go, in order."""
    found: list[Entry] = []
    if reads_tips(officer):
        found.append(Entry(reverse("desk:queue"), _("Tips"), _("Read, tag, pass on and answer.")))
    if supervises(officer):
        found.append(Entry(reverse("desk:members"), _("Members"), _("Who can open what; admit a newcomer.")))
        found.append(Entry(reverse("desk:routing"), _("Routing"), _("Confirm which unit gets what.")))
    if exports_figures(officer):
        found.append(Entry(reverse("desk:figures"), _("Figures"), _("Monthly, quarterly and yearly counts.")))
    if administers(officer):
        found += _administration()
    elif supervises(officer):
        found.append(_tags())
    if reads_tips(officer):
        found.append(Entry(reverse("desk:key"), _("My key"), _("Passphrase and admission code.")))
    return [entry._replace(current=path.startswith(entry.url)) for entry in found]


def _administration() -> list[Entry]:
    model = "admin:tipline_{}_changelist".format
    return [
        Entry(reverse(model("departments_department")), _("Settings"), _("Time zone, telephone, hours, thresholds.")),
        Entry(reverse(model("departments_category")), _("Categories"), _("What residents choose, and who gets it.")),
        _tags(),
        Entry(reverse(model("departments_unit")), _("Units"), _("Desks that can open tips.")),
        Entry(reverse(model("departments_officer")), _("Officers"), _("Invite, change roles, close accounts.")),
    ]


def _tags() -> Entry:
    return Entry(reverse("admin:tipline_casework_tag_changelist"), _("Tags"), _("The words of your department."))
