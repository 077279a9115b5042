"""Whether the shared cache answers. Nothing depends on it: what does not get through to it is left to the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.core.cache import BaseCache, caches

logger = logging.getLogger(__name__)

LEFT_ALONE_SECONDS: Final = 5.0
"""So long it is not asked again after it failed: each asking can take as long as its time limit."""


class _Silence:
    """Until when this process leaves the cache alone."""

    until: float = 0.0


def attempted(deed: Callable[[BaseCache], Any], *, always: bool = False) -> Any:
    """Do something with the shared cache and return what came of it; None where it does not answer.

    `always` is for what should get through although the cache did not answer a moment ago.
    """
    if is_out_of_reach() and not always:
        return None
    try:
        return deed(caches[settings.SESSION_CACHE_ALIAS])
    except Exception:
        logger.exception("sessions: the shared cache does not answer, the database goes on alone")
        _Silence.until = monotonic() + LEFT_ALONE_SECONDS
    return None


def is_out_of_reach() -> bool:
    """Tell whether the shared cache failed to answer this process a moment ago."""
    return monotonic() < _Silence.until


def ask_again() -> None:
    """Have the next request ask the cache, whatever happened before."""
    _Silence.until = 0.0
