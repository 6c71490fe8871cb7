"""What goes out if nothing changes: the same ladder as every morning, asked about mornings to come."""

from collections import defaultdict
from collections.abc import Iterable
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
from tracker.reminders.planning import Line, plan
from tracker.reminders.rules import Part, Rule
from tracker.reminders.work import open_tasks, people_after
from tracker.tasks.models import Task

EVERYBODY = 100_000


@dataclass(frozen=True, kw_only=True)
class ForecastLine:
    """One task in somebody's digest, and by which rule it stands there."""

    task_id: int
    code: str
    title: str
    rule: Rule
    part: Part


@dataclass(frozen=True, kw_only=True)
class ForecastPerson:
    """One digest."""

    account_id: int
    name: str
    lines: tuple[ForecastLine, ...]


@dataclass(frozen=True, kw_only=True)
class ForecastDay:
    """The digests of one working day, by name."""

    day: date
    people: tuple[ForecastPerson, ...]


def forecast(session: Session, organization_id: int, *, now: datetime, days: int = 14) -> list[ForecastDay]:
    """The digests from today, or from tomorrow if today's are written, up to `days` days from now."""
    organization = session.get_one(Organization, organization_id)
    today = clock.today(organization.time_zone, now)
    cursor = session.scalars(
        sa.select(ReminderCursor.done_until).where(ReminderCursor.organization_id == organization_id)
    ).first()
    done = cursor if cursor is not None else today - timedelta(days=1)
    calendar = working_calendar(session, organization_id, today)
    found: dict[date, list[Line]] = {}
    for number in range(days + 1):
        day = today + timedelta(days=number)
        if day > done and calendar.is_working(day):
            found[day] = _lines_of(session, organization_id, calendar, after=done, day=day)
            done = day
    return _with_names(session, organization_id, found)


def _lines_of(
    session: Session, organization_id: int, calendar: WorkingCalendar, *, after: date, day: date
) -> list[Line]:
    people, _last = people_after(session, organization_id, after_id=0, most=EVERYBODY, day=day)
    groups = {group_id for person in people for group_id in person.seats}
    tasks = open_tasks(session, organization_id, groups, day)
    return [line for line in plan(people, tasks, calendar, after=after, until=day) if line.newest]


def _with_names(session: Session, organization_id: int, found: dict[date, list[Line]]) -> list[ForecastDay]:
    names = dict(
        session.execute(
            sa.select(Account.id, Account.full_name)
            .where(Account.organization_id == organization_id)
            .order_by(Account.sort_key, Account.id)
        ).tuples()
    )
    titles = {
        task_id: (code, title)
        for task_id, code, title in session.execute(
            sa.select(Task.id, Task.code, Task.title).where(Task.organization_id == organization_id)
        )
    }
    return [ForecastDay(day=day, people=_people(lines, names, titles)) for day, lines in found.items() if lines]


def _people(
    lines: Iterable[Line], names: dict[int, str], titles: dict[int, tuple[str, str]]
) -> tuple[ForecastPerson, ...]:
    by_person: defaultdict[int, list[ForecastLine]] = defaultdict(list)
    for line in lines:
        code, title = titles[line.task_id]
        told = ForecastLine(task_id=line.task_id, code=code, title=title, rule=line.rule, part=line.part)
        by_person[line.account_id].append(told)
    return tuple(
        ForecastPerson(account_id=account_id, name=name, lines=tuple(by_person[account_id]))
        for account_id, name in names.items()
        if account_id in by_person
    )
