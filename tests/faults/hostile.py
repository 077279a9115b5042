"""Hostile and unlucky text, as the bytes that a browser or a program would send."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

FORM: Final = "application/x-www-form-urlencoded"
SCRIPT: Final = "<script>alert(1)</script>"
MARKUP: Final = f"\"'></textarea>{SCRIPT}&amp;"
OVERRIDE: Final = "\u202egpj.exe\u2069"
LONG: Final = "語" * 40_000

SMALL: Final[dict[str, bytes]] = {
    "nothing": b"",
    "blank": b" \t ",
    "NUL": b"a\x00b",
    "a lone surrogate": b"a\xed\xa0\x80b",
    "an override": OVERRIDE.encode(),
    "markup": MARKUP.encode(),
    "a formula": b"=cmd|' /C calc'!A1",
    "a formula after a tab": b"\t@SUM(1+1)*cmd|' /C calc'!A1",
    "LONG": LONG.encode(),
}
LARGE: Final = b"x" * 1_000_000

Fields = dict[str, str | bytes | list[str]]


def encoded(fields: Fields) -> bytes:
    """Return a form's body, with bytes as they are."""
    return urlencode(fields, doseq=True).encode()


def post(client: Client, url: str, fields: Fields) -> HttpResponse:
    """Send a form as a browser does."""
    return client.generic("POST", url, encoded(fields), FORM)  # type: ignore[return-value]
