"""F13: the mail server is down for two hours, and then up again."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import Act, SmtpServer
from tests.faults.world import DAY, office
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState

PER_MINUTE = 30
WAITING = sa.select(OutgoingMail.id).where(OutgoingMail.state != MailState.ACCEPTED)


def test_nothing_is_lost_while_the_server_is_down_and_it_is_not_flooded_when_it_is_up(outbox, rehearse, size, tell):
    people, down = size(35, 500), [True]
    outbox.add(office(people, due=(DAY, DAY)))
    with SmtpServer(lambda step, _talk: Act.HANG_UP if step == "connect" and down[0] else None) as server:
        rehearsal = rehearse(server, MAIL_PER_MINUTE=PER_MINUTE)
        rehearsal.run(timedelta(hours=2), every=timedelta(minutes=size(2, 1)))
        assert (server.accepted, len(outbox.rows(WAITING))) == ([], people)
        tries = server.steps.count("connect")
        down[0] = False
        took = rehearsal.run_until(lambda: not outbox.rows(WAITING))
    findings = outbox.examine(server)
    assert findings.kept, findings
    most = max(Counter(mail.recipient for mail in server.accepted).values())
    assert (len(server.accepted), most) == (people, 1)
    assert rehearsal.most_in_a_minute <= PER_MINUTE
    assert took <= timedelta(minutes=people / PER_MINUTE + 6), "five minutes of rest, and then at full speed"
    assert tries < 60, "a server that is down is left in peace"
    assert [each.attempt for each in outbox.rows(sa.select(OutgoingMail.attempt))] == [1] * people
    tell(f"F13 down=2h tries={tries} drained in {took} at {rehearsal.most_in_a_minute}/min, most per person {most}")
