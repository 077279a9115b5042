"""Real database faults under a running server, and how to look into it from outside."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlparse

import psycopg

from tests.server import LiveServer

Fault = Callable[[LiveServer], AbstractContextManager[None]]

TABLES: Final = (
    "intake_spentform",
    "tips_tip",
    "tips_tipcontent",
    "tips_mailbox",
    "tips_tipwrap",
    "tips_message",
    "tips_history",
)
HOLD: Final = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(server: LiveServer) -> Iterator[None]:
    """Have another process write and not come to an end."""
    command = [sys.executable, "-c", HOLD, str(_file(server))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate(timeout=10)


@contextmanager
def moved_away(server: LiveServer) -> Iterator[None]:
    """Take the folder with the database away, as a disk that drops off does."""
    folder, away = _file(server).parent, _file(server).parent.with_name("away")
    folder.rename(away)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # What a server made that was started meanwhile.
        away.rename(folder)


@contextmanager
def full(server: LiveServer) -> Iterator[None]:
    """Let no file of the server's grow beyond what every database has, as a full disk does."""
    workers = [pid for pid in _processes() if _group(pid) == server.process.pid]  # type: ignore[union-attr]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in workers}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def refusing(server: LiveServer) -> Iterator[None]:
    """Have PostgreSQL end all connections to the database and take no more."""
    name = urlparse(server.environment["DATABASE_URL"]).path.removeprefix("/")
    with psycopg.connect(_address(server, "postgres"), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


ON_POSTGRESQL: Final = os.environ.get("DATABASE_URL", "").startswith("postgres")
UNREACHABLE: Final[list[Fault]] = [refusing] if ON_POSTGRESQL else [moved_away]
"""Nothing can be read and nothing stored."""
FAULTS: Final[list[Fault]] = UNREACHABLE if ON_POSTGRESQL else [locked, full, *UNREACHABLE]
"""Nothing can be stored."""


def rows(server: LiveServer) -> dict[str, int]:
    """Return how many rows each table has that a tip or a message goes into."""
    statement = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM tipline_{name}" for name in TABLES)  # noqa: S608
    if ON_POSTGRESQL:
        with psycopg.connect(server.environment["DATABASE_URL"]) as opened:
            return dict(opened.execute(statement).fetchall())
    with closing(sqlite3.connect(_file(server))) as file:
        return dict(file.execute(statement).fetchall())


def _file(server: LiveServer) -> Path:
    return server.folder / "data" / "tipline.sqlite3"


def _address(server: LiveServer, database: str) -> str:
    return urlparse(server.environment["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def _processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0
