"""F15: one mail in ten is put off, one in a hundred refused for good, one in a hundred told to come back (421)."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker.mail.models import OutgoingMail
from tracker.mail.status import WAITING_STATES, MailState

WAITING = sa.select(OutgoingMail.id).where(OutgoingMail.state.in_(WAITING_STATES))
PHASES = ("rcpt", "data", "dot")


class Moody:
    """Puts off every tenth mail twice, at one phase after the other; refuses every hundredth; closes over another."""

    def __init__(self):
        self.asked = Counter()

    def __call__(self, step, talk):
        if step not in PHASES:
            return None
        number = int(talk.recipient.removeprefix("u").partition("@")[0])
        self.asked[number, step] += 1
        if number % 100 == 5 and step == "rcpt":
            return "550 5.7.1 not from you"
        if number % 100 == 7 and step == "rcpt" and self.asked[number, step] == 1:
            return "421 4.3.2 come back later"
        if number % 10 == 0 and step == PHASES[number // 10 % 3] and self.asked[number, step] <= 2:
            return "451 4.3.0 not now"
        return None


def test_what_is_put_off_arrives_and_what_is_refused_is_tried_once(outbox, rehearse, size, tell):
    due = size(110, 2_000)
    outbox.add(mails(due))
    with SmtpServer(Moody()) as server:
        rehearsal = rehearse(server)
        took = rehearsal.run_until(lambda: not outbox.rows(WAITING), every=timedelta(minutes=1))
    attempts = {each.id: each for each in outbox.rows(sa.select(OutgoingMail))}
    refused = {number for number in attempts if number % 100 == 5}
    assert {number for number, mail in attempts.items() if mail.state is MailState.FAILED} == refused
    assert {number for number, mail in attempts.items() if mail.state is MailState.ACCEPTED} == set(attempts) - refused
    assert Counter(server.ids()) == Counter(f"<{number}@theodoi.example>" for number in set(attempts) - refused)
    assert all(attempts[number].attempt == 3 for number in attempts if number % 10 == 0)
    assert all(mail.attempt == 1 for number, mail in attempts.items() if number % 10), "421 is not held against a mail"
    histogram = dict(sorted(Counter(mail.attempt for mail in attempts.values()).items()))
    tell(f"F15 due={due} refused={len(refused)} attempts={histogram} in {took}")
