"""The network of cells in which other tables are found that would have given the very same files.

Counts over categories and over calendar periods form a network: each year's count of a category splits into its
quarters and months, and all categories of a month run together into the month's total. A cycle through suppressed
cells, a tip more here and one fewer there, leaves every published sum as it is; a cell is protected as far as such
cycles can move it. (D. Gusfield, "A graph theoretic approach to statistical data security", SIAM J.
Comput. 17 (1988); P. Massell, "Cell suppression and audit programs", U.S. Census Bureau RR2001/01.)

Two tables split the same totals. Where a month's total is itself suppressed, a cycle may change it as long as both
tables change it alike: a `Link` is such a change, with its path through all the other tables.

Everything found here is a whole table of whole numbers that really fits, so no interval is claimed too wide. A path
that is not found (the links are tried in pairs only) costs one more suppression, never a disclosure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import permutations
from typing import NamedTuple

from tipline.statistics.cells import BREAKDOWNS, Cell, Table
from tipline.statistics.periods import Length, Period

UNBOUNDED = 1 << 40
_ROOT = 0
_SUPPRESSION = 1 << 60  # One more suppression outweighs any sum of weights, and weights outweigh a path's length.
_WEIGHT = 1 << 24
_TIES = 1 << 14  # Less than a weight, however many cells a path has; more than the length of any path.

Step = tuple[int, int]
"""An arc and +1 (a tip more) or -1 (a tip fewer)."""


@dataclass(slots=True)
class Arc:
    """A cell that is suppressed, or may be to protect others (`published` until then).

    `weight` says how much is lost with it: among equally many cells those of the least weight are suppressed, and of
    several such paths the one with the least `tie_breaker`.
    """

    cell: Cell
    count: int
    low: int
    high: int
    weight: int
    published: bool
    tie_breaker: int = 0

    @property
    def cost(self) -> int:
        return _SUPPRESSION + self.weight * _WEIGHT + self.tie_breaker % _TIES + 1 if self.published else 1


class Path(NamedTuple):
    """Steps, and what it costs to have all their cells suppressed. A closed path, a cycle, keeps every sum."""

    cost: int
    steps: tuple[Step, ...]

    @property
    def adds_suppressions(self) -> bool:
        return self.cost >= _SUPPRESSION


class Edge(NamedTuple):
    step: Step
    end: int


class Link(NamedTuple):
    end: int
    path: Path


Links = Mapping[int, Sequence[Link]]


class Network:
    """Cells of one file and of all the files of its parts: those that are suppressed or may be, with their bounds."""

    def __init__(self, arcs: Sequence[Arc], scope: Iterable[Period]) -> None:
        self.arcs = arcs
        self._scope = frozenset(scope)
        self._names: dict[object, int] = {"root": _ROOT}
        self._ends = [self._tail_and_head(arc.cell) for arc in arcs]
        self._edges: dict[Table, dict[int, list[Edge]]] = {table: {} for table in Table}
        for number, (arc, (tail, head)) in enumerate(zip(arcs, self._ends, strict=True)):
            edges = self._edges[arc.cell.table]
            edges.setdefault(tail, []).append(Edge((number, 1), head))
            edges.setdefault(head, []).append(Edge((number, -1), tail))
        months = [arc.cell.period for arc in arcs if arc.cell.table is Table.RECEIVED]
        self._terminals = [_ROOT] + [self._name(month) for month in months if month.length is Length.MONTH]

    def true_counts(self) -> list[int]:
        return [arc.count for arc in self.arcs]

    def cheapest_cycle(self, target: Step, counts: Sequence[int], *, suppressed_only: bool) -> Path | None:
        """The cycle with `target` that adds the fewest and smallest suppressions, or None.

        With `suppressed_only` it runs through suppressed cells only, so that it adds none.
        """
        table = self.arcs[target[0]].cell.table
        if table is Table.RECEIVED:
            return self._cycle_of_totals(target, counts, suppressed_only=suppressed_only)
        path = self._cycle(target, counts, {}, suppressed_only=suppressed_only)
        if table not in BREAKDOWNS or len(self._terminals) == 1 or (path and not path.adds_suppressions):
            return path
        linked = self._cycle(
            target, counts, self._links(table, counts, suppressed_only=suppressed_only), suppressed_only=suppressed_only
        )
        return linked or path

    def capacity(self, steps: Iterable[Step], counts: Sequence[int]) -> int:
        """How often these steps can be made before a cell leaves its bounds."""
        return min((self._capacity(arc, by, counts[arc]) for arc, by in net_change(steps).items() if by), default=0)

    def _capacity(self, arc: int, by: int, count: int) -> int:
        return (self.arcs[arc].high - count) // by if by > 0 else (count - self.arcs[arc].low) // -by

    def _cycle(self, target: Step, counts: Sequence[int], links: Links, *, suppressed_only: bool) -> Path | None:
        number, by = target
        if not self._passable(target, counts, suppressed_only=suppressed_only):
            return None
        tail, head = self._ends[number] if by > 0 else self._ends[number][::-1]
        table = self.arcs[number].cell.table
        back = self._cheapest_paths(table, head, counts, links, suppressed_only=suppressed_only, without=number).get(
            tail
        )
        return back and Path(back.cost + self.arcs[number].cost, (*back.steps, target))

    def _cycle_of_totals(self, target: Step, counts: Sequence[int], *, suppressed_only: bool) -> Path | None:
        found = [
            link.path
            for links in self._links(Table.RECEIVED, counts, suppressed_only=suppressed_only).values()
            for link in links
            if target in link.path.steps
        ]
        return min(found, key=lambda path: path.cost, default=None)

    def _links(self, table: Table, counts: Sequence[int], *, suppressed_only: bool) -> Links:
        """Paths that move a tip from one month's total to another's, or out of the year, in all tables but one."""
        paths = {
            (part, start): self._cheapest_paths(part, start, counts, {}, suppressed_only=suppressed_only)
            for part in (Table.RECEIVED, *BREAKDOWNS)
            for start in self._terminals
            if part is not table or part is Table.RECEIVED
        }
        links: dict[int, list[Link]] = {}
        for start, end in permutations(self._terminals, 2):
            moved = [paths[Table.RECEIVED, start].get(end)]
            moved += [paths[part, end].get(start) for part in BREAKDOWNS if part is not table]
            followed = [path for path in moved if path]
            if len(followed) == len(moved):
                steps = tuple(step for path in followed for step in path.steps)
                links.setdefault(start, []).append(Link(end, Path(sum(path.cost for path in followed), steps)))
        return links

    def _cheapest_paths(
        self, table: Table, start: int, counts: Sequence[int], links: Links, *, suppressed_only: bool, without: int = -1
    ) -> dict[int, Path]:
        """The cheapest path from one node of a table to every other (Dijkstra)."""
        edges = self._edges[table]
        best: dict[int, Path] = {start: Path(0, ())}
        queue = [(0, start)]
        while queue:
            cost, node = heappop(queue)
            here = best[node]
            if cost > here.cost:
                continue
            onward = [
                Link(edge.end, Path(self.arcs[edge.step[0]].cost, (edge.step,)))
                for edge in edges.get(node, ())
                if edge.step[0] != without and self._passable(edge.step, counts, suppressed_only=suppressed_only)
            ]
            for end, path in (*onward, *links.get(node, ())):
                if end not in best or cost + path.cost < best[end].cost:
                    best[end] = Path(cost + path.cost, here.steps + path.steps)
                    heappush(queue, (cost + path.cost, end))
        return best

    def _passable(self, step: Step, counts: Sequence[int], *, suppressed_only: bool) -> bool:
        number, by = step
        return not (suppressed_only and self.arcs[number].published) and self._capacity(number, by, counts[number]) > 0

    def _tail_and_head(self, cell: Cell) -> tuple[int, int]:
        table, period, key = cell
        parent = period.parent if period.parent in self._scope else None
        if table is Table.RECEIVED:
            return self._name(period), self._name(parent) if parent else _ROOT
        above = self._name((table, key, parent)) if parent else _ROOT
        if period.length is not Length.MONTH:
            return above, self._name((table, key, period))
        return above, self._name(period) if table in BREAKDOWNS else _ROOT

    def _name(self, node: object) -> int:
        return self._names.setdefault(node, len(self._names))


def net_change(steps: Iterable[Step]) -> Counter[int]:
    """By how much each arc changes over all the steps."""
    change: Counter[int] = Counter()
    for number, by in steps:
        change[number] += by
    return change
