"""What an officer's other keys mean for the one that is unlocked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tipline.departments.models import Unit
from tipline.keyring.log import verified
from tipline.keyring.queries import live_keys
from tipline.keyring.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What the page of one's key tells beside its code.

    `waiting_since`: a key made that day waits, and the unlocked one may put it in its place or remove it.
    `elsewhere`: units that know another key of the officer. `lost`: units that let another key in, in this one's place.
    """

    waiting_since: date | None
    elsewhere: list[Unit]
    lost: list[Unit]


def own_keys(unlocked: Unlocked) -> OwnKeys:
    """Return what stands in the key log about the officer's keys. Raises KeyLogBroken."""
    officer, kid = unlocked.officer, unlocked.secret.kid
    if officer.department is None:
        return OwnKeys(None, [], [])
    log = verified(officer.department)
    others = [key for key in live_keys(officer) if bytes(key.kid) != kid]
    waiting = [key.enrolled_on for key in others if not log.stands(bytes(key.kid))]
    units = Unit.objects.filter(department=officer.department)
    lost = [unit for unit in units if log.was_replaced(unit.pk, kid)]
    known = (log.member_key(unit.pk, officer.pk) for unit in units)
    elsewhere = [unit for unit, held in zip(units, known, strict=True) if held not in (None, kid) and unit not in lost]
    return OwnKeys(waiting[-1] if waiting and log.stands(kid) else None, elsewhere, lost)
