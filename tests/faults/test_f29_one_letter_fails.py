"""F29: the letter to one person cannot be written, whatever the reason."""

import logging
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import office
from tracker.mail import composers
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState

PEOPLE, UNLUCKY = 10, "u7@example.vn"


def test_the_others_are_not_touched_and_it_ends_with_its_reason(outbox, rehearse, monkeypatch, caplog, tell):
    outbox.add(office(PEOPLE))
    known = outbox.app.extensions["mail_composers"]
    real = composers.composer_of(MailKind.DIGEST)
    tries = []

    def compose(session, mails, lines, now):
        write = real(session, mails, lines, now)

        def writing(mail):
            if mail.address == UNLUCKY:
                tries.append(now)
                raise ZeroDivisionError("a template of this one person")
            return write(mail)

        return writing

    monkeypatch.setitem(known, MailKind.DIGEST, compose)
    with SmtpServer() as server, caplog.at_level(logging.ERROR):
        rehearsal = rehearse(server)
        rehearsal.tick()
        assert len(server.accepted) == PEOPLE - 1, "nobody waits for it"
        rehearsal.run(timedelta(hours=4), every=timedelta(minutes=5))
    assert set(Counter(mail.recipient for mail in server.accepted).values()) == {1}
    (mail,) = outbox.rows(sa.select(OutgoingMail).where(OutgoingMail.state != MailState.ACCEPTED))
    assert (mail.address, mail.state, len(tries)) == (UNLUCKY, MailState.DEAD, 5)
    assert "ZeroDivisionError: a template of this one person" in mail.last_error
    assert "Traceback" in caplog.text
    tell(f"F29 others={len(server.accepted)} once each, dead=1 after {len(tries)} tries, with its trace")
