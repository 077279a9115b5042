"""Documents name files that exist, and SECURITY.md names code and test for each promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PATH = re.compile(r"`((?:benchmarks|config|deploy|docs|locale|templates|tests|tipline)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def promises() -> list[list[str]]:
    """Return the cells of each row of the table of promises."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    section = text.split("## Promises", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return rows[1:]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [path for path in LINK.findall(text) if not (document.parent / path).exists()]
    assert missing == []


def test_every_promise_names_its_code_and_its_test() -> None:
    assert len(promises()) > 10
    for promise, code, tests in promises():
        assert [path for path in PATH.findall(code) if not path.startswith("tests/")], promise
        assert [path for path in PATH.findall(tests) if path.startswith("tests/")], promise
