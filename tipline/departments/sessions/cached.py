"""Sessions in the database, read through the shared cache; without the cache, from the database alone."""

from __future__ import annotations

from typing import Any, Final

from tipline.departments.sessions.circuit_breaker import try_cache
from tipline.departments.sessions.hashing import HashedKeys, hashed

KEY_PREFIX: Final = "session-"
CACHE_SECONDS: Final = 60
"""Short, so that a session that ended while the cache was down is not found there later."""


class SessionStore(HashedKeys):
    @property
    def cache_key(self) -> str:
        return KEY_PREFIX + hashed(self._get_or_create_session_key())  # type: ignore[attr-defined]

    def load(self) -> dict[str, Any]:
        cached: dict[str, Any] | None = try_cache(lambda cache: cache.get(self.cache_key))
        if cached is not None:
            return cached
        row = self._get_session_from_db()
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._cache(data, self.get_expiry_age(expiry=row.expire_date))
        return data

    def save(self, must_create: bool = False) -> None:
        super().save(must_create)
        self._cache(self._session, self.get_expiry_age())  # type: ignore[attr-defined]

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        super().delete(key)
        try_cache(lambda cache: cache.delete(KEY_PREFIX + hashed(key)), always=True)

    def _cache(self, data: dict[str, Any], seconds_left: int) -> None:
        span = min(CACHE_SECONDS, seconds_left)
        try_cache(lambda cache: cache.set(self.cache_key, data, span))
