"""What nobody could do any more if an officer left: asked before they do."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.departments.models import Officer, Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import verified


@dataclass(frozen=True, slots=True)
class Stuck:
    """A unit that depends on one officer. `unread`: nobody else opens its tips; `closed`: nobody else may admit."""

    unit: Unit
    unread: bool
    closed: bool


def stuck_without(officer: Officer) -> list[Stuck]:
    """Return the units that would have no member or no supervisor left who can sign in, by name.

    Only the log counts, not roles: what a person opens or may do for a unit is a matter of keys.
    """
    if officer.department is None:
        return []
    try:
        log = verified(officer.department)
    except KeyLogBroken:
        return []
    others = {other.pk for other in _at_work(officer)}
    found = []
    for unit in Unit.objects.filter(department=officer.department).order_by("name"):
        members = log.members(unit.pk)
        supervises = log.may_admit(officer.pk, unit.pk)
        unread = officer.pk in members and not members & others
        closed = supervises and not any(log.may_admit(other, unit.pk) for other in others)
        if unread or closed:
            found.append(Stuck(unit, unread=unread, closed=closed))
    return found


def _at_work(officer: Officer) -> list[Officer]:
    colleagues = Officer.objects.filter(department=officer.department, is_active=True).exclude(pk=officer.pk)
    return [colleague for colleague in colleagues if colleague.has_usable_password()]
