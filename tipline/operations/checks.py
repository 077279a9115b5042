"""System checks: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from tipline.departments.models import Department, time_zones
from tipline.http.middleware import Headers, Security
from tipline.keyring.errors import KeyLogBroken, KeyringError
from tipline.keyring.log import verified
from tipline.keyring.service_key import load_service_key


@register(Tags.security)
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What can be checked without the database."""
    return [*_proxies(), *_processes(), *_time_zones(), *_keys_folder(), *_csrf(), *_security()]


@register(Tags.database)
def check_departments(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The database against the files outside it. Before the first migration there is nothing to check."""
    if not kwargs.get("databases"):
        return []
    try:
        departments = list(Department.objects.filter(key_log__isnull=False).distinct())
    except DatabaseError:
        return []
    return [*_roots(departments), *_service_key(departments)]


def _proxies() -> list[CheckMessage]:
    if settings.TIPLINE_TRUSTED_PROXIES >= 0:
        return []
    return [
        Error(
            "TIPLINE_TRUSTED_PROXIES is negative.",
            hint="Set it to the number of your own proxies in front of this server: 0 without one.",
            id="tipline.E001",
        )
    ]


def _processes() -> list[CheckMessage]:
    on_sqlite = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    if settings.TIPLINE_PROCESSES < 1:
        return [Error("TIPLINE_PROCESSES is below 1.", hint="Set it to the number of workers.", id="tipline.E002")]
    if settings.TIPLINE_PROCESSES > 1 and on_sqlite:
        return [
            Error(
                "SQLite is served by one process.",
                hint="Leave TIPLINE_PROCESSES at 1, or set DATABASE_URL to a PostgreSQL database and REDIS_URL.",
                id="tipline.E003",
            )
        ]
    return []


def _time_zones() -> list[CheckMessage]:
    if "America/New_York" in time_zones():
        return []
    return [
        Error(
            "There is no time zone data on this machine.",
            hint="Install the system's tzdata package (Debian: apt install tzdata).",
            id="tipline.E004",
        )
    ]


def _keys_folder() -> list[CheckMessage]:
    folder = Path(settings.TIPLINE_KEYS_DIR)
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        return []  # It is made with the first department; the check of the departments misses what should be in it.
    except OSError:
        return [Error("The folder of keys cannot be read.", hint="Let the service's user own it.", id="tipline.E005")]
    if mode & 0o077:
        hint = "Run `chmod 700` on the folder that TIPLINE_KEYS names (by default: keys in TIPLINE_DATA)."
        return [Error("The folder of keys is open to others on this machine.", hint=hint, id="tipline.E006")]
    return []


def _csrf() -> list[CheckMessage]:
    if _has_middleware(CsrfViewMiddleware):
        return []
    hint = "Put tipline.desk.middleware.DeskCsrfMiddleware back into MIDDLEWARE."
    return [Error("Forms of the desk are not protected against forgery.", hint=hint, id="tipline.E008")]


def _security() -> list[CheckMessage]:
    if _has_middleware(Headers) and _has_middleware(Security):
        return []
    hint = "Put Headers and Security of tipline.http.middleware back into MIDDLEWARE."
    return [Error("Security headers or the redirect to HTTPS are missing.", hint=hint, id="tipline.E011")]


def _has_middleware(wanted: type) -> bool:
    middleware = (import_string(path) for path in settings.MIDDLEWARE)
    return any(isinstance(part, type) and issubclass(part, wanted) for part in middleware)


def _roots(departments: list[Department]) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for department in departments:
        try:
            verified(department)
        except KeyLogBroken as error:
            messages.append(
                Error(
                    f"The key log of {department.slug} does not verify: {error.reason}.",
                    hint="Put back the .root file from the copy of the folder of keys; if it is there, stop the "
                    "service: the database was changed. Nothing is sealed or granted until it verifies.",
                    id="tipline.E007",
                )
            )
    return messages


def _service_key(departments: list[Department]) -> list[CheckMessage]:
    if not departments:
        return []
    try:
        load_service_key()
    except KeyringError:
        return [
            Error(
                "The service key is missing or damaged.",
                hint="Put back service.key from the copy of the folder of keys. Without it no tip is taken.",
                id="tipline.E012",
            )
        ]
    return []
