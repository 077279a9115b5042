"""The system checks find what is wrong with an installation and say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.builders import make_department
from tipline.keyring import key_folder
from tipline.operations.checks import check_departments, check_settings


def found() -> set[str]:
    return {str(message.id) for message in check_settings(None)}


def found_in_database() -> set[str]:
    return {str(message.id) for message in check_departments(None, databases=["default"])}


@pytest.fixture
def keys(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    settings.TIPLINE_KEYS_DIR = folder
    return folder


def test_a_sound_installation_has_no_messages(keys: Path) -> None:
    assert found() == set()


def test_no_keys_are_required_before_the_first_department(tmp_path: Path, settings: Settings) -> None:
    settings.TIPLINE_KEYS_DIR = tmp_path / "not there"
    assert found() == set()


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o701, 0o777])
def test_keys_that_others_can_read_are_an_error(keys: Path, mode: int) -> None:
    keys.chmod(mode)
    assert found() == {"tipline.E006"}


def test_a_negative_number_of_proxies_is_an_error(keys: Path, settings: Settings) -> None:
    settings.TIPLINE_TRUSTED_PROXIES = -1
    assert found() == {"tipline.E001"}


@pytest.mark.parametrize(
    ("engine", "processes", "expected"),
    [
        ("sqlite3", 1, set()),
        ("sqlite3", 2, {"tipline.E003"}),
        ("postgresql", 4, set()),
        ("sqlite3", 0, {"tipline.E002"}),
    ],
)
def test_sqlite_is_for_one_process(
    keys: Path, settings: Settings, engine: str, processes: int, expected: set[str]
) -> None:
    settings.TIPLINE_PROCESSES = processes
    settings.DATABASES = {"default": {"ENGINE": f"django.db.backends.{engine}"}}
    assert found() == expected


def test_a_desk_without_csrf_protection_is_an_error(keys: Path, settings: Settings) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "Csrf" not in path]
    assert found() == {"tipline.E008"}


@pytest.mark.parametrize("name", ["Headers", "Security"])
def test_a_service_without_security_headers_or_redirect_to_https_is_an_error(
    keys: Path, settings: Settings, name: str
) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if not path.endswith(f".{name}")]
    assert found() == {"tipline.E011"}


def test_missing_time_zones_are_an_error(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tipline.operations.checks.time_zones", frozenset)
    assert found() == {"tipline.E004"}


@pytest.mark.django_db
def test_a_department_with_its_files_is_sound(keys: Path) -> None:
    make_department()
    assert found_in_database() == set()


@pytest.mark.django_db
def test_a_department_without_its_pinned_root_is_an_error(keys: Path) -> None:
    key_folder.remove(f"{make_department().department.pk}.root")
    assert found_in_database() == {"tipline.E007"}


@pytest.mark.django_db
def test_a_missing_service_key_is_an_error(keys: Path) -> None:
    make_department()
    key_folder.remove("service.key")
    assert found_in_database() == {"tipline.E012"}


@pytest.mark.django_db
def test_every_message_has_a_hint(keys: Path, settings: Settings) -> None:
    key_folder.remove(f"{make_department().department.pk}.root")
    keys.chmod(0o777)
    settings.TIPLINE_TRUSTED_PROXIES, settings.TIPLINE_PROCESSES = -1, 0
    messages = [*check_settings(None), *check_departments(None, databases=["default"])]
    assert len(messages) == 4
    assert all(message.hint for message in messages)


def test_the_database_is_queried_only_if_it_is_to_be_checked() -> None:
    assert check_departments(None) == []
