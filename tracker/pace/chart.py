"""Numbers as places on a drawing. Plain Python: the template only prints what is worked out here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

Number = int | Decimal
STEPS = (1, 2, 5, 10)
MOST_TICKS = 4


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A word at a place of an edge."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line: `key` says how it is drawn (whole, broken, dotted), so that it can be told without colour."""

    key: str
    points: str


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A mark where something was reported."""

    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing with its name, the same in words (`told`), and the lines of its key."""

    name: str
    told: str
    width: int
    height: int
    left: int
    right: float
    bottom: float
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    ticks_y: tuple[Tick, ...]
    ticks_x: tuple[Tick, ...]
    today_x: float | None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Where places 0 … `last` and values `low` … `high` lie on a drawing of a size."""

    width: int
    height: int
    last: int
    low: Number
    high: Number
    left: int = 46
    top: int = 14
    edge: int = 12
    foot: int = 24

    @property
    def right(self) -> float:
        """The last place."""
        return self.width - self.edge

    @property
    def bottom(self) -> float:
        """The lowest value."""
        return self.height - self.foot

    def x(self, place: int) -> float:
        """Across."""
        return round(self.left + (self.right - self.left) * place / max(self.last, 1), 1)

    def y(self, value: Number) -> float:
        """Upwards; a chart in which nothing differs has its line at the foot."""
        span = float(self.high - self.low)
        share = float(value - self.low) / span if span else 0.0
        return round(self.bottom - (self.bottom - self.top) * share, 1)

    def line(self, key: str, points: Iterable[tuple[int, Number]]) -> Line:
        """From point to point."""
        return Line(key=key, points=" ".join(f"{self.x(place):g},{self.y(value):g}" for place, value in points))

    def stairs(self, key: str, values: Sequence[int]) -> Line:
        """A count keeps its value until it changes; only the corners are written."""
        return self.line(key, corners(values))

    def dots(self, points: Iterable[tuple[int, Number]]) -> tuple[Dot, ...]:
        """A mark at each."""
        return tuple(Dot(x=self.x(place), y=self.y(value)) for place, value in points)


def corners(values: Sequence[int]) -> list[tuple[int, int]]:
    """The points at which a line of counts turns, its two ends among them."""
    found = [(0, values[0])] if values else []
    for place, (one, other) in enumerate(pairwise(values), start=1):
        if one != other:
            found += [(place, one), (place, other)]
    if found and found[-1][0] != len(values) - 1:
        found.append((len(values) - 1, values[-1]))
    return found


def round_ticks(high: int) -> tuple[int, ...]:
    """A few round numbers from 0 to the first that is not below `high`."""
    step = next(
        factor * 10**power for power in range(12) for factor in STEPS if high <= MOST_TICKS * factor * 10**power
    )
    return tuple(range(0, -(-max(high, 1) // step) * step + 1, step))
