"""F33: thirty mails a minute, however many send."""

import time

import pytest

from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.rehearsal import most_within
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

PER_MINUTE = 30


def test_three_senders_together_keep_the_limit(outbox, rehearse, size, tell):
    """On a clock that a minute costs nothing: every few seconds each of three looks what it may send."""
    due = size(70, 1_000)
    outbox.add(mails(due))
    with SmtpServer() as server:
        rehearsal = rehearse(server, MAIL_PER_MINUTE=PER_MINUTE)
        took = rehearsal.run_until(lambda: len(server.accepted) == due, every=rehearsal.SECOND * size(6, 3), each=3)
    findings = outbox.examine(server)
    assert findings.kept, findings
    assert 0 < rehearsal.most_in_a_minute <= PER_MINUTE
    tell(f"limit=30/min senders=3 due={due} max/60s={rehearsal.most_in_a_minute} in {took}", promise="P13")


@pytest.mark.full_size
def test_three_processes_keep_the_limit_by_the_true_clock(place, tell):
    due = 3 * PER_MINUTE
    with (
        place.ground(mails(due)) as ground,
        SmtpServer() as server,
        ground.fleet(server, MAIL_PER_MINUTE=str(PER_MINUTE)) as fleet,
    ):
        for _ in range(3):
            fleet.launch()
        began = time.monotonic()
        wait_until(lambda: not ground.waiting(), 2 * PATIENCE, pause=0.2)
        seconds = time.monotonic() - began
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    most = most_within(60, [mail.at for mail in server.accepted])
    assert most <= PER_MINUTE
    tell(f"limit=30/min processes=3 due={due} max/60s={most} in {seconds:.0f} s", promise="P13")
