"""The one table: each row with what it must reach, what it reached, and whether that is enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `bound` None: shown, but nothing is asked of it. `value` None: not measured, `note` says why."""

    name: str
    value: float | None
    unit: str = ""
    bound: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """`ok`, `short`, `skipped`, or nothing where nothing is asked."""
        if self.value is None:
            return "skipped"
        if self.bound is None:
            return ""
        enough = self.value >= self.bound if self.at_least else self.value <= self.bound
        return "ok" if enough else "short"

    def cells(self) -> tuple[str, str, str, str, str]:
        """What stands in its line."""
        value = "–" if self.value is None else f"{_figure(self.value)}{self.unit}"
        bound = "–" if self.bound is None else f"{'≥' if self.at_least else '≤'} {_figure(self.bound)}{self.unit}"
        return self.name, value, bound, self.verdict, self.note


def of_rounds(
    name: str, values: Sequence[float], unit: str, bound: float | None, *, at_least: bool = False, what: str = "rounds"
) -> Row:
    """The row of a figure that was measured several times: their median counts; the best and all stand beside it."""
    best = (max if at_least else min)(values)
    each = ", ".join(map(_figure, values))
    note = f"median of {len(values)} {what}: {each}; best {_figure(best)}"
    return Row(name, median(values), unit, bound, at_least, note)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def line(row: Row) -> str:
    """One line of the table."""
    name, value, bound, verdict, note = row.cells()
    return f"{name:<52} {value:>13} {bound:>13}  {verdict:<8} {note}".rstrip()


def head() -> str:
    """The line above them."""
    return f"{'':<52} {'measured':>13} {'must be':>13}\n" + "─" * 90


def percentile(values: Iterable[float], share: float) -> float:
    """The nearest-rank percentile; `share` 0.99 is the p99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_ms(values: Iterable[float]) -> float:
    """The median of seconds, in milliseconds."""
    return median(values) * 1000


def p99_ms(values: Iterable[float]) -> float:
    """The 99th percentile of seconds, in milliseconds."""
    return percentile(values, 0.99) * 1000
