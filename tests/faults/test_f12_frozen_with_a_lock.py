"""F12: a sender is frozen in the middle of a transaction that others wait for."""

import time

from tests.faults.fleet import is_stopped, wait_until
from tests.faults.matrix import FULL, POSTGRESQL, WORKERS
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import office

PLACES = (POSTGRESQL, WORKERS)  # an SQLite file is of one machine, where all freeze together
PEOPLE = 5


def test_it_is_hung_up_on(place, size, tell):
    """After a while, so that the others can go on with what it held."""
    patience = "" if FULL else "+impatient"
    with place.ground(office(PEOPLE)) as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        victim = fleet.launch(PATCH=f"stops at a lock{patience}", program="scheduler")
        wait_until(lambda: is_stopped(fleet.pids[victim]), PATIENCE)
        began = time.monotonic()
        fleet.launch()
        wait_until(lambda: len(set(server.ids())) == PEOPLE, PATIENCE)
        seconds = time.monotonic() - began
        assert fleet.bury() == []
        fleet.wake(victim)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert (findings.mails, findings.extra) == (PEOPLE, 0)
    tell(f"F12 frozen with a lock in its hand: the others went on after {seconds:.0f} s; {findings.line()}")
