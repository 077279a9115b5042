"""The search finds a secret at every alignment, and nothing else."""

import base64

import pytest

from tests.canary.needles import found, needles

CANARY = "quiet-heron-4711"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "zy"])
def test_base64_is_found_at_every_alignment(before: str, after: str) -> None:
    haystack = base64.b64encode((before + CANARY + after).encode())
    assert found(haystack, needles([CANARY]))


@pytest.mark.parametrize(
    "haystack",
    [
        b"..." + CANARY.encode() + b"...",
        CANARY.encode().hex().upper().encode(),
        CANARY.encode("utf-16-le"),
        CANARY.encode("utf-16-be"),
    ],
)
def test_every_other_encoding_is_found(haystack: bytes) -> None:
    assert found(haystack, needles([CANARY]))


def test_nothing_is_found_in_clean_data() -> None:
    assert not found(b"quiet-heron-4712 and other birds" * 100, needles([CANARY]))
