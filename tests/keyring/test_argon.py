"""Argon2id derivations run one at a time in a process."""

from __future__ import annotations

import threading
import time

import pytest

from tipline.departments.models import Officer
from tipline.envelope import OfficerKey
from tipline.keyring import argon
from tipline.keyring.models import EnrolledKey


def test_four_concurrent_derivations_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0

    def costly(*_args: object, **_keywords: object) -> bytes:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.02)
        running -= 1
        return b""

    monkeypatch.setattr(argon, "wrap_with_passphrase", costly)
    key = EnrolledKey(officer=Officer())
    threads = [threading.Thread(target=argon.wrap, args=(OfficerKey.generate(), "words", key)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
