"""What the tests of this room share: a morning, the books, and a sender that only writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account
from tracker.core.database import db, transaction
from tracker.core.languages import speaking
from tracker.mail.composers import composer_of
from tracker.mail.ledger import balance
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.outbox import Recipient, queue_news
from tracker.mail.status import MailKind, MailState, OccurrenceState
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReminderCursor
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import State

# 07:30 in Vietnam on the Tuesday of the cast.
MORNING = datetime(2026, 5, 12, 0, 30, tzinfo=UTC)


class Books:
    """Everything owed and every mail, read afresh each time."""

    def __init__(self, cast):
        self.cast = cast

    def last_looked_at(self, days=1):
        """Say that the ladder was looked at up to so many days before today."""
        with transaction() as session:
            session.execute(sa.delete(ReminderCursor))
            for organization in self.cast.organizations.values():
                day = TODAY - timedelta(days=days)
                session.add(ReminderCursor(organization_id=organization.id, done_until=day, moved_at=MORNING))

    def open(self, *, days=1, now=MORNING):
        """Queue the reminders of the morning, the last look being so many days ago."""
        self.last_looked_at(days - (now - MORNING).days)
        return queue_due(now)

    def sent(self):
        """Every mail that waits was taken by the server."""
        with transaction() as session:
            waiting = OutgoingMail.state == MailState.QUEUED
            session.execute(sa.update(OutgoingMail).where(waiting).values(state=MailState.ACCEPTED))

    def go_on(self, days, *, start=0):
        """So many mornings, each one's mails taken at once."""
        for number in range(start, start + days):
            queue_due(MORNING + timedelta(days=number))
            self.sent()

    def lines(self, **conditions):
        db.session.rollback()
        db.session.expire_all()
        query = sa.select(Occurrence).filter_by(**conditions).order_by(Occurrence.local_day, Occurrence.id)
        return db.session.scalars(query).all()

    def mails(self, **conditions):
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalars(sa.select(OutgoingMail).filter_by(**conditions).order_by(OutgoingMail.id)).all()

    def told(self, **conditions):
        """The lines that stand in a mail, as (who, rule)."""
        return sorted((line.account_id, line.rule) for line in self.lines(state=OccurrenceState.ATTACHED, **conditions))

    @property
    def balance(self):
        db.session.rollback()
        return balance(db.session())

    @property
    def cursor(self):
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalars(sa.select(ReminderCursor).order_by(ReminderCursor.organization_id)).all()


@pytest.fixture
def books(session, cast):
    return Books(cast)


@pytest.fixture
def caught_up(books):
    """The ladder was last looked at yesterday, or `days` before today."""
    return books.last_looked_at


@pytest.fixture
def morning(session):
    """Queue the reminders of a day; the Tuesday of the cast by default."""

    def queue(days=0, hours=0):
        return queue_due(MORNING + timedelta(days=days, hours=hours))

    return queue


@pytest.fixture
def write(session):
    """Write one mail as the sender would: in a transaction, in the reader's language."""

    def composing(mail, *, now=MORNING):
        with transaction() as writing:
            writing.expire_all()
            row = writing.get_one(OutgoingMail, mail.id)
            lines = [line for line in row.lines if line.state is OccurrenceState.ATTACHED]
            with speaking(writing.get_one(Account, row.account_id).locale):
                return composer_of(row.kind)(writing, [row], {row.id: lines}, now)(row)

    return composing


@pytest.fixture
def digest_of(books, write):
    """The digest somebody of the cast gets this morning: queue it, then write it."""

    def written(name):
        books.open()
        (mail,) = books.mails(account_id=books.cast.people[name].id, kind=MailKind.DIGEST)
        return write(mail)

    return written


@pytest.fixture
def report(session, cast):
    """What a group files about a task."""

    def file(task, text="", *, on=date(2026, 5, 4), at=None, group="a", author="binh", to=State.IN_PROGRESS, **more):
        with transaction() as writing:
            update = StatusUpdate(
                organization_id=task.organization_id,
                task_id=task.id,
                group_id=cast.groups[group].id,
                author_id=cast.people[author].id,
                created_at=at or datetime(on.year, on.month, on.day, 3, tzinfo=UTC),
                reported_on=on,
                from_state=State.IN_PROGRESS,
                to_state=to,
                done_text=text,
                **more,
            )
            writing.add(update)
        return update

    return file


@pytest.fixture
def change_task(session):
    """Change a task behind the rules' back, as other people would."""

    def changing(task, **values):
        with transaction() as writing:
            writing.execute(sa.update(Task).where(Task.id == task.id).values(**values))

    return changing


@pytest.fixture
def news(session, cast):
    """Tell somebody of the cast a piece of news; answers the mail it waits in."""

    def telling(kind, task, name="an", *, key=None, now=NOW, **detail):
        account = cast.people[name]
        with transaction() as writing:
            queue_news(
                writing,
                organization_id=task.organization_id,
                recipients=[Recipient(account_id=account.id, address=account.email)],
                kind=kind,
                task_id=task.id,
                key=key or f"{kind}:{task.id}",
                local_day=TODAY,
                now=now,
                detail=detail,
            )
            query = sa.select(OutgoingMail).where(
                OutgoingMail.account_id == account.id,
                OutgoingMail.kind == MailKind.NOTICE,
                OutgoingMail.state == MailState.QUEUED,
            )
            return writing.scalars(query).one()

    return telling
