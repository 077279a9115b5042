"""Somebody who can write to the database: changes rows past the triggers, reads every stored byte."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import chain
from tipline.keyring.models import KeyLogEntry

LOG = KeyLogEntry._meta.db_table


@contextmanager
def broken(reason: str) -> Iterator[None]:
    """Expect KeyLogBroken for this reason."""
    with pytest.raises(KeyLogBroken) as caught:
        yield
    assert reason in caught.value.reason


def change_log(assignment: str, sequence: int, *values: object) -> None:
    """Run UPDATE on one entry with the append-only triggers out of the way, and forget what was verified."""
    _drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {LOG} SET {assignment} WHERE sequence = %s", [*values, sequence])  # noqa: S608
    chain.forget()


def delete_log(condition: str, *values: object) -> None:
    """Run DELETE on the log with the append-only triggers out of the way. Forgets nothing."""
    _drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LOG} WHERE {condition}", list(values))  # noqa: S608


def _drop_triggers() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {LOG}_no_update")
            cursor.execute(f"DROP TRIGGER IF EXISTS {LOG}_no_delete")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {LOG}_append_only ON {LOG}")


def everything_stored() -> bytes:
    """Return every value of every table, as it is and read as text."""
    return b"\n".join(_values())


def forms_of(secret: bytes) -> list[bytes]:
    """Return the ways in which 16 bytes or more could stand somewhere: plain, hex, base64 at any place, UTF-16."""
    forms = [secret, secret.hex().encode(), secret.hex().upper().encode()]
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + secret)
        forms += [encoded[4:-4], encoded[4:-4].translate(bytes.maketrans(b"+/", b"-_"))]
    return [*forms, secret.hex().encode("utf-16-le")]


def _values() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
