"""F11: several senders share an outbox and are killed at random moments, again and again."""

import random
import time

from tests.faults.fleet import LEASE, wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

LATEST_ANSWER = 0.008  # seconds the server takes at most to answer the dot: room for kills between dot and commit


def test_random_kills_lose_nothing_and_repeat_only_what_they_hid(place, size, tell):
    due, kills, senders = size(60, 10_000), size(4, 1_000), size(2, 4)
    last, batches = size((due // 2, "small batches"), (due * 9 // 10, ""))  # what the dead hold comes last in the small
    lease = size(LEASE, 5)  # in the full size those who live take over from the dead, with time as it passes
    with (
        place.ground(mails(due)) as ground,
        SmtpServer(latest_answer=LATEST_ANSWER) as server,
        ground.fleet(server, lease=lease) as fleet,
    ):
        for _ in range(senders):
            fleet.launch(PATCH=batches)
        for moment in sorted(random.sample(range(due // 20, last), kills)):
            wait_until(lambda moment=moment: len(server.accepted) >= moment and at_work(server, fleet), PATIENCE)
            time.sleep(random.random() * 0.02)
            fleet.kill(random.choice(at_work(server, fleet) or list(fleet.alive)))
            fleet.launch(PATCH=batches)
        fleet.relieve(lease)
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        # The jobs of the killed are forgotten a minute later, which only the full size waits for.
        wait_until(lambda: not ground.jobs() or size(True, False), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert (findings.mails, findings.kills) == (due, kills)
    tell(findings.line(), promise="P1")


def at_work(server, fleet):
    """The living processes from which the server has lately taken something."""
    return list({mail.sender for mail in server.accepted[-200:]} & set(fleet.alive))
