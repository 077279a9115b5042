"""The service key: a file of its own, certified in every department's log."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings

from tests.builders import make_department
from tipline.envelope import verify
from tipline.keyring.errors import ServiceKeyMissing
from tipline.keyring.log import verified
from tipline.keyring.service_key import load_or_create_service_key, load_service_key, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "keys"
    settings.TIPLINE_KEYS_DIR = folder  # type: ignore[attr-defined]
    return folder


def test_the_service_key_is_made_once_and_only_its_owner_can_read_it(keys: Path) -> None:
    first = load_or_create_service_key()
    assert load_or_create_service_key() == first == load_service_key()
    assert stat.S_IMODE((keys / "service.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_its_signatures_verify_with_the_key_in_the_log() -> None:
    world = make_department()
    signed = sign("checkpoint", b"position", b"digest")
    assert signed.signer in verified(world.department).service_keys
    verify(signed.signer, signed.signature, "checkpoint", b"position", b"digest")


def test_all_departments_of_an_installation_share_it() -> None:
    first, second = make_department(), make_department("lakeside")
    assert verified(first.department).service_keys == verified(second.department).service_keys


def test_only_its_owner_can_read_the_file_of_the_roots_fingerprint(keys: Path) -> None:
    world = make_department()
    assert stat.S_IMODE((keys / f"{world.department.pk}.root").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", [None, "", "00", "zz" * 32])
def test_a_missing_or_damaged_service_key_signs_nothing_and_is_not_replaced(keys: Path, text: str | None) -> None:
    if text is not None:
        keys.mkdir()
        (keys / "service.key").write_text(text)
        with pytest.raises(ServiceKeyMissing):
            load_or_create_service_key()
    with pytest.raises(ServiceKeyMissing):
        sign("checkpoint", b"position")


def test_the_folder_of_keys_is_outside_the_database() -> None:
    assert str(settings.TIPLINE_KEYS_DIR) not in str(settings.DATABASES["default"]["NAME"])
