"""Who is a member of which unit by the key log, whose key waits to be let in, and which units lack a custodian."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tipline.departments.models import Department, Officer, Unit
from tipline.departments.roles import CUSTODIAN, who_may_join
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
class Newcomer:
    """Somebody with a key that the unit has not let in; `is_member`: by another key of theirs they are a member."""

    officer: Officer
    is_member: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A unit with its members. `admits`: the reading officer may admit more, or make the unit's first key."""

    unit: Unit
    has_key: bool
    members: list[Member]
    admits: bool
    lacks_custodian: bool


def memberships(department: Department, unlocked: Unlocked) -> list[Membership]:
    """Return every unit of the department as the officer sees it. Whom they may promote they are told of their own."""
    log, kids, lacking = verified(department), live_kids(department), units_without_custodian(department)
    return [
        Membership(
            unit=unit,
            has_key=log.unit_key(unit.pk) is not None,
            members=_members(unit, log, kids, unlocked),
            admits=unlocked.is_supervisor_of(unit.pk),
            lacks_custodian=unit.pk in lacking,
        )
        for unit in Unit.objects.filter(department=department)
    ]


def newcomers(unit: Unit, unlocked: Unlocked) -> list[Newcomer]:
    """Return everybody who has a key that this unit has not let in, oneself left out."""
    log, kids = verified(unit.department), live_kids(unit.department)
    waiting = [officer for officer, held in kids.items() if _waits(log, unit, held) and officer != unlocked.officer.pk]
    people = who_may_join(unit, Officer.objects.filter(department=unit.department, pk__in=waiting))
    return [Newcomer(person, log.member_key(unit.pk, person.pk) is not None) for person in people]


def units_without_custodian(department: Department) -> frozenset[UUID]:
    """Return the units that are first to get tips of which no custodian can open the contact details.

    It takes the role, membership in the custodian unit, whose key opens them, and in a unit that gets the tip itself.
    """
    log = verified(department)
    custodians = _custodians(department)
    lacking = set()
    for said in log.categories():
        if said.shown.active and not any(custodians & set(log.members(unit)) for unit in said.units):
            lacking.add(said.primary)
    return frozenset(unit for unit in lacking if log.unit_key(unit) is not None)


def _members(unit: Unit, log: LogState, kids: dict[UUID, list[bytes]], unlocked: Unlocked) -> list[Member]:
    people = Officer.objects.filter(department=unit.department_id, pk__in=log.members(unit.pk))
    promotable = _promotable(unit, people, unlocked) if unlocked.is_supervisor_of(unit.pk) else set()
    members = []
    for person in people:
        supervises = log.may_admit(person.pk, unit.pk)
        waits = _waits(log, unit, kids.get(person.pk, []))
        members.append(Member(person, supervises, waits, person.pk in promotable and not supervises))
    return members


def _promotable(unit: Unit, people: QuerySet[Officer], unlocked: Unlocked) -> set[UUID]:
    others = people.exclude(pk=unlocked.officer.pk)
    return set(who_may_join(unit, others).values_list("pk", flat=True))


def _custodians(department: Department) -> set[UUID]:
    log = verified(department)
    members = {member for unit in log.units_of_kind(Unit.Kind.CUSTODIAN) for member in log.members(unit)}
    able = Officer.objects.filter(pk__in=members, is_active=True, groups__name=CUSTODIAN)
    return set(able.values_list("pk", flat=True))


def _waits(log: LogState, unit: Unit, kids: list[bytes]) -> bool:
    return any(not log.stands_at(unit.pk, kid) and not log.was_replaced(unit.pk, kid) for kid in kids)
