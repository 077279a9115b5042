"""Each process caches the departments' configuration, and invalidates its cache with every change that it makes."""

from __future__ import annotations


class _Changes:
    count: int = 0


def configuration_version() -> int:
    """Grows with each change: what was cached under an older version is out of date."""
    return _Changes.count


def invalidate_configuration() -> None:
    """The next request reads the departments again. Other processes see the change after half a minute at most."""
    _Changes.count += 1
