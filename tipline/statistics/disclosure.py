"""Disclosure control: which counts of a department's files are shown, so that together they point at nobody.

* A count from 1 to `threshold` - 1 is suppressed (primary); zero is shown as 0. Threshold 10: ONS and Washington
  State Department of Health, both of which ask for the second step too.
* Further cells are suppressed (secondary) until nothing that is published, in any table of any month, quarter and
  year file, gives a suppressed cell away. Both kinds look alike.
* Files are decided in the order in which they can be published: as periods end, the month before its quarter before
  the year. A decided file is never changed; where a quarter would give a month away, the quarter gives way.

What protects a cell is that other whole numbers fit everything published ("sliding protection": L. Willenborg and
T. de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 5; P. Massell, U.S. Census Bureau SSS2005-02;
A. Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). Two outsiders are reckoned with:

* One who knows that suppressed cells are at least 1, since zeros are shown. For them every primary cell must have
  an interval of at least half the threshold, and every secondary one at least two values.
* One who also guesses rightly which cells are primary, so below the threshold. For them every primary cell must
  still have two values. Without this, two cells that sum to 18 are known to be 9 and 9. (At threshold 2 there is
  nothing to keep from this outsider: primary means 1.)

The second outsider cannot always be helped: a quarter or year of very few tips may suppress everything and their
guess still fit only once.

Among the cells that would help, the fewest and the smallest are suppressed. Sizes are compared by doublings of the
threshold (below it, below twice, below four times ...): were it the smallest to the unit, a reader who knows this rule
would learn that the suppressed cell is no larger than its shown neighbours, which can tell both cells of a pair
("minimality attack"). Ties are broken by an order that is drawn anew for each decision and forgotten, so that nobody
can reckon from what was not chosen. A month whose total is suppressed shows no part of it. All this makes such
reasoning blunt; it is no proof against it.

Nor is suppression against who sends tips of their own: with `threshold` of them in each category every count is large
enough to be shown, and the rest is a subtraction. Against that a department has its counts rounded (`rounding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tipline.statistics.cells import ONLY, PARTS_OF_RECEIVED, Cell, Counts, Table, rank, year_of_cells
from tipline.statistics.flows import UNBOUNDED, Arc, Flow, Step, Way, net
from tipline.statistics.periods import Length, Period, periods_of_year

DEFAULT_THRESHOLD = 10
LOWEST_THRESHOLD = 2

Released = Mapping[Period, frozenset[Cell]]
"""The suppressed cells of the files that are already out."""

LEAST_SUPPRESSED = 1


@dataclass(frozen=True, slots=True)
class ProtectedYear:
    """The files of a calendar year as they may be published: a count, or None where it is suppressed."""

    cells: Mapping[Cell, int | None]

    @property
    def periods(self) -> list[Period]:
        """The periods that have a file, in publication order."""
        return sorted({cell.period for cell in self.cells}, key=lambda period: period.publication_order)

    def table(self, table: Table, period: Period) -> dict[str, int | None]:
        """Key to count, None where suppressed, in the order of the codes."""
        found = sorted((cell.key, count) for cell, count in self.cells.items() if cell[:2] == (table, period))
        return dict(found)

    def suppressed(self, period: Period) -> frozenset[Cell]:
        """The suppressed cells of one file, to be kept when it is released."""
        return frozenset(cell for cell, count in self.cells.items() if cell.period == period and count is None)

    def may_show_durations(self, period: Period, durations: int, threshold: int = DEFAULT_THRESHOLD) -> bool:
        """Whether a median or percentile over this many durations may stand in the file.

        Not on fewer than `threshold`, and not beside a suppressed total, which it would show to be no small one.
        """
        return durations >= threshold and any(
            count is not None
            for cell, count in self.cells.items()
            if cell.period == period and cell.table is Table.RECEIVED
        )


def protect(
    counts: Counts, threshold: int = DEFAULT_THRESHOLD, released: Released | None = None, *, seed: bytes = b""
) -> ProtectedYear:
    """Decide what is shown of the year's ended months, and of its quarters and year where all months are given.

    `released` fixes the files that are out already. `seed` breaks ties: random bytes that nobody keeps, where the files
    are to be published. Raises ValueError for a threshold below 2 and for counts that do not add up
    (`cells.year_of_cells`).
    """
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"the threshold cannot be below {LOWEST_THRESHOLD}")
    cells = year_of_cells(counts)
    hidden: set[Cell] = set()
    present = {cell.period for cell in cells}
    for period in periods_of_year(next(iter(present)).year):
        if period not in present:
            continue
        if released is not None and period in released:
            hidden |= released[period]
            continue
        hidden |= primary(cells, period, threshold)
        hidden |= _File(cells, hidden, period, threshold, seed).secondary()
    return ProtectedYear({cell: None if cell in hidden else count for cell, count in cells.items()})


def primary(cells: Mapping[Cell, int], period: Period, threshold: int) -> set[Cell]:
    """The cells of a file that are suppressed for their own count."""
    return {cell for cell, count in cells.items() if cell.period == period and 0 < count < threshold}


class _File:
    """The decision about one file, given what is decided about the files of the periods within it."""

    def __init__(
        self, cells: Mapping[Cell, int], hidden: Iterable[Cell], period: Period, threshold: int, seed: bytes
    ) -> None:
        months = set(period.months)
        scope = {part for part in periods_of_year(period.year) if months.issuperset(part.months)}
        self._cells = {cell: count for cell, count in cells.items() if cell.period in scope}
        self._period = period
        self._threshold = threshold
        self._hidden = {cell for cell in hidden if cell.period in scope}
        self._scope = scope
        self._ranks = {cell: rank(cell, seed) for cell in cells if self._may_be_open(cell)}
        self._open = sorted(self._ranks, key=self._ranks.__getitem__)

    def secondary(self) -> set[Cell]:
        """The cells of the file to suppress besides those that are."""
        before = set(self._hidden)
        if self._threshold > LOWEST_THRESHOLD:
            guessing = self._outsider(guesses=True)
            for number in self._targets():
                if self._is_small(number):
                    self._protect(guessing, number, 1)
        plain = self._outsider(guesses=False)
        checked: set[int] = set()
        # What is suppressed on the way needs protection too.
        while to_check := [number for number in self._targets() if number not in checked]:
            if not all(self._protect(plain, number, self._width(number)) for number in to_check):
                return self._everything() - before
            checked |= set(to_check)
        return self._hidden - before

    def _protect(self, outsider: _Outsider, number: int, width: int) -> bool:
        while not outsider.slides(number, width):
            way = outsider.cheapest_way_out(number)
            if way is None:
                return False
            self._suppress(outsider, way)
        return True

    def _suppress(self, outsider: _Outsider, way: Way) -> None:
        self._hidden |= {self._open[number] for number in net(way.steps)}
        if self._period.length is Length.MONTH and Cell(Table.RECEIVED, self._period, ONLY) in self._hidden:
            # A month with a hidden total and a shown part would tell that this was needed, so what the parts are.
            self._hidden |= {cell for cell in self._open if cell.table in PARTS_OF_RECEIVED}
        for arc in outsider.flow.arcs:
            arc.shown = arc.cell not in self._hidden

    def _outsider(self, *, guesses: bool) -> _Outsider:
        arcs = []
        for cell in self._open:
            count = self._cells[cell]
            high = self._threshold - 1 if guesses and count < self._threshold else UNBOUNDED
            size = (count // self._threshold).bit_length()
            shown = cell not in self._hidden
            arcs.append(Arc(cell, count, LEAST_SUPPRESSED, high, size, shown=shown, rank=self._ranks[cell]))
        return _Outsider(Flow(arcs, self._scope))

    def _may_be_open(self, cell: Cell) -> bool:
        return cell in self._hidden if cell.period != self._period else self._cells[cell] > 0

    def _targets(self) -> list[int]:
        return [number for number, cell in enumerate(self._open) if cell in self._hidden]

    def _is_small(self, number: int) -> bool:
        return self._cells[self._open[number]] < self._threshold

    def _width(self, number: int) -> int:
        return (self._threshold + 1) // 2 if self._is_small(number) else 1

    def _everything(self) -> set[Cell]:
        """The file without any count but zeros and sums of what is shown: it adds nothing to what is known."""
        return self._hidden | {
            cell
            for cell in self._open
            if cell.period == self._period
            and (
                self._period.length is Length.MONTH
                or any(Cell(cell.table, month, cell.key) in self._hidden for month in self._period.months)
            )
        }


class _Outsider:
    """How far the cells can be moved while everything published stays as it is, by what this outsider assumes."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._most = flow.truth()
        self._least = flow.truth()
        self._ends: dict[int, list[int]] = {}

    def slides(self, number: int, width: int) -> bool:
        """Whether the cell has an interval of this width; remembers the tables at its ends."""
        for by in (1, -1):
            counts = self.flow.truth()
            while (missing := width - self._most[number] + self._least[number]) > 0:
                way = self.flow.cheapest_cycle((number, by), counts, free=True)
                times = min(missing, self.flow.room(way.steps, counts)) if way else 0
                if way is None or times == 0:
                    break
                self._move(counts, way, times)
            self._ends[by] = counts
        return self._most[number] - self._least[number] >= width

    def cheapest_way_out(self, number: int) -> Way | None:
        """The cells to suppress so that the cell just tried can be moved further; None if nothing helps."""
        found: list[Way] = []
        for by in (1, -1):
            step: Step = (number, by)
            way = self.flow.cheapest_cycle(step, self._ends[by], free=False)
            if way and way.needs_more_suppressed and self.flow.room(way.steps, self._ends[by]):
                found.append(way)
        return min(found, key=lambda way: way.price, default=None)

    def _move(self, counts: list[int], way: Way, times: int) -> None:
        for number, by in net(way.steps).items():
            counts[number] += by * times
            self._most[number] = max(self._most[number], counts[number])
            self._least[number] = min(self._least[number], counts[number])
