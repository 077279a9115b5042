"""The backend on PostgreSQL: no connection that the server closed is used, and a tip's statement is planned once."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from tests.builders import make_department
from tests.tips_sent import send_tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def another() -> Iterator[BaseDatabaseWrapper]:
    """A connection of the same pool beside the test's own."""
    found = connections.create_connection("default")
    yield found
    found.close()


def answers(wrapper: BaseDatabaseWrapper) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    wrapper.close()
    return pid


def end_all_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_the_server_closed_is_replaced_unseen(another: BaseDatabaseWrapper) -> None:
    before = answers(another)
    end_all_others()
    assert answers(another) != before


def test_a_connection_is_looked_at_without_a_statement(another: BaseDatabaseWrapper) -> None:
    assert answers(another)
    with CaptureQueriesContext(another) as asked:  # type: ignore[arg-type]
        assert answers(another)
    assert len(asked) == 1
    assert not another.settings_dict["CONN_HEALTH_CHECKS"]


def test_the_statement_of_a_tip_is_prepared_once_on_a_connection() -> None:
    world = make_department()
    for form in ("one", "two", "three"):
        send_tip(world, form=form)
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%tipline_tips_tip%"])
        [[statement]] = cursor.fetchall()
    assert statement.startswith("WITH part0 AS (INSERT INTO")
