"""Append-only tables, enforced by triggers on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RAISES: Final = "BEGIN RAISE EXCEPTION 'append only'; END"

SQLITE_RAISES: Final = "BEGIN SELECT RAISE(ABORT, 'append only'); END"

Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]


def append_only(*tables: str) -> migrations.RunPython:
    """A migration operation: UPDATE and DELETE on these tables raise a database error from then on."""
    return migrations.RunPython(_each(tables, _forbid), _each(tables, _allow))


def trigger_faults(tables: Iterable[str]) -> list[str]:
    """In words: which triggers of these tables are missing, and which triggers of any table are not ours.

    A foreign trigger could drop what was just recorded and leave nothing to find.
    """
    wanted = {name for table in tables for name in _names(table)}
    found = _found()
    faults = [f"the trigger {name} is gone" for name in sorted(wanted - found.keys())]
    return faults + [f"the trigger {name} is none of ours" for name, ours in sorted(found.items()) if not ours]


def _names(table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"{table}_no_update", f"{table}_no_delete"]
    return [f"{table}_append_only"]


def _found() -> dict[str, bool]:
    """Every trigger of the database by name, and whether it does what ours do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {name: sql.endswith(SQLITE_RAISES) for name, sql in cursor.fetchall()}
        cursor.execute(
            "SELECT t.tgname, p.prosrc, t.tgenabled FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal"
        )
        return {name: source.strip() == RAISES and enabled == "O" for name, source, enabled in cursor.fetchall()}


def _each(tables: tuple[str, ...], apply: Callable[[BaseDatabaseSchemaEditor, str], None]) -> Step:
    def step(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            apply(schema_editor, table)

    return step


def _forbid(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    if editor.connection.vendor == "sqlite":
        for operation in ("update", "delete"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{operation} BEFORE {operation.upper()} ON {table} {SQLITE_RAISES}"
            )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION tipline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ {RAISES} $$"
    )
    editor.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tipline_append_only()"
    )


def _allow(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    if editor.connection.vendor == "sqlite":
        for operation in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{operation}")
        return
    editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
