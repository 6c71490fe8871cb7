"""Working days in Viet Nam: weekends, public holidays, make-up Saturdays, and the office's own notes.

The holidays come from the `holidays` package. It lacks what the Government decides late (2 January
2026 off for Saturday the 10th), so each committee keeps overrides, and those always win.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from holidays import country_holidays

SATURDAY, SUNDAY = 5, 6
_EVERY_DAY = range(date.min.toordinal(), date.max.toordinal() + 1)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """Which days are worked. A day in `extra_working` is worked whatever else says it is free."""

    days_off: frozenset[date] = frozenset()
    extra_working: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def is_working(self, day: date) -> bool:
        """Tell whether people are at work on `day`."""
        if day in self.extra_working:
            return True
        return day.weekday() not in self.weekend and day not in self.days_off

    def shift(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, or before it if n is negative; `day` never counts.

        `shift(day, 0)` is `day` itself if it is worked, else the last working day before it.
        """
        number = self._number_of(day.toordinal()) + n
        if n < 0 and not self.is_working(day):
            number += 1  # the number of a free day is that of the working day before it
        near, far = self._around(number)
        return date.fromordinal(_EVERY_DAY[bisect_left(_EVERY_DAY, number, near, far, key=self._number_of)])

    def between(self, a: date, b: date) -> int:
        """Return how many working days lie after `a` up to and including `b`.

        Negative when b is before a: `between(a, b) == -between(b, a)`.
        """
        return self._number_of(b.toordinal()) - self._number_of(a.toordinal())

    def working_days_in(self, first: date, last: date) -> int:
        """Return how many working days there are from `first` to `last`, both included; 0 if last < first."""
        return max(0, self.between(first, last) + self.is_working(first))

    def _number_of(self, ordinal: int) -> int:
        """Return how many working days there were up to and including the day of that ordinal.

        Day 1 was a Monday, so whole weeks are multiplied and only exceptions are looked up: the cost
        does not grow with the distance of two days, and `shift` can search for a number.
        """
        weeks, rest = divmod(ordinal, 7)
        regular = weeks * self._worked_by_weekday[7] + self._worked_by_weekday[rest]
        free, extra = self._exceptions
        return regular - bisect_right(free, ordinal) + bisect_right(extra, ordinal)

    def _around(self, number: int) -> tuple[int, int]:
        """Between which places of `_EVERY_DAY` the working day of that number lies: exceptions move it a little."""
        every_week = self._worked_by_weekday[7]
        free, extra = self._exceptions
        early, late = (number - len(extra)) // every_week - 1, (number + len(free)) // every_week + 2
        return max(0, early * 7), min(len(_EVERY_DAY), late * 7)

    @cached_property
    def _worked_by_weekday(self) -> tuple[int, ...]:
        """How many of the first 0, 1 … 7 days of a week are worked as a rule."""
        return tuple(sum(day not in self.weekend for day in range(end)) for end in range(8))

    @cached_property
    def _exceptions(self) -> tuple[list[int], list[int]]:
        """The free weekdays and the worked weekend days, as sorted ordinals."""
        weekend = self.weekend
        free = {day for day in self.days_off - self.extra_working if day.weekday() not in weekend}
        extra = {day for day in self.extra_working if day.weekday() in weekend}
        return sorted(map(date.toordinal, free)), sorted(map(date.toordinal, extra))


class Holidays(NamedTuple):
    """What the law gives: the days off with their Vietnamese names, the Saturdays worked instead."""

    days_off: dict[date, str]
    working_saturdays: frozenset[date]


def vietnamese_holidays(years: Iterable[int]) -> Holidays:
    """Return the public holidays of those years, with substitute and swapped days."""
    found = [_holidays_of(year) for year in sorted(set(years))]
    return Holidays(
        {day: name for year in found for day, name in year.days_off.items()},
        frozenset().union(*(year.working_saturdays for year in found)),
    )


@cache
def _holidays_of(year: int) -> Holidays:
    """Compute one year once. Never hand the result out: its dict could be changed."""
    known = country_holidays("VN", years=year, language="vi", expand=False)
    worked = frozenset(day for day in known.weekend_workdays if day.year == year)
    return Holidays({day: known[day] for day in sorted(known) if day.year == year}, worked)


def build_calendar(years: Iterable[int], overrides: Mapping[date, bool] | None = None) -> WorkingCalendar:
    """Return the calendar of those years; `overrides` says of a day whether it is worked, and wins.

    Outside `years` only weekends and overrides are free, so ask for every year that may be reached.
    """
    return _calendar(tuple(years), frozenset((overrides or {}).items()))


@lru_cache(maxsize=256)
def _calendar(years: tuple[int, ...], overrides: frozenset[tuple[date, bool]]) -> WorkingCalendar:
    """Most committees have the same days, and every page asks for them."""
    law, own = vietnamese_holidays(years), dict(overrides)
    worked = {day for day, working in own.items() if working}
    free = own.keys() - worked
    return WorkingCalendar(
        days_off=frozenset(law.days_off.keys() | free),
        extra_working=frozenset((law.working_saturdays - free) | worked),
    )
