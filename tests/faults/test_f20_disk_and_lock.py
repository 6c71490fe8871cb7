"""F20: the SQLite file is locked by another writer for longer than anybody waits; and the disk is full."""

import contextlib
import resource
import sqlite3
import time

from tests.faults.fleet import LEASE, wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def test_a_locked_file_is_waited_for(place, size, tell):
    """Somebody writes for ten seconds; in the full size for longer than the fifteen that anybody waits."""
    due, seconds, lease = 60, size(1, 20), size(LEASE, 4)
    with place.ground(mails(due)) as ground, SmtpServer() as server, ground.fleet(server, lease=lease) as fleet:
        sender = fleet.launch()
        wait_until(lambda: len(server.accepted) >= 5, PATIENCE)
        with contextlib.closing(sqlite3.connect(ground.engine.url.database, timeout=30)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            before = len(server.accepted)
            time.sleep(seconds)
            held = len(server.accepted) - before
        wait_until(lambda: len(set(server.ids())) > due * 3 // 4, PATIENCE)
        assert set(fleet.alive) == {sender} - set(fleet.bury()), "nothing ended"
        fleet.relieve(lease)
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert held <= 1, "without the database no further mail is begun"
    assert findings.kept, findings
    assert findings.extra == 0
    tell(f"F20 locked for {seconds} s: {findings.line()}")


def test_a_full_disk_stops_the_sending_and_it_goes_on_when_there_is_room(place, size, tell):
    """Not one byte more may be written by the process, to whatever file; then it may again."""
    due, seconds, lease = 60, size(1, 20), size(LEASE, 4)
    with place.ground(mails(due)) as ground, SmtpServer() as server, ground.fleet(server, lease=lease) as fleet:
        sender = fleet.launch()
        wait_until(lambda: len(server.accepted) >= 5, PATIENCE)
        resource.prlimit(fleet.pids[sender], resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        time.sleep(0.1)
        before = len(server.accepted)
        time.sleep(seconds)
        held = len(server.accepted) - before
        resource.prlimit(fleet.pids[sender], resource.RLIMIT_FSIZE, NO_LIMIT)
        wait_until(lambda: len(set(server.ids())) > due * 3 // 4, PATIENCE)
        assert set(fleet.alive) == {sender} - set(fleet.bury()), "nothing ended"
        fleet.relieve(lease)
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert held <= 1, "what cannot be written down is not begun"
    assert findings.kept, findings
    assert findings.extra == 0
    tell(f"F20 disk full for {seconds} s: {findings.line()}")
