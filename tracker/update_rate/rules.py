"""The rules of the update rate: what a group's figures add up to, and which of two groups stands worse.

Plain values in, a value out. A share is always said with its whole, and of nothing there is no share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Self

from tracker.board.rows import Named
from tracker.calendar.rules import WorkingCalendar

WORSE_THAN_ANY = Decimal("Infinity")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How a group keeps its tasks up to date.

    Of the tasks on which the group still owes work (`owed`), `updated` have an update of the last working days, `mute`
    are silent and `never` have not been heard of at all; of the `updated`, `unchanged` were last said to be as before.
    `reminders` were sent: a task told to its lead group on one day counts once, however many read it. `waits` are
    working days from the first reminder that was unanswered to the update that answered it, shortest first. Of the
    reports of completion that the office has `answered`, `returned` were sent back.
    """

    owed: int = 0
    updated: int = 0
    unchanged: int = 0
    mute: int = 0
    never: int = 0
    completed: int = 0
    reminders: int = 0
    waits: tuple[int, ...] = ()
    answered: int = 0
    returned: int = 0

    @property
    def median_wait(self) -> Decimal | None:
        """The wait in the middle, or half way between the two in the middle; None where no reminder was answered."""
        return Decimal(str(median(self.waits))).normalize() if self.waits else None

    @property
    def reminders_per_completed(self) -> Decimal | None:
        """How many reminders one completed task has cost; None while there is none."""
        return Decimal(self.reminders) / Decimal(self.completed) if self.completed else None

    def __add__(self, other: Self) -> Self:
        return type(self)(
            owed=self.owed + other.owed,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            mute=self.mute + other.mute,
            never=self.never + other.never,
            completed=self.completed + other.completed,
            reminders=self.reminders + other.reminders,
            waits=tuple(sorted(self.waits + other.waits)),
            answered=self.answered + other.answered,
            returned=self.returned + other.returned,
        )


@dataclass(frozen=True, kw_only=True)
class Span:
    """From the day of the first unanswered reminder to the day of the update that answered it, `n` times over."""

    told_on: date
    heard_on: date
    n: int = 1


def waits_of(spans: Iterable[Span], calendar: WorkingCalendar) -> tuple[int, ...]:
    """The working days of the spans, shortest first; an answer on the same day took 0."""
    return tuple(sorted(wait for each in spans for wait in [_wait(each, calendar)] * each.n))


def _wait(span: Span, calendar: WorkingCalendar) -> int:
    return max(0, calendar.between(span.told_on, span.heard_on))


class Order(StrEnum):
    """By which figure groups are put in order, the worst first: the value of `sort=` in addresses."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SILENT = "silent"
    NEVER = "never"
    WAIT = "wait"
    RETURNED = "returned"
    REMINDERS = "reminders"


def badness(rate: Rate, order: Order) -> Decimal | None:
    """How bad a group stands in one figure, the greater the worse; None where there is nothing to judge.

    Reminders that nobody has answered, or that have brought nothing to its end, are worse than any number.
    """
    shares = {
        Order.UPDATED: (rate.owed - rate.updated, rate.owed),
        Order.UNCHANGED: (rate.unchanged, rate.updated),
        Order.RETURNED: (rate.returned, rate.answered),
    }
    if order in shares:
        return _share(*shares[order])
    if order in {Order.SILENT, Order.NEVER}:
        return Decimal(rate.mute if order is Order.SILENT else rate.never)
    if not rate.reminders:
        return None
    known = rate.median_wait if order is Order.WAIT else rate.reminders_per_completed
    return WORSE_THAN_ANY if known is None else known


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def worst_first(rates: Sequence[tuple[Named, Rate]], order: Order | None) -> list[tuple[Named, Rate]]:
    """The groups in their fixed order, or by one figure; those with nothing to judge come last."""
    if order is None:
        return list(rates)
    judged = [(badness(rate, order), of, rate) for of, rate in rates]
    known = sorted((each for each in judged if each[0] is not None), key=lambda each: each[0] or 0, reverse=True)
    return [(of, rate) for _, of, rate in (*known, *(each for each in judged if each[0] is None))]
