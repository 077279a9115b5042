"""A small demonstration. Passphrases cost next to nothing here; the one built in test_file.py has the real cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.small import light_passphrases


@pytest.fixture
def cheap_passphrases() -> Iterator[None]:
    with light_passphrases():
        yield
