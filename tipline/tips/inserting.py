"""Rows of several tables stored together, in one statement where the database can: statements are what costs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any, Final
from uuid import UUID

from django.db import connection, models, transaction

Table = tuple[type[models.Model], int]
"""A model and how many rows of it."""

_NATIVE: Final = frozenset({bool, bytes, datetime, int, str, type(None), UUID})
"""What psycopg takes as it is: to ask the fields takes longer than to send the row."""


def insert_together(*groups: Sequence[models.Model]) -> None:
    """Insert new rows, a group for each table, all of them or none. Raises IntegrityError.

    PostgreSQL takes them as one statement of data-modifying CTEs (manual, 7.8.4), which commits by itself; references
    among the rows are checked at its end. SQLite has no such statement and takes them in one transaction.
    """
    groups = tuple(rows for rows in groups if rows)
    if connection.vendor == "postgresql":
        _insert_in_one_statement(groups)
    else:
        _insert_in_one_transaction(groups)
    for row in (row for rows in groups for row in rows):
        row._state.adding, row._state.db = False, connection.alias


def _insert_in_one_statement(groups: Sequence[Sequence[models.Model]]) -> None:
    statement = _statement(tuple((type(rows[0]), len(rows)) for rows in groups))
    values = [_native(row, field) for rows in groups for row in rows for field in row._meta.concrete_fields]
    with _savepoint(), connection.prepared_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, values)


def _insert_in_one_transaction(groups: Sequence[Sequence[models.Model]]) -> None:
    with transaction.atomic():
        for rows in groups:
            type(rows[0])._default_manager.bulk_create(rows)


def _savepoint() -> AbstractContextManager[Any]:
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


@lru_cache(maxsize=128)
def _statement(tables: tuple[Table, ...]) -> str:
    numbers = count(1)
    *before, last = (_insert(model, rows, numbers) for model, rows in tables)
    parts = ", ".join(f"part{number} AS ({insert})" for number, insert in enumerate(before))
    return f"WITH {parts} {last}" if parts else last


def _insert(model: type[models.Model], rows: int, numbers: count[int]) -> str:
    name, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns = ", ".join(name(str(field.column)) for field in fields)
    values = ", ".join(f"({', '.join(f'${next(numbers)}' for _ in fields)})" for _ in range(rows))
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES {values}"  # noqa: S608 - no value is in it


def _native(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    return value if type(value) in _NATIVE else field.get_db_prep_save(value, connection)
