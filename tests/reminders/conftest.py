"""What the tests of this room share: a morning, the books, and a sender that only writes."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tracker.accounts.models import Account
from tracker.core.database import db, transaction
from tracker.core.languages import speaking
from tracker.mail.composers import composer_of
from tracker.mail.ledger import balance
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import OccurrenceState
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReminderCursor

# 07:30 in Vietnam on the Tuesday of the cast.
MORNING = datetime(2026, 5, 12, 0, 30, tzinfo=UTC)


class Books:
    """Everything owed and every mail, read afresh each time."""

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
        return sorted(
            (line.account_id, line.rule) for line in self.lines(state=OccurrenceState.ATTACHED, **conditions)
        )

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
def books(session):
    return Books()


@pytest.fixture
def caught_up(session, cast):
    """The ladder was last looked at yesterday, or `days` before today."""

    def set_back(days=1):
        with transaction() as writing:
            writing.execute(sa.delete(ReminderCursor))
            for organization in cast.organizations.values():
                day = TODAY - timedelta(days=days)
                writing.add(ReminderCursor(organization_id=organization.id, done_until=day, moved_at=MORNING))

    return set_back


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
                return composer_of(row.kind)(writing, row, lines, now)

    return composing
