"""What an outsider cannot tell apart: other tables that would have given the very same files.

Counts over categories and over calendar periods form a flow: each year's count of a category splits into its
quarters and months, and all categories of a month run together into the month's total. A cycle through cells that
are not shown, a tip more here and one fewer there, leaves every published sum as it is; a cell is protected as
far as such cycles can move it. (D. Gusfield, "A graph theoretic approach to statistical data security", SIAM J.
Comput. 17 (1988); P. Massell, "Cell suppression and audit programs", U.S. Census Bureau RR2001/01.)

Two tables split the same totals. Where a month's total is itself not shown, a cycle may change it as long as both
tables change it alike: a `Link` is such a change, with its way through all the other tables.

Everything found here is a whole table of whole numbers that really fits, so no bound is claimed too wide. A way
that is not found (the links are tried in pairs only) costs one more suppression, never a disclosure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import permutations
from typing import NamedTuple

from tipline.statistics.cells import PARTS_OF_RECEIVED, Cell, Table
from tipline.statistics.periods import Length, Period

UNBOUNDED = 1 << 40
_ROOT = 0
_NEW_CELL = 1 << 60  # One more suppression outweighs any sum of sizes, and sizes outweigh the length of the way.
_ONE_SIZE = 1 << 24
_RANKS = 1 << 14  # Less than a size, however many cells a way has; more than the length of any way.

Step = tuple[int, int]
"""An arc and +1 (a tip more) or -1 (a tip fewer)."""


@dataclass(slots=True)
class Arc:
    """A cell whose count an outsider does not know, or would not if it were suppressed too (then `shown`).

    `size` says how much is lost with it; among equally many cells those that sum to less are suppressed, and of several
    such ways the one whose cells' `rank` is the least.
    """

    cell: Cell
    count: int
    low: int
    high: int
    size: int
    shown: bool
    rank: int = 0

    @property
    def price(self) -> int:
        return _NEW_CELL + self.size * _ONE_SIZE + self.rank % _RANKS + 1 if self.shown else 1


class Way(NamedTuple):
    """Steps that keep every sum, and what it costs to have all their cells suppressed."""

    price: int
    steps: tuple[Step, ...]

    @property
    def needs_more_suppressed(self) -> bool:
        return self.price >= _NEW_CELL


class Edge(NamedTuple):
    step: Step
    end: int


class Link(NamedTuple):
    end: int
    way: Way


Links = Mapping[int, Sequence[Link]]


class Flow:
    """The cells of one file and of all the files of its parts, as far as they are open, with their bounds."""

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

    def truth(self) -> list[int]:
        """The counts as they are."""
        return [arc.count for arc in self.arcs]

    def cheapest_cycle(self, target: Step, counts: Sequence[int], *, free: bool) -> Way | None:
        """The cycle with `target` that suppresses fewest and smallest cells more (`free`: none); None without one."""
        table = self.arcs[target[0]].cell.table
        if table is Table.RECEIVED:
            return self._cycle_of_totals(target, counts, free=free)
        way = self._cycle(target, counts, {}, free=free)
        if table not in PARTS_OF_RECEIVED or len(self._terminals) == 1 or (way and not way.needs_more_suppressed):
            return way
        linked = self._cycle(target, counts, self._links(table, counts, free=free), free=free)
        return linked or way

    def room(self, steps: Iterable[Step], counts: Sequence[int]) -> int:
        """How often these steps can be made before a cell leaves its bounds; 0 if not once."""
        return min((self._room(arc, by, counts[arc]) for arc, by in net(steps).items() if by), default=0)

    def _room(self, arc: int, by: int, count: int) -> int:
        return (self.arcs[arc].high - count) // by if by > 0 else (count - self.arcs[arc].low) // -by

    def _cycle(self, target: Step, counts: Sequence[int], links: Links, *, free: bool) -> Way | None:
        number, by = target
        if not self._passable(target, counts, free=free):
            return None
        tail, head = self._ends[number] if by > 0 else self._ends[number][::-1]
        table = self.arcs[number].cell.table
        back = self._ways(table, head, counts, links, free=free, without=number).get(tail)
        return back and Way(back.price + self.arcs[number].price, (*back.steps, target))

    def _cycle_of_totals(self, target: Step, counts: Sequence[int], *, free: bool) -> Way | None:
        found = [
            link.way
            for links in self._links(Table.RECEIVED, counts, free=free).values()
            for link in links
            if target in link.way.steps
        ]
        return min(found, key=lambda way: way.price, default=None)

    def _links(self, table: Table, counts: Sequence[int], *, free: bool) -> Links:
        """Ways to move a tip's total from one month to another, or out of the year, that all tables but one follow."""
        ways = {
            (part, start): self._ways(part, start, counts, {}, free=free)
            for part in (Table.RECEIVED, *PARTS_OF_RECEIVED)
            for start in self._terminals
            if part is not table or part is Table.RECEIVED
        }
        links: dict[int, list[Link]] = {}
        for start, end in permutations(self._terminals, 2):
            moved = [ways[Table.RECEIVED, start].get(end)]
            moved += [ways[part, end].get(start) for part in PARTS_OF_RECEIVED if part is not table]
            followed = [way for way in moved if way]
            if len(followed) == len(moved):
                steps = tuple(step for way in followed for step in way.steps)
                links.setdefault(start, []).append(Link(end, Way(sum(way.price for way in followed), steps)))
        return links

    def _ways(
        self, table: Table, start: int, counts: Sequence[int], links: Links, *, free: bool, without: int = -1
    ) -> dict[int, Way]:
        """The cheapest way from one node of a table to every other (Dijkstra)."""
        edges = self._edges[table]
        best: dict[int, Way] = {start: Way(0, ())}
        queue = [(0, start)]
        while queue:
            price, node = heappop(queue)
            here = best[node]
            if price > here.price:
                continue
            onward = [
                Link(edge.end, Way(self.arcs[edge.step[0]].price, (edge.step,)))
                for edge in edges.get(node, ())
                if edge.step[0] != without and self._passable(edge.step, counts, free=free)
            ]
            for end, way in (*onward, *links.get(node, ())):
                if end not in best or price + way.price < best[end].price:
                    best[end] = Way(price + way.price, here.steps + way.steps)
                    heappush(queue, (price + way.price, end))
        return best

    def _passable(self, step: Step, counts: Sequence[int], *, free: bool) -> bool:
        number, by = step
        return not (free and self.arcs[number].shown) and self._room(number, by, counts[number]) > 0

    def _tail_and_head(self, cell: Cell) -> tuple[int, int]:
        table, period, key = cell
        parent = period.parent if period.parent in self._scope else None
        if table is Table.RECEIVED:
            return self._name(period), self._name(parent) if parent else _ROOT
        above = self._name((table, key, parent)) if parent else _ROOT
        if period.length is not Length.MONTH:
            return above, self._name((table, key, period))
        return above, self._name(period) if table in PARTS_OF_RECEIVED else _ROOT

    def _name(self, node: object) -> int:
        return self._names.setdefault(node, len(self._names))


def net(steps: Iterable[Step]) -> Counter[int]:
    """By how much each arc changes over all the steps."""
    change: Counter[int] = Counter()
    for number, by in steps:
        change[number] += by
    return change
