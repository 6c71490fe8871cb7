"""F14: the server answers the final dot late."""

import time
from datetime import timedelta

import pytest

from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker.mail.rules import check_lease


def test_a_lease_that_can_end_before_the_answer_is_refused_at_the_start(place):
    with place.ground() as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        sender = fleet.launch(MAIL_DEADLINE_SECONDS="2", MAIL_LEASE_SECONDS="2")
        wait_until(fleet.bury, PATIENCE)
        assert fleet.exits[sender] == 78
        assert "MAIL_LEASE_SECONDS must be longer" in fleet.words()


@pytest.mark.parametrize("lease", [1, 2])
def test_so_does_whoever_sends_by_another_way(lease):
    with pytest.raises(ValueError, match="longer"):
        check_lease(timedelta(seconds=lease), timedelta(seconds=2))


def test_a_server_slower_than_the_lease_of_a_whole_batch_gets_each_mail_once(place, size, tell):
    """Each answer comes in time, ten in a row do not; another sender takes over what the first has not begun."""
    due, pause, lease = size(5, 60), 0.8, 3
    with (
        place.ground(mails(due)) as ground,
        SmtpServer(lambda step, _talk: time.sleep(pause) if step == "dot" else None) as server,
        ground.fleet(server, lease=lease) as fleet,
    ):
        for _ in range(2):
            fleet.launch()
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert findings.extra == 0
    tell(f"F14 answer after {pause} s, ten of them longer than the lease of {lease} s: {findings.line()}")
