"""The share finished in time, over six quarters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from tracker.board.rows import Judged
from tracker.core.days import FIRST_YEAR
from tracker.core.languages import gettext
from tracker.core.numbers import format_percent
from tracker.core.quarter import Quarter
from tracker.core.words import N_

TREND_QUARTERS = 6


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Per quarter the share of what had fallen due, in percent, or None where nothing had; and the same in words."""

    points: tuple[float | None, ...]
    label: str


NO_TREND = Trend(points=(), label="")


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Judged tasks by row and quarter."""

    judged: Mapping[int, Sequence[Judged]]
    quarters: tuple[Quarter, ...]

    def of(self, row_id: int) -> Trend:
        """The trend of one row."""
        return self._trend(self.judged.get(row_id, ()))

    def of_all(self) -> Trend:
        """The trend of all rows together."""
        return self._trend(chain.from_iterable(self.judged.values()))

    def _trend(self, judged: Iterable[Judged]) -> Trend:
        sums: dict[Quarter, tuple[int, int]] = dict.fromkeys(self.quarters, (0, 0))
        for each in judged:
            done, due = sums[each.quarter]
            sums[each.quarter] = (done + each.on_time, due + each.fallen_due)
        said = [
            f"{quarter.roman}: {done}/{due} · {format_percent(done, due)}" if due else f"{quarter.roman}: –"
            for quarter, (done, due) in sums.items()
        ]
        return Trend(
            points=tuple(round(100 * done / due, 1) if due else None for done, due in sums.values()),
            label=gettext(N_("Đúng hạn trên số đến hạn, 6 quý: %(list)s"), list="; ".join(said)),
        )


def shares_of(judged: tuple[Judged, ...], quarter: Quarter) -> Shares:
    """The shares of the six quarters up to this one."""
    by_row: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        by_row[each.of_id].append(each)
    return Shares(judged=by_row, quarters=last_quarters(quarter))


def last_quarters(quarter: Quarter) -> tuple[Quarter, ...]:
    """Six quarters up to this one, the earliest first; fewer where the calendar begins."""
    found = [quarter]
    while len(found) < TREND_QUARTERS and found[-1].year >= FIRST_YEAR:
        found.append(found[-1].previous)
    return tuple(reversed(found))


def known(trend: tuple[float | None, ...]) -> int:
    """In how many quarters there was anything to judge: one point is no trend."""
    return sum(point is not None for point in trend)
