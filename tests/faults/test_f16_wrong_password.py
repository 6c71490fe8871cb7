"""F16: for a whole day the server refuses our password."""

import logging
from datetime import timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import MOMENT, mails
from tracker.core.database import db
from tracker.mail.ledger import health
from tracker.mail.models import OutgoingMail
from tracker.mail.settings import read_settings

DAYS = timedelta(days=3)


def test_a_wrong_password_costs_no_mail_and_is_loud_at_once(outbox, rehearse, caplog, size, tell):
    right = []
    outbox.add(mails(20))
    with db.engine.begin() as connection:
        connection.execute(sa.update(OutgoingMail).values(expires_at=MOMENT + DAYS))
    with SmtpServer(lambda step, _talk: None if right or step != "auth" else "535 5.7.8 bad password") as server:
        rehearsal = rehearse(server, SMTP_USERNAME="we", SMTP_PASSWORD="wrong")
        with caplog.at_level(logging.CRITICAL, "tracker.mail"):
            rehearsal.tick()
        assert "535 5.7.8 bad password" in caplog.text
        assert "535" in health(db.session(), read_settings().server.name, rehearsal.now).server_error
        rehearsal.run(timedelta(days=1), every=timedelta(minutes=size(40, 10)))
        states = {(each.state, each.attempt) for each in outbox.rows(sa.select(OutgoingMail))}
        assert states == {("queued", 0)}
        right.append(True)
        rehearsal.run(timedelta(minutes=6))
    findings = outbox.examine(server)
    assert findings.kept, findings
    assert findings.extra == 0
    tell("a day of 535: dead letters=0, told after one tick")
