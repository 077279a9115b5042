"""What goes with a key that counts no more: what it had unlocked, its grants, and the ways to open it."""

from __future__ import annotations

from collections.abc import Sequence

from tipline.departments.models import Officer
from tipline.keyring.log import LogState
from tipline.keyring.models import EnrolledKey, Grant, UnlockedKey, UnlockMethod
from tipline.keyring.queries import live_keys


def retire_keys(keys: Sequence[EnrolledKey]) -> None:
    """Lock these keys everywhere and for good. Their public halves stay: the log may name them."""
    UnlockedKey.objects.filter(key__in=keys).delete()
    UnlockMethod.objects.filter(key__in=keys).delete()
    Grant.objects.filter(officer_key__in=keys).delete()
    EnrolledKey.objects.filter(pk__in=[key.pk for key in keys]).update(retired=True)


def drop_replaced(officer: Officer, log: LogState) -> None:
    """Delete the grants of units at which another key took the place, and retire the keys that the log retired."""
    for key in live_keys(officer):
        kid = bytes(key.kid)
        units = [unit for unit in log.units() if log.was_replaced(unit, kid)]
        Grant.objects.filter(officer_key=key, unit_key__unit__in=units).delete()
        if log.is_retired(kid):
            retire_keys([key])
