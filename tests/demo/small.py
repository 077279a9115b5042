"""A small demonstration, built once for all tests of a class."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

from django.core.management import call_command
from django.test import TestCase

from tipline.envelope.unlock import Argon2Cost
from tipline.keyring import argon

LIGHT = Argon2Cost(memory=8, passes=1, lanes=1)
OPEN, CLOSED = 12, 6


def run(*options: str) -> str:
    """Run the command and return what it printed."""
    printed = io.StringIO()
    call_command("demo", "--open", str(OPEN), "--closed", str(CLOSED), *options, stdout=printed)
    return printed.getvalue()


@contextmanager
def light_passphrases() -> Iterator[None]:
    """Have a guess at a passphrase cost next to nothing."""
    wrap = partial(argon.wrap_with_passphrase, cost=LIGHT)
    secret = partial(argon.passphrase_secret, minimum=LIGHT)
    with mock.patch.multiple(argon, wrap_with_passphrase=wrap, passphrase_secret=secret):
        yield


class Demonstrated(TestCase):
    """Tests on one demonstration; each starts from it as it was built."""

    printed: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.enterClassContext(light_passphrases())
        cls.printed = run()
