"""The mails of the demo's past: nobody received them, yet the ledger shows them as a server would have answered."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from tracker.core.database import transaction
from tracker.demo.days import Days, morning
from tracker.mail.models import MailAttempt, OutgoingMail
from tracker.mail.status import MailKind, MailState, Phase, Verdict
from tracker.reminders.actions import queue_due

REPLY = "demo"
"""What stands where the answer of a mail server would: this mail was never sent."""

OK = 250
TOOK = timedelta(seconds=2)
STILL_OF_USE = timedelta(days=1)


def settle_until(moment: datetime) -> None:
    """Write down every waiting mail that was due by then as taken by the server."""
    with transaction() as session:
        waiting = session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.not_before <= moment)
            .order_by(OutgoingMail.id)
        ).all()
        for mail in waiting:
            _settle(mail)
        session.add_all(_attempt(mail) for mail in waiting)


def _settle(mail: OutgoingMail) -> None:
    name_for_good(mail)
    mail.state = MailState.ACCEPTED
    mail.attempt = mail.claims = 1
    mail.data_started_at = _begun(mail) + TOOK / 2
    mail.accepted_at = _begun(mail) + TOOK
    mail.accepted_reply = REPLY


def _attempt(mail: OutgoingMail) -> MailAttempt:
    return MailAttempt(
        organization_id=mail.organization_id,
        mail_id=mail.id,
        number=1,
        worker=REPLY,
        started_at=_begun(mail),
        ended_at=_begun(mail) + TOOK,
        phase=Phase.ACCEPTED,
        code=OK,
        reply=REPLY,
        outcome=Verdict.ACCEPTED,
    )


def _begun(mail: OutgoingMail) -> datetime:
    """A mail is sent once it exists and its time has come."""
    return max(mail.created_at, mail.not_before)


def name_for_good(mail: OutgoingMail) -> None:
    """Names by number in place of random ones: the same moment gives the same demo."""
    mail.message_id = f"<demo-{mail.id}@{mail.message_id.rpartition('@')[2]}"
    if mail.kind is MailKind.NOTICE:
        mail.dedupe_key = f"notice:demo-{mail.id}"


def send_newest_digest_now(days: Days, now: datetime) -> int:
    """Where today's digest does not go out by itself, send the newest one now, so that there is a mail to read.

    On a working day after the hour of the digest nothing is done: the scheduler sends it. Returns how many mails.
    """
    if days.newest == days.today:
        return 0
    queue_due(morning(days.newest))
    with transaction() as session:
        waiting = session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.kind == MailKind.DIGEST)
            .order_by(OutgoingMail.id)
        ).all()
        for mail in waiting:
            name_for_good(mail)
            mail.not_before, mail.expires_at = now, now + STILL_OF_USE
        return len(waiting)
