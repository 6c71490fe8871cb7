"""A quarter of a committee, day by day: nobody is nagged, nothing is forgotten, and the forecast comes true."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.house.conftest import tell  # noqa: F401  # the fixture
from tracker.accounts.models import Account
from tracker.calendar.queries import working_calendar
from tracker.core.database import db, transaction
from tracker.mail import claims
from tracker.mail.delivery import deliver
from tracker.mail.ledger import balance
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.smtp import Outcome
from tracker.mail.status import MailKind, MailState, OccurrenceState, Phase, Verdict
from tracker.reminders.actions import queue_due
from tracker.reminders.forecast import forecast
from tracker.reminders.rules import Part, Rule
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import OPEN_STATES, State

from .committee import FIRST, ZONE, at, found

# Days, tasks, groups, people; after which days 14 quiet ones follow, on which nothing ran, on which somebody leaves.
SIZES = {
    "sqlite": (90, 60, 12, 40, (14, 45, 72), (35, 36, 37), 62),
    "postgresql": (45, 25, 6, 20, (25,), (18, 19), 8),
}
WORKERS = {Part.IN_CHARGE, Part.LEAD, Part.HEAD}


class Server:
    """A mail server in the same process, which takes everything."""

    def connect(self):
        return None

    def drop(self):
        return None

    def send(self, *, may_finish, **_mail):
        assert may_finish()
        return Outcome(Verdict.ACCEPTED, Phase.ACCEPTED, 250, "2.0.0 ok")


class Quarter:
    """The committee, and what was seen to go wrong."""

    def __init__(self, committee):
        self.committee = committee
        self.calendar = working_calendar(db.session(), committee.organization.id, FIRST)
        self.faults = Counter()
        self.seen = set()

    def run(self, day, *, acts):
        """One day: reminders at half past seven, acts before and after the mails leave, work until the evening."""
        committee = self.committee
        for hour, minute in ((0, 5), (7, 29), (7, 30), (7, 31)):
            queue_due(at(day, hour, minute))
        committee.live(at(day, 7, 33), acts)
        self.deliver(at(day, 7, 40))
        for hour in (10, 15):
            committee.live(at(day, hour), acts)
            self.deliver(at(day, hour, 30))
        queue_due(at(day, 23, 50))

    def deliver(self, now):
        """Send what is due; notices are not what this test is about and count as sent."""
        with transaction() as session:
            notices = sa.and_(OutgoingMail.kind == MailKind.NOTICE, OutgoingMail.state == MailState.QUEUED)
            session.execute(sa.update(OutgoingMail).where(notices).values(state=MailState.ACCEPTED))
        while mail_ids := claims.claim(worker="sender", limit=50, now=now):
            deliver(mail_ids, worker="sender", mailer=Server(), clock=lambda: now)
        self.examine(now)

    def examine(self, now):
        """Each digest that has just left, against the tables as they stand at this moment."""
        db.session.rollback()
        query = sa.select(OutgoingMail).where(
            OutgoingMail.kind == MailKind.DIGEST,
            OutgoingMail.state == MailState.ACCEPTED,
            OutgoingMail.accepted_at == now,
        )
        for mail in db.session.scalars(query).all():
            lines = [line for line in mail.lines if line.state is OccurrenceState.ATTACHED]
            local = mail.accepted_at.astimezone(ZoneInfo(ZONE))
            inside = self.committee.organization.window_from <= local.time() < self.committee.organization.window_until
            self.faults["twice"] += (mail.account_id, mail.local_day) in self.seen
            self.faults["off"] += not (
                inside and self.calendar.is_working(local.date()) and local.date() == mail.local_day
            )
            self.faults["empty"] += not lines
            self.faults["gone"] += db.session.get(Account, mail.account_id).disabled_at is not None
            self.faults["submitted"] += sum(not self.is_owed(line) for line in lines)
            self.seen.add((mail.account_id, mail.local_day))

    @staticmethod
    def is_owed(line):
        """Whether the person's part of the task is still to be done, asked of the tables in another way."""
        task, part = db.session.get(Task, line.task_id), Part(line.detail["part"])
        if part is Part.REVIEWER:
            return task.state is State.AWAITING_CONFIRMATION
        if part is Part.SUPPORTING:
            seats = {each.group_id for each in task.supporting}
            filed = db.session.scalars(
                sa.select(StatusUpdate.group_id).where(
                    StatusUpdate.task_id == task.id, StatusUpdate.reported_on >= date(2026, 1, 1)
                )
            )
            return task.state in OPEN_STATES and not seats <= set(filed)
        return task.state in OPEN_STATES

    def told(self, first, last):
        """What the ledger says was told in those days: day, person, task, rule, part."""
        db.session.rollback()
        query = (
            sa.select(OutgoingMail.local_day, Occurrence)
            .join(Occurrence, Occurrence.mail_id == OutgoingMail.id)
            .where(
                OutgoingMail.kind == MailKind.DIGEST,
                OutgoingMail.state == MailState.ACCEPTED,
                OutgoingMail.local_day.between(first, last),
                Occurrence.state == OccurrenceState.ATTACHED,
            )
        )
        people = {each: account.full_name for each, account in self.committee.people.items()}
        return {
            (day, people[line.account_id], line.task_id, line.rule, line.detail["part"])
            for day, line in db.session.execute(query)
        }

    def foreseen(self, day):
        """The same of the next 14 days, asked the evening before they begin."""
        coming = forecast(db.session(), self.committee.organization.id, now=at(day, 18), days=14)
        return {
            (each.day, person.name, line.task_id, str(line.rule), str(line.part))
            for each in coming
            for person in each.people
            for line in person.lines
        }

    @property
    def most_early(self):
        """The most mentions that one person had of one task before its deadline."""
        told = Counter(
            (who, task) for _day, who, task, rule, _ in self.told(FIRST, date(2027, 1, 1)) if Rule.parse(rule).is_early
        )
        return max(told.values())


@pytest.fixture
def quarter(session, engine_name):
    _days, tasks, groups, people, *_rest = SIZES[engine_name]
    return Quarter(found(26, tasks=tasks, groups=groups, people=people))


def test_a_quarter_of_reminders(app, quarter, engine_name, tell):  # noqa: F811
    days, tasks, groups, people, quiet, down, leaving = SIZES[engine_name]
    foreseen, difference = None, 0
    for number in range(days):
        day = FIRST + timedelta(days=number)
        since = next((number - start for start in quiet if 0 < number - start <= 14), None)
        if number in quiet:
            quarter.run(day, acts=2)
            foreseen = quarter.foreseen(day)
        elif number not in down:
            quarter.run(day, acts=0 if since else 2)
        if number == leaving:
            quarter.committee.somebody_leaves(at(day, 7, 32))
        if since == 14:
            difference += len(foreseen ^ quarter.told(day - timedelta(days=13), day))
    db.session.rollback()
    books = balance(db.session())
    faults = {name: quarter.faults[name] for name in ("twice", "off", "empty", "gone", "submitted")}
    tell(
        f"quarter days={days} tasks={tasks} groups={groups} people={people} mails={len(quarter.seen)} "
        f"lines={books.total} {' '.join(f'{name}={count}' for name, count in faults.items())} "
        f"early={quarter.most_early} forecast={len(quiet)}x14 days difference={difference} balance={books.difference}"
    )
    assert faults == dict.fromkeys(faults, 0)
    assert quarter.most_early <= 3
    assert (difference, books.difference) == (0, 0)
    assert foreseen
    assert len(quarter.seen) > days
    assert len(quarter.told(FIRST, date(2027, 1, 1))) > len(quarter.seen)
