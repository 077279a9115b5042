"""Sessions in the database, read through the shared cache; where the cache is gone, the database answers alone."""

from __future__ import annotations

from typing import Any, Final

from tipline.departments.sessions.hashing import HashedKeys, hashed
from tipline.departments.sessions.reach import attempted

KEY_PREFIX: Final = "session-"
REMEMBERED_SECONDS: Final = 60
"""No longer, so that a session that was ended while the cache could not be reached is not found there afterwards."""


class SessionStore(HashedKeys):
    """A write-through store with hashed keys in both places."""

    @property
    def cache_key(self) -> str:
        """The key in the cache: a prefix and the hash."""
        return KEY_PREFIX + hashed(self._get_or_create_session_key())  # type: ignore[attr-defined]

    def load(self) -> dict[str, Any]:
        """Return the session's data, from the database where the cache knows nothing of it."""
        remembered: dict[str, Any] | None = attempted(lambda cache: cache.get(self.cache_key))
        if remembered is not None:
            return remembered
        row = self._get_session_from_db()
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        self._remember(data, self.get_expiry_age(expiry=row.expire_date))
        return data

    def save(self, must_create: bool = False) -> None:
        """Store the session in both places."""
        super().save(must_create)
        self._remember(self._session, self.get_expiry_age())  # type: ignore[attr-defined]

    def delete(self, session_key: str | None = None) -> None:
        """Remove the session of that key, or this one, from both places."""
        key = session_key or self.session_key
        if key is None:
            return
        super().delete(key)
        attempted(lambda cache: cache.delete(KEY_PREFIX + hashed(key)), always=True)

    def _remember(self, data: dict[str, Any], seconds_left: int) -> None:
        span = min(REMEMBERED_SECONDS, seconds_left)
        attempted(lambda cache: cache.set(self.cache_key, data, span))
