"""Rows of several tables stored together, in one statement where the database can: statements are what costs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection, models, transaction


def insert_together(*groups: Sequence[models.Model]) -> None:
    """Insert new rows, a group for each table, all of them or none. Raises IntegrityError.

    PostgreSQL takes them as one statement of data-modifying CTEs (manual, 7.8.4), which commits by itself; references
    among the rows are checked at its end. SQLite has no such statement and takes them in one transaction.
    """
    inserts = [(_insert(type(rows[0]), len(rows)), _values(rows)) for rows in groups if rows]
    with _whole(), connection.cursor() as cursor:
        for sql, values in _joined(inserts):
            cursor.execute(sql, values)
    for row in (row for rows in groups for row in rows):
        row._state.adding, row._state.db = False, connection.alias


def _joined(inserts: list[tuple[str, list[Any]]]) -> list[tuple[str, list[Any]]]:
    if not _in_one():
        return inserts
    *before, last = (sql for sql, _ in inserts)
    parts = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(before))
    return [(f"WITH {parts} {last}" if parts else last, [value for _, values in inserts for value in values])]


def _whole() -> AbstractContextManager[Any]:
    return nullcontext() if _in_one() and not connection.in_atomic_block else transaction.atomic()


def _in_one() -> bool:
    return connection.vendor == "postgresql"


@lru_cache(maxsize=128)
def _insert(model: type[models.Model], count: int) -> str:
    name, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(name(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 - no value is in it


def _values(rows: Sequence[models.Model]) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in row._meta.concrete_fields
    ]
