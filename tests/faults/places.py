"""Where the product is tried: an engine and those who send, with a new database for each trial."""

import contextlib
import random
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from tests.faults.fleet import LEASE, Fleet
from tests.faults.matrix import POSTGRESQL, SQLITE, WORKERS
from tests.faults.world import MOMENT, committee, fill, open_database
from tests.law import check_books
from tracker.commands import queue
from tracker.commands.safety import QUEUE
from tracker.mail.models import OutgoingMail
from tracker.mail.status import WAITING_STATES

SCHEDULERS = (SQLITE, POSTGRESQL)
"""Where the schedulers send by themselves."""

PATIENCE = 180  # seconds, of which a machine with nothing else to do needs few


@dataclass(frozen=True)
class Ground:
    """One database, where it lives, and the programs that send from it."""

    url: str
    folder: Path
    engine: sa.Engine
    place: "Place"

    def waiting(self):
        """How many mails are not yet settled."""
        with self.engine.connect() as connection:
            query = sa.select(sa.func.count()).where(OutgoingMail.state.in_(WAITING_STATES))
            return connection.scalar(query)

    def add(self, rows):
        """Put more into it."""
        fill(self.engine, rows)

    def mails(self):
        """How many mails there are."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count(OutgoingMail.id)))

    def jobs(self):
        """How many jobs are in the queue of the workers, waiting or begun; none where there is no queue."""
        if not self.place.has_workers:
            return 0
        with self.engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM procrastinate.procrastinate_jobs").scalar()

    def is_locked(self):
        """Whether somebody is writing at this moment to a file that only one can write to."""
        if self.place.engine_name != "sqlite":
            return False
        with contextlib.closing(sqlite3.connect(self.engine.url.database, timeout=0)) as writer:
            try:
                writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False

    def fleet(self, server, *, lease=LEASE, now=MOMENT, **settings):
        """Processes of this place that send to `server`, at `now` by their clock."""
        shift = (now - datetime.now(UTC)).total_seconds()
        if self.place.has_workers:
            settings = {"program": "worker", "MAIL_DRIVER": QUEUE, **settings}
        return Fleet(self.url, server.port, self.folder, lease=lease, shift=shift, **settings)


@dataclass(frozen=True)
class Place:
    """An engine, the cluster it needs if any, and the test it is for, in whose report the books are noted."""

    name: str
    engine_name: str
    cluster: object
    node: object

    @property
    def has_workers(self):
        return self.name == WORKERS

    @contextlib.contextmanager
    def ground(self, *rows, cluster=None):
        """A new database with a committee and `rows` in it."""
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            if self.engine_name == "sqlite":
                url = f"sqlite:///{Path(folder) / 'tracker.sqlite3'}"
            else:
                url = (cluster or self.cluster).new_database(f"faults_{random.getrandbits(32):08x}")
            engine = open_database(url)
            if self.has_workers:
                queue.make(engine, {"MAIL_DRIVER": QUEUE})
            fill(engine, [*committee(), *(each for some in rows for each in some)])
            try:
                yield Ground(url, Path(folder), engine, self)
                assert check_books(engine, self.node) == 0
            finally:
                engine.dispose()
