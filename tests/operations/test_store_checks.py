"""`check --deploy --database default` finds a server that could lose tips or log what it should not."""

from __future__ import annotations

import pytest
from django.core import checks
from django.db import connection
from pytest_django import Settings

from tests.server import free_port
from tipline.operations import store_checks

SOUND = {
    "fsync": "on",
    "full_page_writes": "on",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


def test_a_sound_postgresql_has_no_messages() -> None:
    assert store_checks.postgresql_faults(SOUND) == []


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_postgresql_that_can_lose_tips_is_an_error(name: str) -> None:
    [fault] = store_checks.postgresql_faults({**SOUND, name: "off"})
    assert fault.id == "tipline.E009"
    assert f"{name}=on" in str(fault.hint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_statement", "mod"),
        ("log_min_messages", "warning"),
        ("log_min_duration_statement", "0"),
        ("log_min_duration_sample", "100"),
        ("log_transaction_sample_rate", "0.1"),
        ("log_min_error_statement", "error"),
        ("log_error_verbosity", "default"),
        ("log_parameter_max_length_on_error", "-1"),
    ],
)
def test_a_postgresql_that_logs_statements_is_a_warning(name: str, value: str) -> None:
    [fault] = store_checks.postgresql_faults({**SOUND, name: value})
    assert fault.id == "tipline.W002"
    assert name in str(fault.hint)


@pytest.mark.django_db
def test_every_checked_setting_exists_on_the_server() -> None:
    known = set(store_checks.postgresql_settings()) if connection.vendor == "postgresql" else set(SOUND)
    assert known == set(store_checks.DURABLE) | set(store_checks.QUIET) == set(SOUND)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"save": "", "appendonly": "no"}, []),
        ({"save": "3600 1 300 100", "appendonly": "no"}, ["tipline.W003"]),
        ({"save": "", "appendonly": "yes"}, ["tipline.W003"]),
    ],
)
def test_a_redis_that_writes_to_disk_is_a_warning(found: dict[str, str], expected: list[str]) -> None:
    assert [fault.id for fault in store_checks.redis_faults(found)] == expected


@pytest.mark.django_db
def test_a_redis_that_does_not_answer_is_an_error(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert "tipline.E010" in [fault.id for fault in store_checks.check_stores(None, databases=["default"])]


def test_no_server_is_queried_unless_databases_are_to_be_checked(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert store_checks.check_stores(None) == []


def test_servers_are_queried_only_by_the_deployment_check() -> None:
    registered = checks.registry.registry
    assert store_checks.check_stores in registered.deployment_checks
    assert store_checks.check_stores not in registered.registered_checks
