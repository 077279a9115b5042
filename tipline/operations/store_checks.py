"""System checks of `check --deploy`: PostgreSQL and Redis lose nothing and log nothing they should not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from redis import Redis, RedisError

DURABLE: Final = {"fsync": ("on",), "full_page_writes": ("on",)}
"""Without these a power cut can lose a tip whose receipt was shown."""

QUIET: Final = {
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_min_error_statement": ("fatal", "panic"),
    "log_min_messages": ("log", "fatal", "panic"),
    "log_error_verbosity": ("terse",),
    "log_parameter_max_length_on_error": ("0",),
}
"""Otherwise the server's log quotes statements, which hold what the database holds, and when it came."""

IN_MEMORY: Final = {"save": ("",), "appendonly": ("no",)}

HINT: Final = "See deploy/{name}: set {wanted}, and start the server anew."


@register(Tags.database, deploy=True)
def check_stores(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite and the memory cache have nothing to check."""
    if not kwargs.get("databases"):
        return []
    return [*_postgresql(), *_redis()]


def _postgresql() -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    return postgresql_faults(postgresql_settings())


def postgresql_settings() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*DURABLE, *QUIET]])
        return dict(cursor.fetchall())


def postgresql_faults(found: Mapping[str, str]) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    if wanted := _unlike(DURABLE, found):
        words = "PostgreSQL can lose tips in a power cut."
        faults.append(Error(words, hint=HINT.format(name="postgresql.conf", wanted=wanted), id="tipline.E009"))
    if wanted := _unlike(QUIET, found):
        words = "PostgreSQL writes statements or what is in them to its log."
        faults.append(checks.Warning(words, hint=HINT.format(name="postgresql.conf", wanted=wanted), id="tipline.W002"))
    return faults


def _redis() -> list[CheckMessage]:
    if not settings.REDIS_URL:
        return []
    try:
        with Redis.from_url(settings.REDIS_URL, decode_responses=True, socket_timeout=5) as server:
            server.ping()
            found = server.config_get(*IN_MEMORY)
    except RedisError:
        hint = "Start it, let the service's user reach it (Unix socket: group redis), and look at REDIS_URL."
        return [Error("Redis does not answer, or not to this user.", hint=hint, id="tipline.E010")]
    return redis_faults(found)


def redis_faults(found: Mapping[str, str]) -> list[CheckMessage]:
    wanted = _unlike(IN_MEMORY, found)
    if not wanted:
        return []
    hint = HINT.format(name="redis.conf", wanted=wanted)
    return [checks.Warning("Redis writes officers' sessions to disk.", hint=hint, id="tipline.W003")]


def _unlike(wanted: Mapping[str, tuple[str, ...]], found: Mapping[str, str]) -> str:
    wrong = [name for name, values in wanted.items() if found.get(name, values[0]) not in values]
    return ", ".join(f"{name}={wanted[name][0] or repr('')}" for name in wrong)
