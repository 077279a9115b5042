"""Each process caches the departments' configuration, and invalidates its cache with every change that it makes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import F

from tipline.departments.models import Department

Value = TypeVar("Value")


class _Changes:
    count: int = 0


def configuration_version() -> int:
    """Grows with each change: what was cached under an older version is out of date."""
    return _Changes.count


def invalidate_configuration() -> None:
    """The next request reads the departments again. Other processes see the change after half a minute at most."""
    _Changes.count += 1


def count_vocabulary_change(department_id: UUID) -> None:
    """In every process, what was cached of the department's tags and of its categories' order is out of date."""
    Department.objects.filter(pk=department_id).update(vocabulary_version=F("vocabulary_version") + 1)


class VersionedCache(Generic[Value]):
    """One value for each owner, read again when its version changed or a department's configuration did.

    The version is what the value depends on: the head of a key log, or a count of changes.
    """

    def __init__(self) -> None:
        self._configuration = configuration_version()
        self._values: dict[Hashable, tuple[Hashable, Value]] = {}

    def get(self, owner: Hashable, version: Hashable, read: Callable[[], Value]) -> Value:
        if self._configuration != configuration_version():
            self._values, self._configuration = {}, configuration_version()
        known = self._values.get(owner)
        if known is None or known[0] != version:
            known = self._values[owner] = (version, read())
        return known[1]
