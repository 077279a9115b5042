"""What a run saw, and whether every promise was kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`shown` maps the words of each tip to the receipts that its resident saw; `stored` counts each tip's words."""

    engine: str
    kills: int
    seed: int
    seconds: float
    counts: Counter[str]
    shown: dict[str, set[str]]
    unopened: list[str]
    stored: dict[str, int]
    faults: list[str]

    @property
    def wrong(self) -> dict[str, list[str]]:
        """Return by name what must not be."""
        return {
            "tips without exactly one receipt": [words for words, seen in self.shown.items() if len(seen) != 1],
            "receipts that open no mailbox": self.unopened,
            "tips that are lost": [words for words in self.shown if words not in self.stored],
            "tips that are there twice": [words for words, count in self.stored.items() if count > 1],
            "tips that nobody sent": [words for words in self.stored if words not in self.shown],
            "rows that are not whole": self.faults,
        }

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, and there was something to look at."""
        return bool(self.shown) and not any(self.wrong.values())

    def table(self) -> str:
        """Return everything as lines of a name and a number."""
        rows: dict[str, object] = {
            "engine": self.engine,
            "random seed": self.seed,
            "seconds": round(self.seconds),
            "kills": self.kills,
            "tips sent": len(self.shown),
            **dict(sorted(self.counts.items())),
            "tips stored": sum(self.stored.values()),
            **{name: len(found) for name, found in self.wrong.items()},
        }
        width = max(len(name) for name in rows)
        return "".join(f"{name:<{width}}  {value:>10}\n" for name, value in rows.items())
