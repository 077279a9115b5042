"""Every test starts with empty caches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import translation

from tipline.departments.invalidation import invalidate_configuration
from tipline.limits.guesses import forget_guesses


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    for po in Path(settings.LOCALE_PATHS[0]).rglob("*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    invalidate_configuration()
    translation.activate("en")
    caches["default"].clear()
    caches["limits"].clear()
    forget_guesses()
    yield
    invalidate_configuration()


@pytest.fixture(scope="session", autouse=True)
def _keys_folder() -> None:
    settings.TIPLINE_KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _no_heads_of_another_database(_keys_folder: None) -> None:
    for path in Path(settings.TIPLINE_KEYS_DIR).glob("audit.*"):
        path.unlink()


@pytest.fixture(autouse=True)
def _append_only_lifted_for_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test on real transactions is cleaned up by deleting rows, which the append-only triggers of SQLite refuse."""
    yield
    if "transactional_db" not in request.fixturenames or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _sql in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
