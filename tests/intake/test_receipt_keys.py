"""The server's part of a receipt: a secret for each day, which is deleted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from pytest_django import Settings

from tests.departments.offices import riverton
from tipline.intake.idempotency import FormToken
from tipline.intake.receipt_keys import (
    forget_receipt_keys,
    known_receipt_key,
    known_receipt_of,
    receipt_key,
    receipt_of,
)

DAY = date(2026, 3, 10)
MIDNIGHT = datetime(2026, 3, 11, tzinfo=UTC)
HOUR = int(MIDNIGHT.timestamp()) // 3600 - 24


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.TIPLINE_KEYS_DIR = tmp_path / "keys"


def test_each_day_has_one_key() -> None:
    assert receipt_key(DAY) == receipt_key(DAY) == known_receipt_key(DAY)
    assert receipt_key(DAY) != receipt_key(DAY + timedelta(days=1))
    assert len(receipt_key(DAY)) == 32


def test_concurrent_callers_get_the_same_key() -> None:
    found: list[bytes] = []
    threads = [Thread(target=lambda: found.append(receipt_key(DAY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    receipt_key(DAY)
    [file] = (tmp_path / "keys").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("receipts-2026-03-10.key", 0o600)


def test_a_key_is_deleted_26_hours_after_its_day_and_not_earlier(tmp_path: Path) -> None:
    receipt_key(DAY)
    (tmp_path / "keys" / "service.key").write_text("00")
    assert forget_receipt_keys(at=MIDNIGHT + timedelta(hours=26)) == 0
    assert forget_receipt_keys(at=MIDNIGHT + timedelta(hours=26, seconds=1)) == 1
    assert known_receipt_key(DAY) is None
    assert (tmp_path / "keys" / "service.key").exists()


@pytest.mark.parametrize("content", ["", "00", "zz" * 32])
def test_a_damaged_key_is_refused_and_not_silently_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "receipts-2026-03-10.key").write_text(content)
    with pytest.raises(OSError, match="cannot be read"):
        receipt_key(DAY)


@pytest.mark.django_db
def test_a_receipt_cannot_be_derived_once_the_key_is_gone() -> None:
    department, form = riverton().department, FormToken(bytes(32), HOUR)
    assert known_receipt_of(form, department) is None
    receipt = receipt_of(form, department)
    assert known_receipt_of(form, department) == receipt
    assert receipt_of(FormToken(bytes(32), HOUR + 24), department) != receipt
    forget_receipt_keys(at=MIDNIGHT + timedelta(days=3))
    assert known_receipt_of(form, department) is None
