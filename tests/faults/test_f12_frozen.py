"""F12: a sender is frozen for longer than its lease, as a suspended machine is, and wakes up within a mail."""

import time

from tests.faults.fleet import LEASE, wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

DUE = 20


class Freezing:
    """A script that stops the sender `victim` just before the text of its third mail goes out, once.

    At a moment when it holds no lock on an SQLite file: whoever does keeps all others from it until he wakes up.
    """

    def __init__(self):
        self.fleet, self.ground, self.victim, self.frozen = None, None, None, set()

    def __call__(self, step, talk):
        if step == "data" and talk.taken == 2 and talk.sender == self.victim and talk.sender not in self.frozen:
            self.fleet.freeze(talk.sender)
            while self.ground.is_locked():
                self.fleet.wake(talk.sender)
                time.sleep(0.01)
                self.fleet.freeze(talk.sender)
            self.frozen.add(talk.sender)


def test_a_frozen_sender_repeats_nothing_that_it_no_longer_holds(place, size, tell):
    """It holds more mails than the one; the others take all of it over before it wakes."""
    freezes, script = size(1, 20), Freezing()
    with place.ground() as ground, SmtpServer(script) as server, ground.fleet(server) as fleet:
        script.fleet, script.ground = fleet, ground
        for number in range(freezes):
            ground.add(mails(DUE, first=1 + number * DUE))
            script.victim = fleet.launch()
            wait_until(lambda: script.victim in script.frozen, PATIENCE)
            fleet.let_pass(LEASE)
            other = fleet.launch()
            wait_until(lambda number=number: len(set(server.ids())) == DUE * (number + 1), PATIENCE)
            fleet.wake(script.victim)
            wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
            fleet.dismiss(script.victim, other)
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert findings.extra == 0
    tell(f"F12 freezes={freezes} {findings.line()}")
