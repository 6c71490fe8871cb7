"""What goes out if nothing changes: the same ladder as every morning, asked about mornings to come."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.models import Account
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.quarter import Quarter
from tracker.core.text import normalize_email
from tracker.mail.burials import dead_among
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.mornings import Morning, is_closed, morning_on, window_of
from tracker.reminders.people import EVERYBODY, people_after
from tracker.reminders.planning import Person, plan_lines
from tracker.reminders.plans import plans_of
from tracker.reminders.rules import Part, Rule
from tracker.reminders.rungs import LONGEST_GAP
from tracker.reminders.told_before import told_before
from tracker.reminders.weekly import owed_weekly
from tracker.reminders.work import lines_left_over, mentions_until, tasks_for
from tracker.tasks.models import Task


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
    """One digest. `is_dead`: nothing is sent to the address, and the ledger will say so.

    `report` is the quarter of which the standing committee is told with the first digest of the week.
    """

    account_id: int
    name: str
    is_dead: bool
    lines: tuple[ForecastLine, ...]
    report: Quarter | None = None


@dataclass(frozen=True, kw_only=True)
class ForecastDay:
    """The digests of one working day, by name."""

    day: date
    people: tuple[ForecastPerson, ...]


class _Told(NamedTuple):
    """A line to one person."""

    account_id: int
    task_id: int
    rule: Rule
    part: Part


class _Digests(NamedTuple):
    """What is told on one morning: the lines about tasks, and who hears how the quarter stands."""

    lines: tuple[_Told, ...] = ()
    reported: frozenset[int] = frozenset()

    @property
    def account_ids(self) -> set[int]:
        return {line.account_id for line in self.lines} | self.reported


def forecast(session: Session, organization_id: int, *, now: datetime, days: int = 14) -> list[ForecastDay]:
    """The digests from today, or from tomorrow if today's are written, up to `days` days from now.

    As many SELECTs as there are working days, times a fixed number.
    """
    organization = session.get_one(Organization, organization_id)
    today = clock.today(organization.time_zone, now)
    cursor = session.scalars(
        sa.select(ReminderCursor.done_until).where(ReminderCursor.organization_id == organization_id)
    ).first()
    looking = _Looking(
        session=session,
        organization=organization,
        calendar=working_calendar(session, organization_id, today),
        done=cursor if cursor is not None else today - timedelta(days=1),
        now=now,
    )
    over = now >= window_of(organization, today).expires_at
    coming = (today + timedelta(days=number) for number in range(over, days + 1))
    found = {day: looking.at(day) for day in coming if not is_closed(organization, day)}
    return _with_names(session, organization_id, found)


@dataclass(kw_only=True)
class _Looking:
    """Going through the mornings to come. `done` is the last one gone through."""

    session: Session
    organization: Organization
    calendar: WorkingCalendar
    done: date
    now: datetime
    first: bool = True

    def at(self, day: date) -> _Digests:
        """What is told on the morning of `day`; nothing on a day off, or on one that is done."""
        if day <= self.done or not self.calendar.is_working(day):
            return _Digests()
        morning = morning_on(self.organization, day, self.done, self.calendar)
        people, _last = people_after(self.session, self.organization.id, after_id=0, most=EVERYBODY, day=day)
        ids = [person.account_id for person in people]
        told = self._left_over(ids, day) if self.first else []
        lines = self._lines(people, morning)
        newer = {(line.account_id, line.task_id) for line in lines}
        self.done, self.first = day, False
        return _Digests(
            lines=(*(each for each in told if (each.account_id, each.task_id) not in newer), *lines),
            reported=owed_weekly(self.session, morning, people),
        )

    def _lines(self, people: list[Person], morning: Morning) -> list[_Told]:
        after, day, organization_id = morning.after, morning.today, morning.organization_id
        plans = plans_of(self.session, organization_id)
        tasks = tasks_for(self.session, organization_id, people, plans, calendar=self.calendar, day=day)
        # What is foreseen on the way need not be counted: each mention leaves one less to come.
        ids = [person.account_id for person in people]
        mentions = mentions_until(self.session, ids, after)
        lines = plan_lines(people, tasks, self.calendar, after=after, until=day, mentions=mentions)
        before = told_before(self.session, ids, self.calendar, after=after, today=day)
        return [
            _Told(line.account_id, line.task_id, line.rule, line.part)
            for line in lines
            if line.newest and not before.reason(line)
        ]

    def _left_over(self, account_ids: list[int], day: date) -> list[_Told]:
        """Lines of digests that could not be handed over: the newest about each task goes with the next digest."""
        left = lines_left_over(self.session, account_ids, since=day - LONGEST_GAP, now=self.now, lock=False)
        newest = {(line.account_id, line.task_id): line for line in left}
        return [
            _Told(line.account_id, line.task_id, Rule.parse(line.rule), Part(line.detail["part"]))
            for line in newest.values()
        ]


def _with_names(session: Session, organization_id: int, found: dict[date, _Digests]) -> list[ForecastDay]:
    ids = {each for digests in found.values() for each in digests.account_ids}
    accounts = session.scalars(
        sa.select(Account).where(Account.id.in_(ids)).order_by(Account.sort_key, Account.id)
    ).all()
    dead = dead_among(session, {normalize_email(account.mail_address) for account in accounts})
    titles = {
        task_id: (code, title)
        for task_id, code, title in session.execute(
            sa.select(Task.id, Task.code, Task.title).where(Task.organization_id == organization_id)
        )
    }
    return [
        ForecastDay(day=day, people=_people(digests, day, accounts, dead, titles))
        for day, digests in found.items()
        if digests.account_ids
    ]


def _people(
    digests: _Digests, day: date, accounts: Sequence[Account], dead: set[str], titles: dict[int, tuple[str, str]]
) -> tuple[ForecastPerson, ...]:
    by_person: defaultdict[int, list[ForecastLine]] = defaultdict(list)
    for line in digests.lines:
        code, title = titles[line.task_id]
        told = ForecastLine(task_id=line.task_id, code=code, title=title, rule=line.rule, part=line.part)
        by_person[line.account_id].append(told)
    return tuple(
        ForecastPerson(
            account_id=account.id,
            name=account.full_name,
            is_dead=normalize_email(account.mail_address) in dead,
            lines=tuple(by_person[account.id]),
            report=Quarter.of(day) if account.id in digests.reported else None,
        )
        for account in accounts
        if account.id in digests.account_ids
    )
