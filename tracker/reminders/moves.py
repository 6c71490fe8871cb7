"""Which reminders to come would move if ladders or the calendar were others: the same planning, asked twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.people import people_after
from tracker.reminders.planning import Line, plan_lines
from tracker.reminders.plans import Plans, plans_of
from tracker.reminders.rules import Rule
from tracker.reminders.work import tasks_for
from tracker.tasks.models import Task

EVERYBODY = 100_000


@dataclass(frozen=True, kw_only=True)
class Move:
    """A reminder of a task that would come on another day; `old` None: a new one, `new` None: it falls away."""

    task_id: int
    code: str
    title: str
    rule: Rule
    people: int
    old: date | None
    new: date | None


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Every move, the nearest first. The numbers count reminders to single people."""

    rows: tuple[Move, ...]
    until: date

    @property
    def added(self) -> int:
        return sum(move.people for move in self.rows if move.old is None)

    @property
    def dropped(self) -> int:
        return sum(move.people for move in self.rows if move.new is None)

    @property
    def shifted(self) -> int:
        return self.total - self.added - self.dropped

    @property
    def total(self) -> int:
        return sum(move.people for move in self.rows)


def moves_between(
    session: Session,
    organization_id: int,
    *,
    now: datetime,
    days: int,
    plans: Plans | None = None,
    calendar: WorkingCalendar | None = None,
) -> Moves:
    """What would move in the next `days` days if `plans` or `calendar` took the place of those that stand."""
    zone = session.get_one(Organization, organization_id).time_zone
    today = clock.today(zone, now)
    standing = working_calendar(session, organization_id, today)
    plans_now = plans_of(session, organization_id)
    people, _last = people_after(session, organization_id, after_id=0, most=EVERYBODY, day=today)
    after, until = _done(session, organization_id, today), today + timedelta(days=days)

    def lines(some_plans: Plans, some_calendar: WorkingCalendar) -> list[Line]:
        tasks = tasks_for(session, organization_id, people, some_plans, calendar=some_calendar, day=today)
        return plan_lines(people, tasks, some_calendar, after=after, until=until)

    before = lines(plans_now, standing)
    later = lines(plans or plans_now, calendar or standing)
    counted = compare(before, later)
    names = _names(session, {task_id for task_id, *_rest in counted})
    rows = [
        Move(task_id=task_id, code=names[task_id][0], title=names[task_id][1], rule=rule, people=n, old=old, new=new)
        for (task_id, rule, old, new), n in counted.items()
    ]
    rows.sort(key=lambda move: (min(day for day in (move.old, move.new) if day), move.code, move.task_id))
    return Moves(rows=tuple(rows), until=until)


def compare(before: Iterable[Line], after: Iterable[Line]) -> dict[tuple[int, Rule, date | None, date | None], int]:
    """By task, rule, old and new day: how many people's reminders move so. What stays is not among them.

    The same rule may stand several times, as weekly lists do: its days are matched in their order, last to last,
    so that one that falls away at the start moves none of the others.
    """
    old, new = _days(before), _days(after)
    counted: defaultdict[tuple[int, Rule, date | None, date | None], int] = defaultdict(int)
    for key in dict.fromkeys([*old, *new]):
        _account_id, task_id, rule = key
        gone = sorted(set(old[key]) - set(new[key]), reverse=True)
        come = sorted(set(new[key]) - set(old[key]), reverse=True)
        for day, other in zip_longest(gone, come):
            counted[task_id, rule, day, other] += 1
    return dict(counted)


def _days(lines: Iterable[Line]) -> defaultdict[tuple[int, int, Rule], list[date]]:
    days: defaultdict[tuple[int, int, Rule], list[date]] = defaultdict(list)
    for line in lines:
        days[line.account_id, line.task_id, line.rule].append(line.day)
    return days


def _done(session: Session, organization_id: int, today: date) -> date:
    """The last day whose reminders are written: they cannot move any more."""
    query = sa.select(ReminderCursor.done_until).where(ReminderCursor.organization_id == organization_id)
    cursor = session.scalars(query).first()
    yesterday = today - timedelta(days=1)
    return yesterday if cursor is None else max(cursor, yesterday)


def _names(session: Session, task_ids: Sequence[int] | set[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(sa.select(Task.id, Task.code, Task.title).where(Task.id.in_(task_ids)))
    return {row.id: (row.code, row.title) for row in rows}
