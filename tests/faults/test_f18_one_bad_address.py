"""F18: one address of two hundred has no mailbox."""

from collections import Counter

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState

BAD = 17


def test_the_others_get_exactly_one_mail(outbox, rehearse, size, tell):
    due = size(40, 200)
    outbox.add(mails(due))
    nobody = f"u{BAD}@example.vn"
    with SmtpServer(
        lambda step, talk: "550 5.1.1 nobody here" if step == "rcpt" and talk.recipient == nobody else None
    ) as server:
        rehearsal = rehearse(server)
        rehearsal.tick(times=3)
    assert Counter(server.ids()) == {f"<{n}@theodoi.example>": 1 for n in range(1, due + 1) if n != BAD}
    (bad,) = outbox.rows(sa.select(OutgoingMail).where(OutgoingMail.state != MailState.ACCEPTED))
    assert (bad.id, bad.state, bad.attempt) == (BAD, MailState.FAILED, 1)
    tell(f"F18 others={len(server.accepted)} once each, bad tried once")
