"""Somebody who controls the database: no triggers stop them, but the folder of keys is out of reach."""

from __future__ import annotations

from django.db import connection


def lift_triggers() -> list[str]:
    """Drop every append-only trigger; return the statements that put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            for name, _ in found:
                cursor.execute(f"DROP TRIGGER {name}")
            return [sql for _, sql in found]
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
        found = cursor.fetchall()
        for name, table, _ in found:
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        return [sql for *_, sql in found]


def write(sql: str, *values: object) -> None:
    """Run a statement as the writer of the database does."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def cut_off(after: int) -> None:
    """Remove every link after a position with its event, and every checkpoint there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id FROM tipline_audit_link WHERE position > %s", [after])
        events = [row[0] for row in cursor.fetchall()]
    write("DELETE FROM tipline_audit_checkpoint WHERE position > %s", after)
    write("DELETE FROM tipline_audit_link WHERE position > %s", after)
    for event in events:
        write("DELETE FROM tipline_audit_event WHERE id = %s", event)


def drop_unique(table: str, column: str) -> None:
    """Let a column hold the same value twice."""
    if connection.vendor == "postgresql":
        name = f"{table}_{column}_key"
        write(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        made = cursor.fetchone()[0].replace(f'"{column}" char(32) NOT NULL UNIQUE', f'"{column}" char(32) NOT NULL')
    write("PRAGMA writable_schema = ON")
    write("UPDATE sqlite_master SET sql = %s WHERE name = %s", made, table)
    write("DELETE FROM sqlite_master WHERE name LIKE %s AND tbl_name = %s", "sqlite_autoindex_%", table)
    write("PRAGMA writable_schema = RESET")
