"""The ladder of reminders: on which days somebody is reminded of a task, and whom that reaches.

Days are working days. Rules are written "-7", "0", "+5" against a deadline that was given; "d-7" against a
default date, which is no deadline; "r+3" after a return; "w+1" after a report of completion that nobody has
answered; "c+10" for the list of the standing committee; "s15" for a silent group; "m0" for the first working
day of the week of the deadline; "f0" for a day that the office chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from typing_extensions import override

from tracker.accounts.actor import SeatRole
from tracker.calendar.rules import WorkingCalendar

BEFORE = frozenset({7, 3, 1, 0})
AFTER = frozenset({1, 3, 5})
WEEK = 5
ESCALATES_AFTER = 5
AFTER_RETURN = 3
LONGEST_GAP = timedelta(days=60)
"""However long nothing ran, no older day is looked at: its rungs say nothing that newer ones do not."""

_LEADERS = frozenset({SeatRole.HEAD, SeatRole.DEPUTY})


class Ladder(StrEnum):
    """What the days are counted from."""

    DEADLINE = ""
    DEFAULT = "d"
    RETURN = "r"
    WAITING = "w"  # the report of completion that awaits the office's answer
    COMMITTEE = "c"  # the weekly list of the standing committee
    SILENCE = "s"
    WEEK = "m"  # the first working day of the week of the deadline
    FIXED = "f"


class Rule(NamedTuple):
    """A rung: so many working days after (or, negative, before) what its ladder counts from."""

    ladder: Ladder
    days: int

    @override
    def __str__(self) -> str:
        if self.ladder is Ladder.SILENCE or not self.days:
            return f"{self.ladder}{self.days}"
        return f"{self.ladder}{self.days:+d}"

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """The rule as it stands in a table."""
        ladder = Ladder(text[:1]) if text[:1].isalpha() else Ladder.DEADLINE
        return cls(ladder, int(text.removeprefix(ladder)))

    @property
    def escalates(self) -> bool:
        """Whether the head and the deputies hear of it too. A default date is nobody's failing."""
        return self.ladder is Ladder.DEADLINE and self.days >= ESCALATES_AFTER


class Rung(NamedTuple):
    """A rule that stands on a day."""

    day: date
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class LadderPlan:
    """On which working days a task is reminded of. 0 days for `every` and the three last numbers: never.

    `before` and `after` count from the deadline, `every` goes on from the last of `after`. `due_week_monday` adds
    the first working day of the week of the deadline, `fixed_on` one day before it. Nothing is sent before
    `starts_on`, nothing at all while `paused`.
    """

    before: tuple[int, ...] = (7, 3, 1)
    on_day: bool = True
    after: tuple[int, ...] = (1, 3, 5)
    every: int = 5
    due_week_monday: bool = False
    fixed_on: date | None = None
    starts_on: date | None = None
    escalate_after: int = 5
    committee_after: int = 10
    silent_after: int = 15
    paused: bool = False


DEFAULT_PLAN = LadderPlan()


@dataclass(frozen=True, kw_only=True)
class TaskDates:
    """What of an open task its ladders hang on. `returned_on` only while it lies returned."""

    assigned_on: date
    due_on: date | None
    default_due_on: date | None = None
    returned_on: date | None = None


def rungs_of(task: TaskDates, calendar: WorkingCalendar, *, after: date, until: date) -> list[Rung]:
    """All rungs of a task later than `after`, up to and including `until`: one a day, that of the deadline first.

    The day of assignment has none: the mail of the assignment says it all.
    """
    after = max(after, task.assigned_on)
    found: dict[date, Rule] = {}
    for ladder, start in (
        (Ladder.RETURN, task.returned_on),
        (Ladder.DEFAULT, None if task.due_on else task.default_due_on),
        (Ladder.DEADLINE, task.due_on),
    ):
        if start is not None:
            found |= dict(rungs_between(start, calendar, after=after, until=until, ladder=ladder))
    return [Rung(day, found[day]) for day in sorted(found)]


def rungs_between(
    start: date, calendar: WorkingCalendar, *, after: date, until: date, ladder: Ladder = Ladder.DEADLINE
) -> list[Rung]:
    """The rungs of one ladder later than `after`, up to and including `until`; they stand on working days only.

    A deadline on a day off is reminded of on the working day before it, and from that day the earlier rungs are
    counted; the days after it are counted from itself.
    """
    days = (day for day in _days(after, until) if calendar.is_working(day))
    rules = ((day, Rule(ladder, _offset(day, start, calendar))) for day in days)
    return [Rung(day, rule) for day, rule in rules if _stands(rule)]


def next_rungs(task: TaskDates, calendar: WorkingCalendar, *, today: date, most: int) -> list[Rung]:
    """The next rungs after `today`, if nothing changes."""
    return rungs_of(task, calendar, after=today, until=today + LONGEST_GAP)[:most]


def _days(after: date, until: date) -> Iterator[date]:
    return (after + timedelta(days=n) for n in range(1, (until - after).days + 1))


def _offset(day: date, start: date, calendar: WorkingCalendar) -> int:
    if day > start:
        return calendar.between(start, day)
    return -calendar.between(day, calendar.shift(start, 0))


def _stands(rule: Rule) -> bool:
    if rule.ladder is Ladder.RETURN:
        return rule.days >= AFTER_RETURN and (rule.days - AFTER_RETURN) % WEEK == 0
    if rule.days <= 0:
        return -rule.days in BEFORE
    if rule.ladder is Ladder.DEADLINE and rule.days in AFTER:
        return True
    return rule.days % WEEK == 0


class Part(StrEnum):
    """In what part a reminder reaches somebody."""

    IN_CHARGE = "in_charge"
    LEAD = "lead"
    HEAD = "head"
    SUPPORTING = "supporting"
    REVIEWER = "reviewer"  # of the office: a report of completion awaits its answer
    COMMITTEE = "committee"  # of the standing committee
    SILENT = "silent"  # told to the office: a group has not been heard for long


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one person stands on one task today.

    `lead_role` is the seat in the lead group. `someone_in_charge`: the task names a person, who is active and sits
    in the lead group. `owes_support`: the person sits in a supporting group that has filed nothing this quarter.
    """

    lead_role: SeatRole | None = None
    is_in_charge: bool = False
    someone_in_charge: bool = False
    owes_support: bool = False


def part_of(rule: Rule, place: Place) -> Part | None:
    """In what part, if at all, the rung reaches the person. Several ways lead to one line, the first of these."""
    if place.lead_role is not None and place.is_in_charge:
        return Part.IN_CHARGE
    if place.lead_role is not None and not place.someone_in_charge:
        return Part.LEAD
    if place.lead_role in _LEADERS and rule.escalates:
        return Part.HEAD
    if place.owes_support and rule.ladder is not Ladder.RETURN:
        return Part.SUPPORTING
    return None


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment of a wall clock time; the first of two where the clock is put back.

    Where the clock leaps over it, as long after midnight as it would have been.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
