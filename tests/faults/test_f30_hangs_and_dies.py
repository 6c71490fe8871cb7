"""F30: the scheduler's work blocks for ever, dies, or fails each time: the process ends, or has no pass to show."""

import time

import pytest
import sqlalchemy as sa

from tests.faults.fleet import wait_until
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tracker.mail.shared_models import SenderNode


def work(place, way):
    """What goes wrong there: a worker has no other work than sending."""
    return f"{'sending' if place.has_workers else 'work'} {way}"


@pytest.mark.parametrize("way", ["hangs", "dies"])
def test_a_process_whose_work_hangs_or_dies_ends_with_a_code_of_its_own(way, place, size, tell):
    """In the full size with the limit as it is delivered; in the small one with a limit of two seconds."""
    limit = size({"JOB_LIMIT_SECONDS": "2"}, {})
    with place.ground(mails(20)) as ground, SmtpServer() as server, ground.fleet(server, lease=3) as fleet:
        sender = fleet.launch(PATCH=work(place, way), **limit)
        began = time.monotonic()
        wait_until(fleet.bury, PATIENCE)
        seconds = time.monotonic() - began
        assert fleet.exits[sender] == 70
        assert "The process ends" in fleet.words()
    assert seconds < 60
    tell(f"work {way}: ended with 70 after {seconds:.0f} s", promise="P12")


def test_work_that_fails_each_time_never_counts_as_a_pass(place, tell):
    """The heartbeat is that of the work: where it fails, the row of the process stays without a pass."""
    with place.ground() as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        fleet.launch(PATCH="work fails", program="scheduler")
        wait_until(lambda: fleet.words().count("Job reap failed") >= 2, PATIENCE)
        with ground.engine.connect() as connection:
            (passed,) = connection.execute(sa.select(SenderNode.pass_at)).one()
        assert passed is None
        fleet.stop()
    tell("work fails: no pass is ever written", promise="P12")
