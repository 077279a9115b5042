"""Counts rounded up or down at random, so that nobody reads one off by adding tips of their own.

Unbiased random rounding (I. Fellegi, "Controlled random rounding", Survey Methodology 1 (1975), 123-133; Statistics
New Zealand and Statistics Canada use it): a count goes up with the chance that its remainder gives it, so that sums
over many files are right on average. A cell is rounded once, by the seed of its file: asking again tells nothing more.
Sums of rounded counts need not agree with rounded sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tipline.statistics.cells import Cell, random_bits

BASES: Final = (1, 5, 10)
"""As counted, or to a multiple of 5 or 10."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the counts of one file are rounded: to multiples of `base`, by random bytes that stay with the file."""

    base: int
    seed: bytes

    def rounded(self, cell: Cell, count: int) -> int:
        """Return the count as it is published. Zero stays zero."""
        down, remainder = count - count % self.base, count % self.base
        return down + self.base if random_bits(cell, self.seed) % self.base < remainder else down
