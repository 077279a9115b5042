"""The demonstration as `make demo` builds it, in its own file: nothing is readable in it, and it can be deleted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.demo.words import phrases
from tests.server import LiveServer
from tipline.demo.reset import ResetRefused, reset

OPEN, CLOSED = 20, 6


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> LiveServer:
    folder = tmp_path_factory.mktemp("demo")
    sqlite = {"DATABASE_URL": "sqlite:///" + str(folder / "data" / "tipline.sqlite3"), "REDIS_URL": ""}
    live = LiveServer(folder=folder, extra=sqlite)
    live.run("migrate", "--verbosity", "0")
    live.run("demo", "--open", str(OPEN), "--closed", str(CLOSED))
    return live


def database(live: LiveServer) -> Path:
    return live.folder / "data" / "tipline.sqlite3"


def every_byte(live: LiveServer) -> bytes:
    return b"\x00".join(path.read_bytes() for path in sorted(live.folder.rglob("*")) if path.is_file())


def test_no_file_contains_a_line_of_a_tip(built: LiveServer) -> None:
    haystack = every_byte(built)
    assert b"Riverton Police Department" in haystack
    assert "Evaluación de amenazas".encode() in haystack
    assert [phrase for phrase in phrases(OPEN, CLOSED) if phrase in haystack] == []


def test_no_row_contains_a_line_of_a_tip(built: LiveServer) -> None:
    with sqlite3.connect(database(built)) as opened:
        opened.text_factory = bytes
        tables = [name.decode() for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in opened.execute(f'SELECT * FROM "{table}"')]  # noqa: S608
    cells = b"\x00".join(cell for row in rows for cell in row if isinstance(cell, bytes))
    assert b"Riverton Police Department" in cells
    assert [phrase for phrase in phrases(OPEN, CLOSED) if phrase in cells] == []


def test_a_second_process_builds_nothing(built: LiveServer) -> None:
    before = database(built).read_bytes()
    printed = built.run("demo")
    assert "Building" not in printed
    assert "http://localhost:8000/en/riverton/" in printed
    assert database(built).read_bytes() == before


def test_a_database_that_is_not_the_demonstrations_is_not_deleted() -> None:
    with pytest.raises(ResetRefused):
        reset()


def test_a_reset_deletes_the_data_and_the_keys_and_nothing_else(built: LiveServer) -> None:
    (built.folder / "keys" / "kept.txt").write_text("not ours")
    built.run("tick", "--once")
    (built.folder / "keys" / "receipts-2026-03-10.key").write_text("ours")
    assert (built.folder / "keys" / "audit.heads").exists()
    built.run("demo", "--reset")
    assert not database(built).exists()
    assert [path.name for path in (built.folder / "keys").iterdir()] == ["kept.txt"]
