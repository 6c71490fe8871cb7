"""Which reminders to come would move if ladders or the calendar were others: the same planning, asked twice."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.models import Account
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.people import EVERYBODY, people_after
from tracker.reminders.planning import Line, OpenTask, Person, plan_lines
from tracker.reminders.plans import Plans, plans_of
from tracker.reminders.rules import Rule
from tracker.reminders.shifts import Shift, shifts
from tracker.reminders.told_before import yet_to_tell
from tracker.reminders.work import tasks_for
from tracker.tasks.models import Task

AROUND = timedelta(days=14)
"""How long after its deadline a task due later than the days asked about is looked at."""
BEYOND = timedelta(days=14)
"""How much further is planned, so that what moves past the last day is not taken for one that falls away."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A reminder of a task that would come on another day; `old` None: a new one, `new` None: it falls away.

    `rule` is by which it would come, or would have come; `was` by which it would have come, if that is another.
    `names` are those it reaches.
    """

    task_id: int
    code: str
    title: str
    rule: Rule
    names: tuple[str, ...]
    old: date | None
    new: date | None
    was: Rule | None = None

    @property
    def people(self) -> int:
        return len(self.names)


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


@dataclass(frozen=True, kw_only=True)
class _Span:
    """The days that are compared: up to `until`, and around the deadlines that lie between it and `far`."""

    after: date
    until: date
    far: date

    def until_of(self, task: OpenTask) -> date:
        target = task.dates.target
        if target is None or target <= self.until:
            return self.until
        return max(self.until, min(target + AROUND, self.far))


def moves_between(
    session: Session,
    organization_id: int,
    *,
    now: datetime,
    days: int,
    plans: Plans | None = None,
    calendar: WorkingCalendar | None = None,
    far: date | None = None,
) -> Moves:
    """What would move in the next `days` days if `plans` or `calendar` took the place of those that stand.

    With `far`, also what would move around the deadlines that come later, up to that day.
    """
    zone = session.get_one(Organization, organization_id).time_zone
    today = clock.today(zone, now)
    standing = working_calendar(session, organization_id, today)
    plans_now = plans_of(session, organization_id)
    people, _last = people_after(session, organization_id, after_id=0, most=EVERYBODY, day=today)
    until = today + timedelta(days=days)
    span = _Span(after=_done(session, organization_id, today), until=until, far=far or until)

    ends: dict[int, date] = {}

    def lines(some_plans: Plans, some_calendar: WorkingCalendar) -> list[Line]:
        tasks = tasks_for(session, organization_id, people, some_plans, calendar=some_calendar, day=today)
        ends.update({task.id: span.until_of(task) for task in tasks})
        return yet_to_tell(session, _lines(people, tasks, some_calendar, span), some_calendar, done=span.after)

    found = shifts(lines(plans_now, standing), lines(plans or plans_now, calendar or standing))
    near = {shift: who for shift, who in found.items() if shift.first_day <= ends[shift.task_id]}
    rows = _rows(session, organization_id, near)
    return Moves(rows=tuple(rows), until=span.far)


def _lines(people: Sequence[Person], tasks: Sequence[OpenTask], calendar: WorkingCalendar, span: _Span) -> list[Line]:
    by_end: defaultdict[date, list[OpenTask]] = defaultdict(list)
    for task in tasks:
        by_end[span.until_of(task)].append(task)
    return [
        line
        for until, some in by_end.items()
        for line in plan_lines(people, some, calendar, after=span.after, until=until + BEYOND)
    ]


def _rows(session: Session, organization_id: int, found: Mapping[Shift, Sequence[int]]) -> list[Move]:
    tasks = _tasks(session, {shift.task_id for shift in found})
    accounts = session.execute(
        sa.select(Account.id, Account.full_name)
        .where(Account.organization_id == organization_id)
        .order_by(Account.sort_key, Account.id)
    )
    names = {row.id: row.full_name for row in accounts}
    rows = [
        _move(shift, tasks[shift.task_id], tuple(name for each, name in names.items() if each in account_ids))
        for shift, account_ids in found.items()
    ]
    return sorted(rows, key=lambda move: (min(day for day in (move.old, move.new) if day), move.code, move.task_id))


def _move(shift: Shift, task: tuple[str, str], names: tuple[str, ...]) -> Move:
    _task_id, old, new = shift
    rung = new or old
    if rung is None:
        raise ValueError("a shift from nothing to nothing")
    return Move(
        task_id=shift.task_id,
        code=task[0],
        title=task[1],
        rule=rung.rule,
        was=old.rule if old is not None and old.rule != rung.rule else None,
        names=names,
        old=old.day if old is not None else None,
        new=new.day if new is not None else None,
    )


def _done(session: Session, organization_id: int, today: date) -> date:
    """The last day whose reminders are written: they cannot move any more."""
    query = sa.select(ReminderCursor.done_until).where(ReminderCursor.organization_id == organization_id)
    cursor = session.scalars(query).first()
    yesterday = today - timedelta(days=1)
    return yesterday if cursor is None else max(cursor, yesterday)


def _tasks(session: Session, task_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(sa.select(Task.id, Task.code, Task.title).where(Task.id.in_(task_ids)))
    return {row.id: (row.code, row.title) for row in rows}
