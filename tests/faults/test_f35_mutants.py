"""F35: a guard is taken out; the trial that relies on it must fail. Only what stands here has been tried."""

from datetime import timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker.core import clock
from tracker.mail import claims, readiness, settle
from tracker.mail.jobs import Mailer, deliver, read_settings
from tracker.mail.models import OutgoingMail
from tracker.mail.rows import change

LATER = timedelta(hours=1)


def passed_on(outbox, rehearse):
    """A sender sleeps past its lease; another takes its mails and sends them; the first wakes. Repeats."""
    outbox.add(mails(5))
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        with clock.frozen(rehearsal.now):
            asleep = claims.claim(worker="here:1:aa", limit=10, now=rehearsal.now)
        rehearsal.now += LATER
        rehearsal.tick(times=3)
        mailer = Mailer(read_settings().server)
        with clock.frozen(rehearsal.now):
            deliver(asleep, worker="here:1:aa", mailer=mailer, clock=clock.now)
        mailer.close()
    return outbox.examine(server).extra


def begin_anything(session, mail_id, _worker, lease_until):
    return change(session, OutgoingMail, OutgoingMail.id == mail_id, state="sending", lease_until=lease_until) == 1


def test_the_start_guard_is_needed(outbox, rehearse, monkeypatch, tell):
    monkeypatch.setattr(readiness, "_guard", begin_anything)
    monkeypatch.setattr(settle, "_still_ours", lambda mail_id, _worker: (OutgoingMail.id == mail_id,))
    assert passed_on(outbox, rehearse) > 0
    tell("mutants=1 killed=1 (start guard)", promise="P14")


def test_with_its_guard_a_sender_begins_nothing_that_passed_to_another(outbox, rehearse):
    assert passed_on(outbox, rehearse) == 0
    assert {each.claims for each in outbox.rows(sa.select(OutgoingMail))} == {2}
