"""What every page of the desk shows around its content."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tipline.departments.models import Officer
from tipline.departments.sessions.reach import is_out_of_reach
from tipline.desk import access
from tipline.desk.site import desk_site
from tipline.desk.unlocking import unlocked_of
from tipline.desk.ways import way_back
from tipline.http.paths import on_desk
from tipline.routing.queries import unseen


class Place(NamedTuple):
    """An entry of the navigation: where it leads, what it is called, and what it is for."""

    url: str
    label: str | Promise
    about: str | Promise
    current: bool = False


def desk(request: HttpRequest) -> dict[str, Any]:
    """Return the header's content for a page of the desk; nothing for a resident's page."""
    if not on_desk(request):
        return {}
    officer = getattr(request, "user", None)
    shown: dict[str, Any] = {
        "site_title": desk_site.site_title,
        "site_header": desk_site.site_header,
        "site_url": None,
        "has_permission": desk_site.has_permission(request),
        "is_nav_sidebar_enabled": False,
        "is_popup": False,
        "way": way_back(request),
        "cache_out_of_reach": is_out_of_reach(),
    }
    if isinstance(officer, Officer):
        shown |= {"department": officer.department, "places": places(officer, request.path)}
        shown["unlocked"] = unlocked_of(request)
        shown["unseen_changes"] = partial(unseen, officer)
    return shown


def places(officer: Officer, path: str = "") -> list[Place]:
    """Return where this person may go, in the order of the navigation."""
    found: list[Place] = []
    if access.reads_tips(officer):
        found.append(Place(reverse("desk:queue"), _("Tips"), _("Read, tag, pass on and answer.")))
    if access.supervises(officer):
        found.append(Place(reverse("desk:members"), _("Members"), _("Who can open what; admit a newcomer.")))
        found.append(Place(reverse("desk:routing"), _("Routing"), _("Confirm which unit gets what.")))
    if access.counts(officer):
        found.append(Place(reverse("desk:figures"), _("Figures"), _("Monthly, quarterly and yearly counts.")))
    if access.administers(officer):
        found += _administration()
    elif access.supervises(officer):
        found.append(_tags())
    if access.reads_tips(officer):
        found.append(Place(reverse("desk:key"), _("My key"), _("Passphrase and admission code.")))
    return [place._replace(current=_within(path, place.url)) for place in found]


def _administration() -> list[Place]:
    model = "admin:tipline_{}_changelist".format
    return [
        Place(reverse(model("departments_department")), _("Settings"), _("Time zone, telephone, hours, thresholds.")),
        Place(reverse(model("departments_category")), _("Categories"), _("What residents choose, and who gets it.")),
        _tags(),
        Place(reverse(model("departments_unit")), _("Units"), _("Desks that can open tips.")),
        Place(reverse(model("departments_officer")), _("Officers"), _("Invite, change roles, close accounts.")),
    ]


def _tags() -> Place:
    return Place(reverse("admin:tipline_casework_tag_changelist"), _("Tags"), _("The words of your department."))


def _within(path: str, url: str) -> bool:
    return path.startswith(url)
