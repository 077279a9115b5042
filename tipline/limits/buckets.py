"""Rate limits, counted in this process only."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
from time import sleep
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from tipline.limits.addresses import client_mark, wider_marks

logger = logging.getLogger(__name__)

RATE: Final = re.compile(r"(\d+)/(\d+[smhd])")
FAILED_PAUSE_SECONDS: Final = 1.0

# What callers pass as a key (a typed name) is kept no more readable than an address, for as long as the process runs.
_PROCESS_KEY: Final = os.urandom(32)


def over_limit(
    request: HttpRequest,
    bucket: str,
    rate: str,
    key: str | None = None,
    *,
    count: bool = True,
    fail_open: bool = False,
) -> int | None:
    """The seconds to wait, or None.

    `rate` is like "12/10m" and is divided by the number of processes. Without a `key` the client is counted, and its
    wider networks at wider rates; a client that cannot be told apart is not counted. `count=False` only looks whether
    one more would be too many. If counting fails, nobody is refused: a tip (`fail_open`) passes at once, anything else
    after a pause.
    """
    value = client_mark(request) if key is None else _marked(key)
    if value is None:
        return None
    for mark, times in [(value, 1), *(wider_marks(request) if key is None else ())]:
        usage = _usage(request, bucket, mark, _share(rate, times), count)
        if usage is None:
            if not fail_open:
                sleep(FAILED_PAUSE_SECONDS)
            return None
        # Who is refused is counted no further: a neighbour is not to pay for them.
        if (wait := _wait(usage, count)) is not None:
            return wait
    return None


def _usage(request: HttpRequest, bucket: str, mark: str, share: str, count: bool) -> dict[str, Any] | None:
    try:
        usage: dict[str, Any] = get_usage(request, group=bucket, key=lambda *_: mark, rate=share, increment=count)
    except Exception:
        logger.exception("limits: a count failed")
        return None
    return usage if usage["time_left"] >= 0 else None


def _wait(usage: dict[str, Any], count: bool) -> int | None:
    full = usage["count"] > usage["limit"] if count else usage["count"] >= usage["limit"]
    return max(1, int(usage["time_left"])) if full else None


def _share(rate: str, times: int = 1) -> str:
    parts = RATE.fullmatch(rate)
    if parts is None:
        raise ValueError("a rate is such as 12/10m")
    return f"{max(1, int(parts[1]) * times // settings.TIPLINE_PROCESSES)}/{parts[2]}"


def _marked(key: str) -> str:
    return hmac.new(_PROCESS_KEY, key.encode(errors="replace"), hashlib.sha256).hexdigest()
