"""A memory cache that records everything ever put into it, for searching."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache

FOLDER = "cache"


class RecordedCache(LocMemCache):
    """Django's own, with a file beside it: each key and each pickled value as it was set."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        folder = Path(settings.DATA_DIR) / FOLDER
        folder.mkdir(exist_ok=True)
        self.record = folder / f"{re.sub(r'[^a-z]', '', name)}-{os.getpid()}"

    def _set(self, key: str, value: bytes, timeout: Any = None) -> None:
        with self.record.open("ab") as record:
            record.write(key.encode() + b"\0" + value + b"\n")
        super()._set(key, value, timeout)  # type: ignore[misc]
