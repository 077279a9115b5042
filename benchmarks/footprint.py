"""What a tree of processes holds: memory, open files and sockets, threads. Linux only, from /proc."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Footprint:
    """`pss` in kilobytes: what processes share is divided among them, so that the sum is what they take together."""

    name: str
    pss: int
    files: int
    threads: int


def footprints(parent: int) -> list[Footprint]:
    """Return that of the process and of all below it; one that ended meanwhile is left out."""
    found = []
    for pid in tree(parent):
        with suppress(FileNotFoundError, ProcessLookupError):
            found.append(footprint(pid))
    return found


def footprint(pid: int) -> Footprint:
    """Return that of one process. Raises FileNotFoundError, ProcessLookupError when it is gone."""
    process = Path(f"/proc/{pid}")
    sums = dict(line.split(":", 1) for line in (process / "smaps_rollup").read_text().splitlines()[1:])
    return Footprint(
        name=(process / "comm").read_text().strip(),
        pss=int(sums["Pss"].split()[0]),
        files=len(list((process / "fd").iterdir())),
        threads=len(list((process / "task").iterdir())),
    )


def tree(parent: int) -> Iterator[int]:
    """Return the ids of a process and of all below it."""
    yield parent
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in task.read_text().split():
                yield from tree(int(child))
