"""The quarter of a year, the period in which tasks are given and reviewed."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from typing_extensions import override

from tracker.core.days import FIRST_YEAR, LAST_YEAR

_WRITING = re.compile(r"(?P<year>[0-9]{4})-Q(?P<number>[1-4])")
_NUMERALS = ("I", "II", "III", "IV")


class NotAQuarter(ValueError):
    """The text is not a quarter between 1990-Q1 and 2100-Q4, or the numbers name none."""


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One quarter; earlier quarters are smaller. `str()` and `parse` are each other's inverse."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse quarters that no year has. One year of margin lets every parsed one have neighbours."""
        if not 1 <= self.number <= len(_NUMERALS) or not FIRST_YEAR - 1 <= self.year <= LAST_YEAR + 1:
            raise NotAQuarter(str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quarter written as 2026-Q4, in addresses and tables; raise NotAQuarter."""
        match = _WRITING.fullmatch(text)
        if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            raise NotAQuarter(text)
        return cls(int(match["year"]), int(match["number"]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which `day` lies."""
        return cls(day.year, (day.month + 2) // 3)

    @override
    def __str__(self) -> str:
        """Return 2026-Q4, which also sorts as text."""
        return f"{self.year:04}-Q{self.number}"

    @property
    def roman(self) -> str:
        """The number and year without the word: IV/2026."""
        return f"{_NUMERALS[self.number - 1]}/{self.year}"

    @property
    def roman_label(self) -> str:
        """The name in documents: Quý IV/2026."""
        return f"Quý {self.roman}"

    @property
    def first_day(self) -> date:
        """The day on which the quarter begins."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """The day on which it ends, itself included."""
        return self.next.first_day - timedelta(days=1)

    @property
    def days(self) -> int:
        """The number of calendar days, 90 to 92."""
        return (self.last_day - self.first_day).days + 1

    @property
    def next(self) -> Self:
        """The quarter after this one."""
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Self:
        """The quarter before this one."""
        return type(self)(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def contains(self, day: date) -> bool:
        """Tell whether `day` lies in the quarter."""
        return self.first_day <= day <= self.last_day
