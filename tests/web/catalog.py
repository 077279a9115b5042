"""Every message of the product, read from the sources as gettext's tools read them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [path for package in ("config", "tipline") for path in sorted((ROOT / package).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}

Message = str | tuple[str, ...]


def all_messages() -> list[Message]:
    """Return the message ids in the order of the sources, each once; a plural one as a pair."""
    return list(dict.fromkeys(message for source in _sources() for message in _messages(source)))


def _sources() -> Iterator[str]:
    for path in PYTHON:
        yield path.read_text(encoding="utf-8")
    for path in TEMPLATES:
        code = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        yield "\n".join(line.strip() for line in code.splitlines())  # to Python's reader, indents are blocks


def _messages(source: str) -> Iterator[Message]:
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, _context in found:
        if message and message != ("",):
            yield message
