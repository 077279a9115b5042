from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone


def hashed(key: str) -> str:
    """40 hexadecimal digits of SHA-256."""
    return hashlib.sha256(b"tipline session\x00" + key.encode()).hexdigest()[:40]


class HashedKeys(DatabaseStore):
    """Django's database store, with the hash of the key in place of the key."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        now = timezone.now()
        row = self.model.objects.filter(session_key=hashed(self.session_key or ""), expire_date__gt=now).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=hashed(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=hashed(key)).delete()
