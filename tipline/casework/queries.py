"""What officers added to a tip, opened; and whom and what they may add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from tipline.casework.models import Escalation, Note, Tag
from tipline.departments.models import Department, Officer, Unit
from tipline.envelope import Purpose
from tipline.keyring.queries import sealing_keys
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import OpenedTip
from tipline.tips.models import Tip, TipWrap
from tipline.tips.sealing import place_of, text_unless_damaged


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
    """An escalation, its reason opened, None where it is damaged.

    `can_acknowledge`: it waits for a unit of the reading officer.
    """

    id: UUID
    to_unit: Unit
    raised_by: Officer
    reason: str | None
    at: datetime
    precision: int
    due_at: datetime | None
    acknowledged_by: Officer | None
    acknowledged_minutes: int | None
    can_acknowledge: bool


@dataclass(frozen=True, slots=True)
class Casework:
    """All that officers added to one tip."""

    notes: list[OpenedNote] = field(repr=False)
    escalations: list[OpenedEscalation] = field(repr=False)
    tags: list[Tag]


def opened_casework(unlocked: Unlocked, opened: OpenedTip) -> Casework:
    """Open the notes and reasons of an opened tip, oldest first; a damaged one hides no other."""
    tip, key = opened.tip, opened.work_key
    return Casework(
        notes=[_note(tip, key, note) for note in tip.notes.select_related("author").order_by("tip_version", "pk")],
        escalations=[
            _escalation(unlocked, tip, key, row)
            for row in tip.escalations.select_related("to_unit", "raised_by", "acknowledged_by").order_by(
                "tip_version", "pk"
            )
        ],
        tags=list(Tag.objects.filter(tip_tags__tip=tip).order_by("label")),
    )


def tags_for(department: Department) -> QuerySet[Tag]:
    """Return the tags that officers of the department may put on a tip."""
    return Tag.objects.filter(department=department, active=True).order_by("label")


def members_of(tip: Tip) -> QuerySet[Officer]:
    """Return the officers who can open the tip now: those whose current key holds a grant of a unit that holds it."""
    units = TipWrap.objects.filter(tip=tip, kind=TipWrap.Kind.TIP, epoch=F("tip__epoch")).values("unit")
    grants = {"keys__retired": False, "keys__grants__unit_key__unit__in": units}
    return (
        Officer.objects.filter(department=tip.department_id, is_active=True, **grants).distinct().order_by("username")
    )


def units_to_escalate_to(unlocked: Unlocked, tip: Tip) -> list[Unit]:
    """Return the department's units that take tips, have a key, and have no escalation of this tip open.

    Units of the officer are left out; one that holds the tip without them is not.
    """
    waiting = Escalation.objects.filter(tip=tip, acknowledged_by=None).values("to_unit")
    others = Unit.objects.filter(department=tip.department_id).exclude(pk__in=waiting).exclude(pk__in=unlocked.unit_ids)
    units = [unit for unit in others if unit.takes_tips]
    with_key = {key.unit for key in sealing_keys(tip.department, units)}
    return [unit for unit in units if unit.pk in with_key]


def open_escalations(unlocked: Unlocked, tips: Iterable[Tip]) -> dict[UUID, Escalation]:
    """Return, by tip, the earliest escalation that waits for one of the officer's units; one query for a page."""
    rows = Escalation.objects.filter(
        tip__in=[tip.pk for tip in tips], to_unit__in=unlocked.unit_ids, acknowledged_by=None
    )
    found: dict[UUID, Escalation] = {}
    for row in rows.select_related("to_unit").order_by("due_at"):
        found.setdefault(row.tip_id, row)
    return found


def _note(tip: Tip, key: bytes, note: Note) -> OpenedNote:
    return OpenedNote(
        kind=note.kind,
        kind_label=str(note.get_kind_display()),
        author=note.author,
        text=text_unless_damaged(key, note.envelope, place_of(tip, Purpose.NOTE, note.pk, note.epoch)),
        at=note.at,
        precision=note.precision,
    )


def _escalation(unlocked: Unlocked, tip: Tip, key: bytes, row: Escalation) -> OpenedEscalation:
    return OpenedEscalation(
        id=row.pk,
        to_unit=row.to_unit,
        raised_by=row.raised_by,
        reason=text_unless_damaged(key, row.reason, place_of(tip, Purpose.REASON, row.pk, row.epoch)),
        at=row.at,
        precision=row.precision,
        due_at=row.due_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_minutes=row.acknowledged_minutes,
        can_acknowledge=row.acknowledged_by_id is None and row.to_unit_id in unlocked.unit_ids,
    )
