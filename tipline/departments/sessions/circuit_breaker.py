"""A circuit breaker before the shared cache, which is optional: without it the database alone is used."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.core.cache import BaseCache, caches

logger = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 5.0
"""After a failure the cache is not tried again for this long: each attempt can take as long as its time limit."""


class _Pause:
    until: float = 0.0


def try_cache(operation: Callable[[BaseCache], Any], *, always: bool = False) -> Any:
    """The operation's result, or None if the cache does not answer. `always`: even after a recent failure."""
    if cache_is_down() and not always:
        return None
    try:
        return operation(caches[settings.SESSION_CACHE_ALIAS])
    except Exception:
        logger.exception("sessions: the shared cache does not answer, the database goes on alone")
        _Pause.until = monotonic() + PAUSE_SECONDS
    return None


def cache_is_down() -> bool:
    return monotonic() < _Pause.until


def reset() -> None:
    _Pause.until = 0.0
