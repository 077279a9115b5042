"""How often signing in may fail: five times in fifteen minutes for a name (CJIS AC-7), twenty for a client."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from tipline.limits.buckets import over_limit

BY_NAME: Final = ("sign-in-name", "5/15m")
BY_CLIENT: Final = ("sign-in-client", "20/15m")


def wait_for(request: HttpRequest, name: str) -> int | None:
    """Return the seconds to wait before this name or client may try again, None when it may now."""
    by_name = over_limit(request, *BY_NAME, key=_marked(name), count=False)
    by_client = over_limit(request, *BY_CLIENT, count=False)
    waits = [wait for wait in (by_name, by_client) if wait is not None]
    return max(waits, default=None)


def count_failure(request: HttpRequest, name: str) -> None:
    """Count one failed sign-in against the name and the client."""
    over_limit(request, *BY_NAME, key=_marked(name))
    over_limit(request, *BY_CLIENT)


def _marked(name: str) -> str:
    return name.strip().lower()[:150]
