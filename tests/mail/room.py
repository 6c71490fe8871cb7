"""The outbox as tests use it: mails put in, sent at a given moment, looked at afterwards."""

import contextlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tracker.core.database import db, transaction
from tracker.mail import composers, readiness
from tracker.mail.claims import claim
from tracker.mail.delivery import deliver
from tracker.mail.letter import Letter
from tracker.mail.models import MailAttempt, Occurrence, OutgoingMail
from tracker.mail.settings import read_settings
from tracker.mail.smtp import Mailer
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.mail.writing import Ended, Written, write

NOW = datetime(2026, 5, 12, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam
LATER = timedelta(hours=7)


def make_ready(mail_id, *, worker, now):
    """Write one claimed mail and begin it, as a sender does just before it hands it over."""
    settings = read_settings()
    match write([mail_id], settings=settings, now=now)[mail_id]:
        case Written() as paper:
            return readiness.make_ready(paper, worker=worker, settings=settings, now=now)
        case Ended() as paper:
            return readiness.end(paper, worker=worker)
        case paper:
            return readiness.note_failure(paper, worker=worker, now=now)


class Room:
    """Puts mails into the outbox, sends what is due, and shows what became of it."""

    def __init__(self, app):
        self.app = app
        self.engine = db.engine  # scripts of the server run outside the application
        self.now = NOW
        self.count = 0

    @contextlib.contextmanager
    def server(self, script=None, **more):
        """A mail server for the length of the block, to which the application now sends."""
        with SmtpServer(script, **more) as server:
            self.app.config["SMTP_PORT"] = server.port
            yield server

    def mail(self, *, lines=0, **more):
        """One due mail of the test kind, with so many lines about the one task; returns its number."""
        self.count += 1
        columns = {
            "organization_id": 1,
            "account_id": 1,
            "address": f"u{self.count}@example.vn",
            "kind": MailKind.TEST,
            "dedupe_key": f"key:{self.count}",
            "message_id": f"<{self.count}@theodoi.example>",
            "local_day": self.now.date(),
            "not_before": self.now - timedelta(minutes=10 - self.count / 100),
            "expires_at": self.now + timedelta(days=1),
            "created_at": self.now,
        } | more
        with transaction() as session:
            mail = OutgoingMail(**columns)
            session.add(mail)
            session.flush()
            session.add_all(self._line(mail.id, place) for place in range(lines))
        return mail.id

    def _line(self, mail_id, place, **more):
        return Occurrence(
            organization_id=1,
            key=f"line:{mail_id}:{place}",
            kind=OccurrenceKind.REMINDER,
            rule="0",
            task_id=1,
            account_id=1,
            local_day=self.now.date(),
            mail_id=mail_id,
            created_at=self.now,
            **more,
        )

    def claim(self, worker="here:1:aa", limit=10):
        return claim(worker=worker, limit=limit, now=self.now)

    def deliver(self, mail_ids, worker="here:1:aa"):
        with contextlib.closing(Mailer(read_settings().server)) as mailer:
            return deliver(mail_ids, worker=worker, mailer=mailer, clock=lambda: self.now)

    def make_ready(self, mail_id, worker="here:1:aa"):
        """Write one claimed mail and begin it, without handing it over; None if it is not to be sent."""
        return make_ready(mail_id, worker=worker, now=self.now)

    def send(self, worker="here:1:aa"):
        """Claim what is due and send it; returns how many the server accepted."""
        return self.deliver(self.claim(worker), worker)

    def change(self, mail_id, **values):
        """Meddle with a mail as another process might; usable in the middle of a talk with the server."""
        with self.engine.begin() as connection:
            connection.execute(sa.update(OutgoingMail).where(OutgoingMail.id == mail_id).values(**values))

    def row(self, mail_id):
        with self.fresh() as session:
            return session.get_one(OutgoingMail, mail_id)

    def attempts(self, mail_id):
        with self.fresh() as session:
            query = sa.select(MailAttempt).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id)
            return list(session.scalars(query))

    def lines(self, mail_id):
        with self.fresh() as session:
            found = sa.select(Occurrence).where(Occurrence.mail_id == mail_id).order_by(Occurrence.id)
            return list(session.scalars(found))

    @contextlib.contextmanager
    def fresh(self):
        """A session that has read nothing yet."""
        with sa.orm.Session(self.engine) as session:
            yield session

    @contextlib.contextmanager
    def writer(self, compose, kind=MailKind.DIGEST):
        """Let `compose` write the mails of `kind` for a while."""
        known = self.app.extensions["mail_composers"]
        before = dict(known)
        composers.register(self.app, kind, composers.one_by_one(compose))
        try:
            yield
        finally:
            known.clear()
            known.update(before)


def letter(subject="Việc hôm nay", text="Có việc.\n", html="<p>Có việc.</p>", **more):
    return Letter(subject=subject, text=text, html=html, **more)


def says(answer):
    """A composer that always gives this letter, or raises this error."""

    def compose(session, mail, lines, now):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return compose
