"""The deadlines of a quarter, a week a row: codes where few fall due on a day, else a number; each is a link."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.board.counts import Counts, Links, sum_of
from tracker.board.page import Figure
from tracker.board.rows import DayTally, TaskRow
from tracker.board.words import Day, card_standing
from tracker.calendar.rules import SATURDAY, WorkingCalendar
from tracker.calendar.words import why_off
from tracker.core.quarter import Quarter

MOST_CODES = 4
"""As many codes stand in the box of a day; where more fall due it holds their number."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One deadline by the code of its task."""

    code: str
    title: str
    group: str
    key: str
    word: str
    href: str


@dataclass(frozen=True, kw_only=True)
class DayBox:
    """One day of the quarter. `off` says why a day is free that is usually worked; `made_up` is a worked weekend."""

    day: date
    works: bool
    made_up: bool
    off: str
    today: bool
    due: Figure
    overdue: Figure
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Week:
    """Monday to Sunday; a day outside the quarter is None."""

    first: date
    last: date
    boxes: tuple[DayBox | None, ...]
    due: Figure


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """The weeks, and what falls due outside them or never: together every task of the quarter."""

    quarter: Quarter
    weeks: tuple[Week, ...]
    total: Figure
    inside: Figure
    before: Figure
    after: Figure
    no_deadline: Figure


@dataclass(frozen=True, kw_only=True)
class QuarterDays:
    """The working days of the quarter, with what the organization says of single days."""

    day: Day
    calendar: WorkingCalendar
    own_words: Mapping[date, str]


@dataclass(frozen=True, kw_only=True)
class _Boxes:
    """What all boxes of a page have in common."""

    tallies: Mapping[date, Counts]
    tasks: Mapping[date, Sequence[TaskRow]]
    links: Links
    days: QuarterDays
    only: Mapping[str, int] = field(default_factory=dict)

    def due(self, first: date | None, last: date | None) -> Figure:
        """What falls due between two days."""
        n = sum(each.total for day, each in self.tallies.items() if (first or day) <= day <= (last or day))
        return Figure(n=n, href=self.links.due(first, last, **self.only))

    def box(self, day: date) -> DayBox:
        """One day."""
        works = self.days.calendar.is_working(day)
        weekend = day.weekday() >= SATURDAY
        told = not works and (not weekend or day in self.days.own_words)
        over = self.tallies.get(day, Counts()).over
        return DayBox(
            day=day,
            works=works,
            made_up=works and weekend,
            off=why_off(day, self.days.own_words) if told else "",
            today=day == self.days.day.view.today,
            due=self.due(day, day),
            overdue=Figure(n=over, href=self.links.due(day, day, "over", **self.only)),
            entries=tuple(self._entry(task) for task in self.tasks.get(day, ())),
        )

    def _entry(self, task: TaskRow) -> Entry:
        words = card_standing(task, self.days.day)
        return Entry(
            code=task.code,
            title=task.title,
            group=task.group,
            key=words.key,
            word=words.word,
            href=self.links.task_path(task.id),
        )


def deadlines_of(
    tallies: Collection[DayTally],
    tasks: Sequence[TaskRow],
    links: Links,
    days: QuarterDays,
    only: Mapping[str, int],
) -> Deadlines:
    """The page of a quarter; `only` is the group to which it is narrowed."""
    quarter = links.quarter
    dated = {each.day: each.counts for each in tallies if each.day is not None}
    boxes = _Boxes(tallies=dated, tasks=_by_day(tasks), links=links, days=days, only=only)
    total = sum_of((each.counts for each in tallies), Counts())
    return Deadlines(
        quarter=quarter,
        weeks=tuple(_week(monday, boxes, quarter) for monday in _mondays(quarter)),
        total=Figure(n=total.total, href=links.tasks(**only)),
        inside=boxes.due(quarter.first_day, quarter.last_day),
        before=boxes.due(None, quarter.previous.last_day),
        after=boxes.due(quarter.next.first_day, None),
        no_deadline=Figure(n=total.nodl, href=links.tasks("nodl", **only)),
    )


def _by_day(tasks: Sequence[TaskRow]) -> Mapping[date, Sequence[TaskRow]]:
    found: dict[date, list[TaskRow]] = {}
    for each in tasks:
        if each.dates.due_on is not None:
            found.setdefault(each.dates.due_on, []).append(each)
    return found


def _mondays(quarter: Quarter) -> Iterator[date]:
    monday = quarter.first_day - timedelta(days=quarter.first_day.weekday())
    while monday <= quarter.last_day:
        yield monday
        monday += _WEEK


def _week(monday: date, boxes: _Boxes, quarter: Quarter) -> Week:
    days = [monday + timedelta(days=n) for n in range(7)]
    inside = [day for day in days if quarter.contains(day)]
    return Week(
        first=inside[0],
        last=inside[-1],
        boxes=tuple(boxes.box(day) if quarter.contains(day) else None for day in days),
        due=boxes.due(inside[0], inside[-1]),
    )
