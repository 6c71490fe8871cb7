"""How far the work is, day by day: what is done beside what has fallen due, and numbers beside the way to their target.

Plain values in and out. Days are those of the working calendar.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from enum import StrEnum

from tracker.calendar.rules import WorkingCalendar
from tracker.core.quarter import Quarter
from tracker.indicators.rules import progress, reached, roll_up
from tracker.indicators.status import Direction, RollUp

_EXACT = 60


@dataclass(frozen=True, kw_only=True)
class Axis:
    """The days along the foot of a chart: the working days of the quarter, and today where it is none of them.

    So a task that is finished on a Saturday, or after the quarter, is drawn too. `today_at` is the place of today
    among `days`; None while the quarter lies ahead.
    """

    days: tuple[date, ...]
    today_at: int | None

    def place(self, day: date) -> int:
        """Where a day stands: on itself, or on the last day of the axis before it; what is earlier, on the first."""
        return max(bisect_right(self.days, day) - 1, 0)

    @property
    def gone(self) -> tuple[date, ...]:
        """The days up to today."""
        return () if self.today_at is None else self.days[: self.today_at + 1]


def axis_of(quarter: Quarter, calendar: WorkingCalendar, today: date) -> Axis:
    """The axis of a quarter as it looks today."""
    found = {day for n in range(quarter.days) if calendar.is_working(day := quarter.first_day + timedelta(days=n))}
    if today < quarter.first_day:
        return Axis(days=tuple(sorted(found)), today_at=None)
    days = tuple(sorted(found | {today}))
    return Axis(days=days, today_at=days.index(today))


def running(by_day: Mapping[date, int], days: Sequence[date]) -> tuple[int, ...]:
    """How many there were up to and including each of the days."""
    known = sorted(by_day.items())
    found, total, next_one = [], 0, 0
    for day in days:
        while next_one < len(known) and known[next_one][0] <= day:
            total += known[next_one][1]
            next_one += 1
        found.append(total)
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class BurnUp:
    """Running totals: `finished` for the days gone, `planned` for the whole axis; `whole` is what has a deadline."""

    axis: Axis
    finished: tuple[int, ...]
    planned: tuple[int, ...]
    whole: int

    @property
    def finished_now(self) -> int:
        """What is finished today."""
        return self.finished[-1] if self.finished else 0

    @property
    def planned_now(self) -> int:
        """What has a deadline up to today."""
        return 0 if self.axis.today_at is None else self.planned[self.axis.today_at]


def burn_up(axis: Axis, finished: Mapping[date, int], due: Mapping[date, int]) -> BurnUp:
    """What was finished by each day gone, beside what was or will be due by each day."""
    return BurnUp(
        axis=axis,
        finished=running(finished, axis.gone),
        planned=running(due, axis.days),
        whole=sum(due.values()),
    )


class Verdict(StrEnum):
    """How a number stands against its way."""

    BEHIND = "behind"
    SILENT = "silent"
    ON_WAY = "on_way"
    REACHED = "reached"
    NO_TARGET = "no_target"
    NO_WAY = "no_way"


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What an indicator is to reach, from where, and between which days."""

    baseline: Decimal | None
    target: Decimal | None
    direction: Direction
    roll_up: RollUp
    first_day: date
    last_day: date

    @property
    def start(self) -> Decimal | None:
        """Where the way begins: what is to grow begins at nothing where nobody said otherwise."""
        if self.baseline is None and self.direction is Direction.HIGHER:
            return Decimal(0)
        return self.baseline

    @property
    def has_way(self) -> bool:
        """Whether there is a way at all: both ends known, and the target on the right side."""
        return progress(self.start, self.target, self.start, self.direction) is not None


def aim_days(quarter: Quarter, assigned_on: date, due_on: date | None) -> tuple[date, date]:
    """The way lies inside the quarter: from the day the task was given to its deadline, or to the quarter's end."""
    first = assigned_on if quarter.contains(assigned_on) else quarter.first_day
    last = due_on if due_on is not None and quarter.contains(due_on) else quarter.last_day
    return first, max(first, last)


def expected(aim: Aim, axis: Axis, day: date) -> Decimal | None:
    """Where an even pace over the working days would stand at the end of `day`; None without a way."""
    if not aim.has_way or aim.start is None or aim.target is None:
        return None
    begin, end = axis.place(aim.first_day), axis.place(aim.last_day)
    here = axis.place(day)
    if here >= end or day >= aim.last_day:
        return aim.target
    if here <= begin:
        return aim.start
    with localcontext(prec=_EXACT):
        return aim.start + (aim.target - aim.start) * (here - begin) / (end - begin)


Reading = tuple[date, Decimal]


def readings(reported: Sequence[Reading], rule: RollUp) -> tuple[Reading, ...]:
    """The one value that stood after each report: sums grow, averages move, the latest replaces."""
    values = [value for _, value in reported]
    found = ((day, roll_up(values[: n + 1], rule)) for n, (day, _) in enumerate(reported))
    return tuple((day, value) for day, value in found if value is not None)


def verdict(aim: Aim, axis: Axis, stood: Sequence[Reading], today: date) -> Verdict:
    """Whether the number keeps the pace; no verdict is made up where target or start are unknown."""
    current = stood[-1][1] if stood else None
    if aim.target is None:
        return Verdict.NO_TARGET
    if reached(aim.target, current, aim.direction):
        return Verdict.REACHED
    should = expected(aim, axis, today)
    if should is None:
        return Verdict.NO_WAY
    if current is None:
        return Verdict.SILENT
    keeps = current >= should if aim.direction is Direction.HIGHER else current <= should
    return Verdict.ON_WAY if keeps else Verdict.BEHIND
