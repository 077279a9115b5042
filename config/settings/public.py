"""Secrets that stand in this repository, so that everybody knows them. Production refuses every one."""

from typing import Final

DEMONSTRATION: Final = "demonstration-only-secret-that-everybody-knows-and-production-refuses"
TESTS: Final = "test-only-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"

EVERY: Final = (DEMONSTRATION, TESTS)
