"""Tables that are only ever added to, enforced by the database itself on both engines."""

from __future__ import annotations

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]


def append_only(*tables: str) -> migrations.RunPython:
    """Return the migration step after which UPDATE and DELETE on each of the tables raise a database error."""
    return migrations.RunPython(_each(tables, _forbid), _each(tables, _allow))


def _each(tables: tuple[str, ...], act: Callable[[BaseDatabaseSchemaEditor, str], None]) -> Step:
    def step(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            act(schema_editor, table)

    return step


def _forbid(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    if editor.connection.vendor == "sqlite":
        for deed in ("update", "delete"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append only'); END"
            )
        return
    editor.execute(
        "CREATE OR REPLACE FUNCTION tipline_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append only'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tipline_append_only()"
    )


def _allow(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    if editor.connection.vendor == "sqlite":
        for deed in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
        return
    editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
