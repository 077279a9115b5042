"""What officers added to a tip, opened; and whom and what they may add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Value, When

from tipline.casework.models import WAITING, Escalation, Note, Release, Tag, TipTag
from tipline.casework.oversight import stays
from tipline.departments.invalidation import VersionedCache
from tipline.departments.models import Department, Officer, Unit
from tipline.departments.queries import officers_by_id
from tipline.envelope import Purpose
from tipline.keyring.log import LogState
from tipline.keyring.models import Grant
from tipline.keyring.queries import units_of
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import OpenedTip
from tipline.tips.actions.read import People
from tipline.tips.authored_text import authored_text_or_none
from tipline.tips.epochs import read_with
from tipline.tips.models import Handling, Status, Tip, TipWrap
from tipline.tips.queries import handled_by
from tipline.tips.queue import QueuedTip
from tipline.tips.sealing import header_of


@dataclass(frozen=True, slots=True, repr=False)
class OpenedNote:
    """A note, opened. `text` is None where it is damaged."""

    kind: str
    kind_label: str
    author: Officer
    text: str | None
    at: datetime
    precision: int


@dataclass(frozen=True, slots=True, repr=False)
class OpenedEscalation:
    """An escalation, its reason opened, None where it is damaged. The system raises without one: `raised_by` is None.

    `can_acknowledge`: it waits for a unit of the reading officer; `can_withdraw`: it waits, and they may take it back.
    """

    id: UUID
    to_unit: Unit
    raised_by: Officer | None
    reason: str | None
    at: datetime
    precision: int
    due_at: datetime | None
    acknowledged_by: Officer | None
    acknowledged_minutes: int | None
    withdrawn_by: Officer | None
    waits: bool
    can_acknowledge: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True, repr=False)
class OpenedRelease:
    """A proposal to release the tip from oversight, its reason opened, None where it is damaged.

    `open`: it waits for a second member; `mine`: the reading officer proposed it.
    """

    id: UUID
    proposed_by: Officer
    reason: str | None
    at: datetime
    precision: int
    outcome: str
    decided_by: Officer | None
    open: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Casework:
    """All that officers added to one tip. `spare_tags`: those of the department that it could be given as well.

    `release`: the last proposal to release it from oversight, decided or not. `stays`: it stays with oversight.
    """

    notes: list[OpenedNote] = field(repr=False)
    escalations: list[OpenedEscalation] = field(repr=False)
    release: OpenedRelease | None = field(repr=False)
    tags: list[Tag]
    spare_tags: list[Tag]
    stays: bool


@dataclass(frozen=True, slots=True)
class UnitsAround:
    """The units that hold a tip, those that an officer may escalate it to, and those of oversight it may move to."""

    holding: list[Unit]
    to_escalate_to: list[Unit]
    to_move_to: list[Unit]


_vocabularies: Final[VersionedCache[list[Tag]]] = VersionedCache()

TAGGED: Final = {"has_tags": Exists(TipTag.objects.filter(handling=OuterRef("handling_id")))}
"""What the queue can find out on the way."""
ASKING: Final = {
    **TAGGED,
    "has_notes": Exists(Note.objects.filter(handling=OuterRef("handling_id"))),
    "has_escalations": Exists(Escalation.objects.filter(handling=OuterRef("handling_id"))),
}
"""What `open_tip` can find out on the way, so that nothing is asked for that is not there."""


def opened_casework(unlocked: Unlocked, opened: OpenedTip) -> Casework:
    """Open the notes and reasons of an opened tip, oldest first; a damaged one hides no other.

    What `open_tip` found out with `ASKING` is not asked for again.
    """
    handling, tip, keys, present = opened.handling, opened.tip, opened.work_keys, opened.present
    notes = read_with(tip, handling.notes.order_by("step", "pk") if present.get("has_notes", True) else [])
    raised = read_with(tip, _raised(handling) if present.get("has_escalations", True) else [])
    named: list[UUID | None] = [note.author_id for note in notes]
    named += [pk for row in raised for pk in (row.raised_by_id, row.acknowledged_by_id, row.withdrawn_by_id) if pk]
    release = _last_release(handling)
    named += [release.proposed_by_id, release.decided_by_id] if release else []
    people = officers_by_id(opened.people, named)
    tags = list(Tag.objects.filter(tip_tags__handling=handling)) if present.get("has_tags", True) else []
    return Casework(
        notes=[_note(tip, keys, note, people) for note in notes],
        escalations=[_escalation(unlocked, tip, keys, row, people) for row in raised],
        release=_release(unlocked, tip, keys, release, people) if release else None,
        tags=tags,
        spare_tags=[tag for tag in vocabulary(opened.handling.department) if tag.active and tag not in tags],
        stays=stays(opened),
    )


def members_of(handling: Handling) -> QuerySet[Officer]:
    """Return the officers who can open the tip now: those whose current key holds a grant of a unit that holds it."""
    tip = handling.tip
    units = TipWrap.objects.filter(tip=tip, kind=TipWrap.Kind.CASE, epoch=tip.epoch).values("unit")
    return Officer.objects.filter(_granted(units), department=handling.department_id, is_active=True)


def people_around(unlocked: Unlocked) -> People:
    """Return a way to find, in one query, who is named in a tip and who can open it, marked by `opens_it`."""
    log = unlocked.log

    def find(units: frozenset[UUID], named: Iterable[UUID | None]) -> dict[UUID, Officer]:
        members = {member for unit in units for member in (log.members(unit) if log else ())}
        wanted = Officer.objects.filter(pk__in=members | {pk for pk in named if pk})
        return {officer.pk: officer for officer in wanted.annotate(opens_it=_granted(units))}

    return find


def members_among(people: Iterable[Officer], department_id: UUID) -> list[Officer]:
    """Return those found by `people_around` who can open the tip now, in the order of their names."""
    able = [one for one in people if one.is_active and one.department_id == department_id and one.opens_it]  # type: ignore[attr-defined]
    return sorted(able, key=lambda officer: officer.username)


def _granted(units: Any) -> Exists:
    grants = Grant.objects.filter(officer_key__officer=OuterRef("pk"), officer_key__retired=False)
    return Exists(grants.filter(unit_key__unit__in=units))


def open_handlings_of(unlocked: Unlocked, officer: Officer) -> QuerySet[Handling]:
    """Return the handlings of visible tips that are with an officer and not closed."""
    return handled_by(unlocked).filter(assignee=officer).exclude(status=Status.CLOSED)


def leavers(unlocked: Unlocked) -> QuerySet[Officer]:
    """Return the officers who left with visible open tips, each with their number as `left_tips`."""
    open_ = handled_by(unlocked).exclude(status=Status.CLOSED).filter(assignee__is_active=False)
    counted = dict(open_.order_by().values_list("assignee").annotate(count=Count("pk")))
    return Officer.objects.filter(pk__in=counted).annotate(
        left_tips=Case(*(When(pk=pk, then=Value(count)) for pk, count in counted.items()), default=Value(0))
    )


def colleagues(unlocked: Unlocked) -> QuerySet[Officer]:
    """Return the officers who share a unit with this one and may sign in, themselves among them."""
    found = Officer.objects.filter(department=unlocked.officer.department_id, is_active=True)
    return found.filter(_granted(unlocked.unit_ids)).order_by("username")


def units_around(unlocked: Unlocked, opened: OpenedTip, casework: Casework) -> UnitsAround:
    """Return the department's units as the tip meets them; no query as long as the key log stays as it is.

    A tip that is neither closed nor referred is escalated to units that take tips, have a key, and have no escalation
    of this tip open. Units of the officer are left out; one that holds the tip without them is not. A tip that stays
    with oversight goes to oversight units only.
    """
    log, tip, department = unlocked.log, opened.tip, opened.handling.department
    if log is None:
        return UnitsAround([], [], [])
    found = list(units_of(department, log).values())
    with_key = {unit.pk for unit in found if log.unit_key(unit.pk) is not None}
    overseeing = with_key & set(log.units_of_kind(Unit.Kind.OVERSIGHT))
    waiting = {escalation.to_unit.pk for escalation in casework.escalations if escalation.waits}
    others = (overseeing if tip.oversight or casework.stays else with_key) - unlocked.unit_ids - waiting
    done = opened.handling.status in {Status.CLOSED, Status.REFERRED}
    return UnitsAround(
        holding=[unit for unit in found if unit.pk in opened.units],
        to_move_to=_to_move_to(tip, [unit for unit in found if unit.pk in overseeing]),
        to_escalate_to=[unit for unit in found if unit.pk in others and unit.takes_tips and not done],
    )


def _to_move_to(tip: Tip, overseeing: list[Unit]) -> list[Unit]:
    """Leave out the only oversight unit where the tip is with it alone."""
    return [] if tip.oversight and len(overseeing) == 1 else overseeing


def may_withdraw(unlocked: Unlocked, escalation: Escalation, log: LogState | None = None) -> bool:
    """Tell whether the officer may take it back: who raised it, and supervisors of units that it was not raised to.

    Judged by the key log as it is now, or by the one that is given.
    """
    if escalation.raised_by_id == unlocked.officer.pk:
        return True
    others = unlocked.unit_ids - {escalation.to_unit_id}
    if log is not None:
        return any(log.key_may_admit(unlocked.secret.kid, unit) for unit in others)
    return any(unlocked.is_supervisor_of(unit) for unit in others)


def waiting_escalations(unlocked: Unlocked, handlings: Iterable[Handling]) -> dict[UUID, Escalation]:
    """Return, by handling, the escalation whose clock the officer should see; one query for a page.

    The earliest that waits for a unit of theirs, or else the earliest that waits for another.
    """
    rows = Escalation.objects.filter(WAITING, handling__in=[row.pk for row in handlings]).select_related("to_unit")
    found: dict[UUID, Escalation] = {}
    for row in sorted(rows.order_by("due_at"), key=lambda row: row.to_unit_id not in unlocked.unit_ids):
        found.setdefault(row.handling_id, row)
    return found


def tags_of(queued: Iterable[QueuedTip]) -> dict[UUID, list[Tag]]:
    """Return the tags of tips of a queue that was asked for `TAGGED`, by handling; no query where there are none."""
    tagged = [found.handling.pk for found in queued if any(getattr(wrap, "has_tags", True) for wrap in found.wraps)]
    tags: dict[UUID, list[Tag]] = {}
    rows = TipTag.objects.filter(handling__in=tagged).select_related("tag").order_by("tag__label")
    for placed in rows if tagged else []:
        tags.setdefault(placed.handling_id, []).append(placed.tag)
    return tags


def with_open_release(handlings: Iterable[Handling]) -> frozenset[UUID]:
    """Return which of these wait for a second member of oversight; no query where none of them is of oversight."""
    ids = [handling.pk for handling in handlings if handling.tip.oversight]
    waiting = Release.objects.filter(handling__in=ids, outcome=Release.Outcome.OPEN) if ids else Release.objects.none()
    return frozenset(waiting.values_list("handling", flat=True))


def vocabulary(department: Department) -> list[Tag]:
    """Return the department's tags, retired ones among them, in the order of their labels."""
    return _vocabularies.get(
        department.pk,
        department.vocabulary_version,
        lambda: list(Tag.objects.filter(department=department).order_by("label")),
    )


def _raised(handling: Handling) -> QuerySet[Escalation]:
    return handling.escalations.select_related("to_unit").order_by("step", "pk")


def _note(tip: Tip, keys: Mapping[int, bytes], note: Note, people: Mapping[UUID, Officer]) -> OpenedNote:
    return OpenedNote(
        kind=note.kind,
        kind_label=str(note.get_kind_display()),
        author=people[note.author_id],
        text=authored_text_or_none(
            keys.get(note.epoch), note.envelope, header_of(tip, Purpose.NOTE, note.pk, note.epoch), note.authorship
        ),
        at=note.at,
        precision=note.precision,
    )


def _last_release(handling: Handling) -> Release | None:
    """Return the last proposal to release the tip; one that oversight never held costs no query."""
    tip = handling.tip
    concerned = tip.oversight or tip.category_id is None
    return handling.releases.order_by("-step").first() if concerned else None


def _release(
    unlocked: Unlocked, tip: Tip, keys: Mapping[int, bytes], row: Release, people: Mapping[UUID, Officer]
) -> OpenedRelease:
    return OpenedRelease(
        id=row.pk,
        proposed_by=people[row.proposed_by_id],
        reason=authored_text_or_none(
            keys.get(row.epoch), row.reason, header_of(tip, Purpose.REASON, row.pk, row.epoch), row.authorship
        ),
        at=row.at,
        precision=row.precision,
        outcome=row.outcome,
        decided_by=people[row.decided_by_id] if row.decided_by_id else None,
        open=row.outcome == Release.Outcome.OPEN,
        mine=row.proposed_by_id == unlocked.officer.pk,
    )


def _escalation(
    unlocked: Unlocked, tip: Tip, keys: Mapping[int, bytes], row: Escalation, people: Mapping[UUID, Officer]
) -> OpenedEscalation:
    acknowledged_by, withdrawn_by = row.acknowledged_by_id, row.withdrawn_by_id
    waits = acknowledged_by is None and withdrawn_by is None
    return OpenedEscalation(
        id=row.pk,
        to_unit=row.to_unit,
        raised_by=people[row.raised_by_id] if row.raised_by_id else None,
        reason=authored_text_or_none(
            keys.get(row.epoch), row.reason, header_of(tip, Purpose.REASON, row.pk, row.epoch), row.authorship
        ),
        at=row.at,
        precision=row.precision,
        due_at=row.due_at,
        acknowledged_by=people[acknowledged_by] if acknowledged_by else None,
        acknowledged_minutes=row.acknowledged_minutes,
        withdrawn_by=people[withdrawn_by] if withdrawn_by else None,
        waits=waits,
        can_acknowledge=waits and row.to_unit_id in unlocked.unit_ids,
        can_withdraw=waits and may_withdraw(unlocked, row, unlocked.log),
    )
