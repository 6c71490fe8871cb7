"""F19: PostgreSQL is killed and started again while mails go out; and a commit fails with its outcome unknown."""

import time
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.fleet import LEASE, wait_until
from tests.faults.matrix import POSTGRESQL, WORKERS
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails
from tests.postgres import running_cluster
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState

PLACES = (POSTGRESQL, WORKERS)  # a file has no server that could be restarted; a commit can fail there as well
WAITING = sa.select(OutgoingMail.id).where(OutgoingMail.state != MailState.ACCEPTED)


@pytest.fixture(scope="module")
def fragile():
    """A server of its own, to be killed."""
    with running_cluster(remembers=True) as cluster:
        yield cluster


def test_restarts_of_the_database_lose_nothing(place, fragile, size, tell):
    due, restarts, pause = size(60, 4_000), size(2, 20), size(0.5, 4)
    slow, lease = size(0.03, 0.04), size(LEASE, 4)
    with (
        place.ground(mails(due), cluster=fragile) as ground,
        SmtpServer(latest_answer=slow) as server,
        ground.fleet(server, lease=lease) as fleet,
    ):
        for _ in range(2):
            fleet.launch()
        for number in range(restarts):
            wait_until(lambda number=number: len(server.accepted) > due * number // (restarts + 1), PATIENCE)
            time.sleep(pause)
            fragile.restart()
            ground.engine.dispose()
        wait_until(lambda: len(set(server.ids())) > due * 3 // 4, PATIENCE)
        assert fleet.bury() == [], "a process ended"
        fleet.relieve(lease)
        wait_until(lambda: not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert (findings.lost, findings.unsettled, findings.unmarked, findings.difference) == (0, 0, 0, 0), findings
    assert findings.extra <= 2 * restarts, "more than each sender had in hand at each restart"
    tell(f"F19 restarts={restarts} due={due} lost={findings.lost} repeats={findings.extra}")


class Faltering:
    """Breaks the connection at the `number`-th commit, before it reached the database or after."""

    def __init__(self, engine, number, *, after):
        self.dialect, self.real = engine.dialect, engine.dialect.do_commit
        self.number, self.after, self.seen = number, after, 0

    def __call__(self, connection):
        self.seen += 1
        if self.seen != self.number or self.after:
            self.real(connection)
        if self.seen == self.number:
            connection.dbapi_connection.close()
            raise self.dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("after", [False, True], ids=["undone", "done"])
def test_a_commit_of_unknown_outcome_loses_nothing_wherever_it_is(outbox, rehearse, monkeypatch, after, tell):
    """One mail is sent again and again, with a fault at its first commit, its second, and so on to the last."""
    repeats, number = Counter(), 0
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        monkeypatch.setattr("tracker.mail.settle.PATIENCE", (0, 0))
        while number == len(repeats):
            outbox.add(mails(1, first=(number := number + 1)))
            faltering = Faltering(outbox.engine, number, after=after)
            monkeypatch.setattr(outbox.engine.dialect, "do_commit", faltering)
            rehearsal.run_until(lambda: not outbox.rows(WAITING), every=timedelta(minutes=2))
            monkeypatch.setattr(outbox.engine.dialect, "do_commit", faltering.real)
            if faltering.seen >= number:
                repeats[number] = server.ids().count(f"<{number}@theodoi.example>") - 1
    findings = outbox.examine(server)
    assert (findings.lost, findings.unsettled, findings.unmarked, findings.difference) == (0, 0, 0, 0), findings
    assert len(repeats) >= 4, "taking, guarding, before the dot, after the answer"
    assert sum(repeats.values()) == 0, repeats
    tell(f"F19 a commit {'done' if after else 'undone'} and unknown, at each of {len(repeats)}: lost=0 repeats=0")
