"""What a supervisor sees of each unit: its members as the key log has them, and whose key waits to be let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import who_may_join
from tipline.desk.custodians import without_custodian
from tipline.desk.forms.members import AdmitForm, Newcomer
from tipline.keyring.log import LogState, verified
from tipline.keyring.queries import live_kids
from tipline.keyring.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Member:
    """A member of one unit; `waits` says that a new key of theirs is not let in here yet."""

    officer: Officer
    supervises: bool
    waits: bool
    may_be_promoted: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A unit with its members, and the form to admit one more, None where nobody is to be admitted."""

    unit: Unit
    has_key: bool
    members: list[Member]
    admits: bool
    form: AdmitForm | None
    without_custodian: bool


def memberships(
    department: Department, unlocked: Unlocked, refused: Mapping[UUID, AdmitForm] | None = None
) -> list[Membership]:
    """Return every unit of the department; `refused` are forms by unit that go back with their errors."""
    log, kids, lacking = verified(department), live_kids(department), without_custodian(department)
    made = []
    for unit in Unit.objects.filter(department=department):
        admits, has_key = unlocked.is_supervisor_of(unit.pk), log.unit_key(unit.pk) is not None
        form = (refused or {}).get(unit.pk)
        if form is None and admits and has_key:
            form = admit_form(unit, unlocked)
        members = _members(unit, log, kids, unlocked if admits else None)
        shown = form if form is not None and form.newcomers else None
        made.append(Membership(unit, has_key, members, admits, shown, unit.pk in lacking))
    return made


def admit_form(unit: Unit, unlocked: Unlocked, posted: Mapping[str, str] | None = None) -> AdmitForm:
    """Return the form with everybody who has a key that this unit has not let in, oneself left out."""
    log, kids = verified(unit.department), live_kids(unit.department)
    waiting = [officer for officer, held in kids.items() if _waits(log, unit, held) and officer != unlocked.officer.pk]
    people = who_may_join(unit, Officer.objects.filter(department=unit.department, pk__in=waiting))
    newcomers = [Newcomer(person, log.member_key(unit.pk, person.pk) is not None) for person in people]
    return AdmitForm(posted, newcomers=newcomers, auto_id=f"admit-{unit.pk}-%s")


def _members(unit: Unit, log: LogState, kids: dict[UUID, list[bytes]], supervisor: Unlocked | None) -> list[Member]:
    people = Officer.objects.filter(department=unit.department_id, pk__in=log.members(unit.pk))
    promotable: set[UUID] = set()
    if supervisor is not None:
        others = people.exclude(pk=supervisor.officer.pk)
        promotable = set(who_may_join(unit, others).values_list("pk", flat=True))
    members = []
    for person in people:
        supervises = log.may_admit(person.pk, unit.pk)
        waits = _waits(log, unit, kids.get(person.pk, []))
        members.append(Member(person, supervises, waits, person.pk in promotable and not supervises))
    return members


def _waits(log: LogState, unit: Unit, kids: list[bytes]) -> bool:
    return any(not log.stands_at(unit.pk, kid) and not log.was_replaced(unit.pk, kid) for kid in kids)
