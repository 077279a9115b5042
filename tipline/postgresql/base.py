"""Django's PostgreSQL backend with two things that a tip's way into the database needs."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper


class PreparedCursor(psycopg.RawCursor[Any]):
    """A cursor whose statements have PostgreSQL's own placeholders, $1 to $n, and are planned once for a connection.

    Values go apart from the statement, in binary.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement. Its first run on a connection prepares it, where OPTIONS has a `prepare_threshold`."""
        return super().execute(query, params, prepare=True, **options)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Take a connection from the pool, none that the server closed while it lay there.

        Unlike CONN_HEALTH_CHECKS this takes no statement.
        """
        connection = super().get_new_connection(conn_params)
        while self.pool and _is_lost(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def prepared_cursor(self) -> CursorWrapper:
        """Return a cursor for a statement that is run again and again."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))  # type: ignore[no-any-return, attr-defined]


def _is_lost(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether the server closed an idle connection. It is silent otherwise, so that there is nothing to read."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    try:
        # Its last words come first, and its end only after they were read.
        while poll.poll(0):
            connection.pgconn.consume_input()
    except psycopg.OperationalError:
        return True
    return False
