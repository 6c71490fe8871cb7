"""F30 with workers: one whose sending blocks for ever, or dies, ends and does not go on as if it worked."""

import time

import pytest

from tests.faults.fleet import LEASE, wait_until
from tests.faults.matrix import WORKERS
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

PLACES = (WORKERS,)


@pytest.mark.parametrize("way", ["hangs", "dies"])
def test_a_worker_whose_sending_hangs_or_dies_ends_with_a_code_of_its_own(way, place, size, tell):
    """The scheduler beside it goes on, and another worker sends what it left."""
    limit = size({"JOB_LIMIT_SECONDS": "2"}, {})
    with place.ground(mails(20)) as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        sender = fleet.launch(PATCH=f"sending {way}", **limit)
        began = time.monotonic()
        wait_until(fleet.bury, PATIENCE)
        seconds = time.monotonic() - began
        assert fleet.exits[sender] == 70
        assert "The process ends" in fleet.words()
        fleet.launch()
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
    assert seconds < 60
    tell(f"sending {way}: ended with 70 after {seconds:.0f} s", promise="P12")


def test_a_worker_whose_sending_fails_says_so_at_each_turn(place, tell):
    """Its jobs end as if they were done, yet the turn in which they did counts as failed; another sends the mails."""
    with place.ground(mails(20)) as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        fleet.launch(PATCH="sending fails")
        wait_until(lambda: fleet.words().count("Job work failed") >= 2, PATIENCE)
        fleet.relieve(LEASE)
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
    tell("sending fails: each turn is told as failed", promise="P12")
