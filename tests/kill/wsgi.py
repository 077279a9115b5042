"""The project's application, whose server is killed at a chosen step of a request: this module's doing, no hook of it.

A step is a statement or a COMMIT. `X-Kill: before 7` kills before the eighth step; `X-Steps` tells which there were.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.urls import get_resolver

from config.wsgi import application as project

Result = TypeVar("Result")


class _Request(threading.local):
    """The request that this thread works on: its steps so far, and the one at which it ends."""

    steps: list[str] = []
    fatal = ""


REQUEST = _Request()


def _step(name: str, take: Callable[[], Result]) -> Result:
    number = len(REQUEST.steps)
    REQUEST.steps.append(name)
    _die_at(f"before {number}")
    result = take()
    _die_at(f"after {number}")
    return result


def _die_at(moment: str) -> None:
    if moment == REQUEST.fatal:
        os.killpg(os.getpgrp(), signal.SIGKILL)
        signal.pause()


def _statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    verb, table = sql.split(maxsplit=1)[0], sql.split('"', 2)[1] if '"' in sql else ""
    return _step(f"{verb} {table}".strip(), lambda: execute(sql, params, many, context))


def _watch(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _statement in connection.execute_wrappers:
        return
    connection.execute_wrappers.append(_statement)
    commit = connection._commit  # type: ignore[attr-defined]
    connection._commit = lambda: _step("COMMIT", commit)  # type: ignore[attr-defined]


def _stored() -> bytes:
    from benchmarks.kills.stored import stored

    try:
        return json.dumps(asdict(stored())).encode()
    finally:
        connection.close()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the project does, or die; and tell at one address of its own whether what is stored is whole."""
    REQUEST.steps, REQUEST.fatal = [], environ.get("HTTP_X_KILL", "")
    if environ["PATH_INFO"] == "/stored":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [_stored()]

    def counted(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        return start_response(status, [*headers, ("X-Steps", json.dumps(REQUEST.steps))], *error)

    return project(environ, counted)


# Loads every view now, once for all the servers that are forked from here, and not at the first request of each.
assert get_resolver().url_patterns
connection_created.connect(_watch)
