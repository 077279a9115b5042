"""Move a tip to oversight, when it turns out to be about an officer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from tipline.casework.actions.note import store_note
from tipline.casework.errors import UnitNotThere
from tipline.casework.models import WAITING, Note, Release
from tipline.casework.text import checked
from tipline.keyring.queries import SealingKey, oversight_units, sealing_keys
from tipline.keyring.unlocked import Unlocked
from tipline.tips.actions import acting_on, advance, renew_keys
from tipline.tips.integrity import withhold
from tipline.tips.models import Handling, History, Status, Tip, TipWrap

STAYS = frozenset({Status.NEW, Status.WAITING})


def move_to_oversight(
    *,
    unlocked: Unlocked,
    tip_id: UUID,
    expected_version: int,
    reason: str,
    unit_ids: Collection[UUID] = (),
    at: datetime,
) -> int:
    """Give the tip to oversight units alone, under new keys, for a sealed reason. Returns the tip's new version.

    To those of `unit_ids`, or to all that have a key; a tip of oversight goes to others of them when one of theirs is
    concerned. Nobody else reads on, not even who moved it, and nothing in clear says whom it is about. Category and
    language are withheld from now on, nobody works on it, what waits elsewhere waits no more, and it is open again.
    Raises TipNotFound, StaleTip, TextRefused, TipDamaged, UnitNotThere (not an oversight unit with a key, or those that
    hold it alone already).
    """
    reason = checked(reason)
    with acting_on(unlocked=unlocked, tip_id=tip_id, expected_version=expected_version) as handling:
        tip = handling.tip
        units = _units(tip, unit_ids)
        tip.oversight, tip.category, tip.language = True, None, ""
        handling.assignee = None
        withhold(tip)
        work_key = renew_keys(unlocked=unlocked, tip=tip, units=units).work
        tip.save(update_fields=["oversight", "category", "language", "epoch"])
        waits = _end_what_waits(handling, unlocked, {key.unit for key in units})
        status = _status(handling, waits=waits)
        if status != Status.CLOSED:
            handling.disposition = ""
        advance(
            handling=handling,
            action=History.Action.MOVED_TO_OVERSIGHT,
            actor=unlocked.officer,
            at=at,
            to_status=status,
            subjects=sorted(key.unit for key in units),
        )
        store_note(
            handling=handling, work_key=work_key, kind=Note.Kind.MOVE, text=reason, author=unlocked.officer, at=at
        )
        return handling.version


def _units(tip: Tip, wanted: Collection[UUID]) -> Sequence[SealingKey]:
    known = oversight_units(tip.department)
    if not known.issuperset(wanted):
        raise UnitNotThere
    found = sealing_keys(tip.department, wanted or known)
    here = set(TipWrap.objects.filter(tip=tip, kind=TipWrap.Kind.CASE, epoch=tip.epoch).values_list("unit", flat=True))
    if not found or len(found) < len(set(wanted)) or (tip.oversight and here == {key.unit for key in found}):
        raise UnitNotThere
    return found


def _end_what_waits(handling: Handling, unlocked: Unlocked, holding: Collection[UUID]) -> bool:
    """End proposals to release it, and escalations to units that no longer hold it; tell whether one still waits."""
    decided = {"outcome": Release.Outcome.WITHDRAWN, "decided_by": unlocked.officer}
    handling.releases.filter(outcome=Release.Outcome.OPEN).update(**decided)
    waiting = handling.escalations.filter(WAITING)
    waiting.exclude(to_unit__in=holding).update(withdrawn_by=unlocked.officer, due_at=None)
    return waiting.exists()


def _status(handling: Handling, *, waits: bool) -> Status:
    """Return where the tip stands with who reads it now: what was decided or given to somebody is open again."""
    if handling.status in STAYS or (handling.status == Status.ESCALATED and waits):
        return Status(handling.status)
    return Status.IN_REVIEW
