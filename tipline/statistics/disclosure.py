"""Disclosure control: which counts of a department's files are shown, so that together they point at nobody.

* A count from 1 to `threshold` - 1 is suppressed (primary); zero is shown as 0. Threshold 10: ONS and Washington
  State Department of Health, both of which ask for the second step too.
* Further cells are suppressed (secondary) until nothing that is published, in any table of any month, quarter and
  year file, gives a suppressed cell away. Both kinds look alike.
* Files are decided in the order in which they can be published: as periods end, the month before its quarter before
  the year. A decided file is never changed; where a quarter would give a month away, the quarter gives path.

What protects a cell is a wide feasibility interval: other whole numbers fit everything published too (L. Willenborg and
T. de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 5, "sliding protection"; P. Massell, U.S. Census
Bureau SSS2005-02; A. Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). Two intruders are assumed:

* One who knows that suppressed cells are at least 1, since zeros are shown. For them every primary cell must have
  an interval at least half the threshold wide, and every secondary one at least two values.
* One who also guesses rightly which cells are primary, so below the threshold. For them every primary cell must
  still have two values. Without this, two cells that sum to 18 are known to be 9 and 9. (At threshold 2 there is
  nothing to keep from this intruder: primary means 1.)

The second intruder cannot always be stopped: a quarter or year of very few tips may suppress everything, and still only
one count fits their guess.

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

from tipline.statistics.cells import BREAKDOWNS, NO_KEY, Cell, Counts, Table, cells_of_year, random_bits
from tipline.statistics.network import UNBOUNDED, Arc, Network, Path, Step, net_change
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
    (`cells_of_year`).
    """
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"the threshold cannot be below {LOWEST_THRESHOLD}")
    cells = cells_of_year(counts)
    suppressed: set[Cell] = set()
    present = {cell.period for cell in cells}
    for period in periods_of_year(next(iter(present)).year):
        if period not in present:
            continue
        if released is not None and period in released:
            suppressed |= released[period]
            continue
        suppressed |= primary(cells, period, threshold)
        suppressed |= _FileSuppression(cells, suppressed, period, threshold, seed).secondary()
    return ProtectedYear({cell: None if cell in suppressed else count for cell, count in cells.items()})


def primary(cells: Mapping[Cell, int], period: Period, threshold: int) -> set[Cell]:
    """The cells of a file that are suppressed for their own small count."""
    return {cell for cell, count in cells.items() if cell.period == period and 0 < count < threshold}


class _FileSuppression:
    """What is suppressed in one file, given what is decided about the files of the periods within it."""

    def __init__(
        self, counts: Mapping[Cell, int], suppressed: Iterable[Cell], period: Period, threshold: int, seed: bytes
    ) -> None:
        months = set(period.months)
        scope = {part for part in periods_of_year(period.year) if months.issuperset(part.months)}
        self._counts = {cell: count for cell, count in counts.items() if cell.period in scope}
        self._period = period
        self._threshold = threshold
        self._suppressed = {cell for cell in suppressed if cell.period in scope}
        self._scope = scope
        self._tie_breakers = {cell: random_bits(cell, seed) for cell in counts if self._may_be_suppressed(cell)}
        self._cells = sorted(self._tie_breakers, key=self._tie_breakers.__getitem__)

    def secondary(self) -> set[Cell]:
        """The cells of the file to suppress besides those that are already."""
        before = set(self._suppressed)
        if self._threshold > LOWEST_THRESHOLD:
            guessing = self._intruder(guesses_primary=True)
            for number in self._targets():
                if self._is_small(number):
                    self._protect(guessing, number, 1)
        plain = self._intruder(guesses_primary=False)
        checked: set[int] = set()
        # What is suppressed for protection needs protection too.
        while to_check := [number for number in self._targets() if number not in checked]:
            if not all(self._protect(plain, number, self._width(number)) for number in to_check):
                return self._everything() - before
            checked |= set(to_check)
        return self._suppressed - before

    def _protect(self, intruder: _Intruder, number: int, width: int) -> bool:
        while not intruder.is_protected(number, width):
            path = intruder.cheapest_suppression(number)
            if path is None:
                return False
            self._suppress(intruder, path)
        return True

    def _suppress(self, intruder: _Intruder, path: Path) -> None:
        self._suppressed |= {self._cells[number] for number in net_change(path.steps)}
        if self._period.length is Length.MONTH and Cell(Table.RECEIVED, self._period, NO_KEY) in self._suppressed:
            # A month with a suppressed total and a shown part would tell that this was needed, so what the parts are.
            self._suppressed |= {cell for cell in self._cells if cell.table in BREAKDOWNS}
        for arc in intruder.network.arcs:
            arc.published = arc.cell not in self._suppressed

    def _intruder(self, *, guesses_primary: bool) -> _Intruder:
        arcs = []
        for cell in self._cells:
            count = self._counts[cell]
            high = self._threshold - 1 if guesses_primary and count < self._threshold else UNBOUNDED
            weight = (count // self._threshold).bit_length()
            published = cell not in self._suppressed
            arcs.append(Arc(cell, count, LEAST_SUPPRESSED, high, weight, published, self._tie_breakers[cell]))
        return _Intruder(Network(arcs, self._scope))

    def _may_be_suppressed(self, cell: Cell) -> bool:
        return cell in self._suppressed if cell.period != self._period else self._counts[cell] > 0

    def _targets(self) -> list[int]:
        return [number for number, cell in enumerate(self._cells) if cell in self._suppressed]

    def _is_small(self, number: int) -> bool:
        return self._counts[self._cells[number]] < self._threshold

    def _width(self, number: int) -> int:
        return (self._threshold + 1) // 2 if self._is_small(number) else 1

    def _everything(self) -> set[Cell]:
        """Every cell but zeros and sums of shown ones, so that the file adds nothing to what is known."""
        return self._suppressed | {
            cell
            for cell in self._cells
            if cell.period == self._period
            and (
                self._period.length is Length.MONTH
                or any(Cell(cell.table, month, cell.key) in self._suppressed for month in self._period.months)
            )
        }


class _Intruder:
    """The feasibility intervals as far as they are known: how far a cell can be moved while all published sums stay."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._upper = network.true_counts()
        self._lower = network.true_counts()
        self._ends: dict[int, list[int]] = {}

    def is_protected(self, number: int, width: int) -> bool:
        """Whether the cell's feasibility interval has this width; remembers the tables at its ends."""
        for by in (1, -1):
            counts = self.network.true_counts()
            while (missing := width - self._upper[number] + self._lower[number]) > 0:
                path = self.network.cheapest_cycle((number, by), counts, suppressed_only=True)
                times = min(missing, self.network.capacity(path.steps, counts)) if path else 0
                if path is None or times == 0:
                    break
                self._move(counts, path, times)
            self._ends[by] = counts
        return self._upper[number] - self._lower[number] >= width

    def cheapest_suppression(self, number: int) -> Path | None:
        """The cells to suppress so that the interval just tried becomes wider; None if nothing helps."""
        found: list[Path] = []
        for by in (1, -1):
            step: Step = (number, by)
            path = self.network.cheapest_cycle(step, self._ends[by], suppressed_only=False)
            if path and path.adds_suppressions and self.network.capacity(path.steps, self._ends[by]):
                found.append(path)
        return min(found, key=lambda path: path.cost, default=None)

    def _move(self, counts: list[int], path: Path, times: int) -> None:
        for number, by in net_change(path.steps).items():
            counts[number] += by * times
            self._upper[number] = max(self._upper[number], counts[number])
            self._lower[number] = min(self._lower[number], counts[number])
