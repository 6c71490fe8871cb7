"""The words of the ladder of reminders: by which rule somebody is reminded of a task, in what part, at what time.

Days are working days. Rules are written "-7", "0", "+5" against a deadline that was given; "d-7" against a
default date, which is no deadline; "r+3" after a return; "w+1" after a report of completion that nobody has
answered; "c+10" for the list of the standing committee; "s15" for a silent group; "m0" for the first working
day of the week of the deadline; "f0" for a day that the office chose.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from typing_extensions import override

from tracker.accounts.actor import SeatRole

WEEK = 5

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


WATCHING = frozenset({Ladder.WAITING, Ladder.COMMITTEE, Ladder.SILENCE})
"""Ladders that reach whoever watches over the work, not those who do it."""

WEEKLY = frozenset({Ladder.COMMITTEE, Ladder.SILENCE})
"""Ladders whose one rule stands again on the first working day of every week."""


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
    def is_early(self) -> bool:
        """Whether it comes before the deadline: such mentions are few, and a person may do without them."""
        return self.ladder in {Ladder.WEEK, Ladder.FIXED} or (
            self.ladder in {Ladder.DEADLINE, Ladder.DEFAULT} and self.days < 0
        )

    @property
    def is_duty(self) -> bool:
        """Whether nobody can do without it. A default date is nobody's deadline."""
        return not self.is_early and self.ladder is not Ladder.DEFAULT


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
    `may_answer`: of the office, and not the author of the report that awaits its answer. `plan` is the task's own.
    """

    lead_role: SeatRole | None = None
    is_in_charge: bool = False
    someone_in_charge: bool = False
    owes_support: bool = False
    in_office: bool = False
    may_answer: bool = False
    in_committee: bool = False
    plan: LadderPlan = DEFAULT_PLAN


def escalates(rule: Rule, escalate_after: int) -> bool:
    """Whether the head and the deputies hear of it too, once a week. A default date is nobody's failing."""
    late = rule.days - escalate_after
    return rule.ladder is Ladder.DEADLINE and escalate_after > 0 and late >= 0 and late % WEEK == 0


def is_for_doers(rule: Rule, plan: LadderPlan) -> bool:
    """Whether the rung is one of those who do the work. A day on which it only goes up to the head is not."""
    if rule.ladder in WATCHING:
        return False
    if rule.ladder is not Ladder.DEADLINE or rule.days <= 0:
        return True
    last = max(plan.after, default=0)
    return rule.days in plan.after or (plan.every > 0 and rule.days > last and (rule.days - last) % plan.every == 0)


def part_of(rule: Rule, place: Place) -> Part | None:
    """In what part, if at all, the rung reaches the person. Several ways lead to one line, the first of these."""
    if rule.ladder in WATCHING:
        return _watching_part(rule, place)
    part = _doing_part(rule, place)
    if part in {Part.IN_CHARGE, Part.LEAD}:
        return part
    if place.lead_role in _LEADERS and escalates(rule, place.plan.escalate_after):
        return Part.HEAD
    return part


def _doing_part(rule: Rule, place: Place) -> Part | None:
    if not is_for_doers(rule, place.plan):
        return None
    if place.lead_role is not None and place.is_in_charge:
        return Part.IN_CHARGE
    if place.lead_role is not None and not place.someone_in_charge:
        return Part.LEAD
    return Part.SUPPORTING if place.owes_support and rule.ladder is not Ladder.RETURN else None


def _watching_part(rule: Rule, place: Place) -> Part | None:
    """Silence is told to those who can act on it, never to the silent group."""
    if rule.ladder is Ladder.COMMITTEE:
        return Part.COMMITTEE if place.in_committee else None
    if rule.ladder is Ladder.WAITING:
        return Part.REVIEWER if place.in_office and place.may_answer else None
    return Part.SILENT if place.in_office and place.lead_role is None else None


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment of a wall clock time; the first of two where the clock is put back.

    Where the clock leaps over it, as long after midnight as it would have been.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
