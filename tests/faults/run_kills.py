"""Kill senders at random, again and again, and count what was lost and what came twice.

    python -m tests.faults.run_kills --engine sqlite --mails 2000 --kills 50 --schedulers 2

Two real processes send from one outbox to a server that writes down what it takes. At random moments one of them
is killed with -9 and another started. In the end the server's book is compared with the tables.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from tests.faults.bare_app import create_bare_app
from tests.faults.fleet import SCHEDULER, WORKER, Fleet, wait_until
from tests.faults.oracle import examine
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import make_world
from tests.postgres import running_cluster
from tracker.core.database import db
from tracker.mail.models import OutgoingMail
from tracker.mail.status import WAITING_STATES

PATIENCE = 180  # seconds, of which a machine with nothing else to do needs few
LATEST_ANSWER = 0.008  # seconds the server takes at most to answer the dot: room for kills between dot and commit


@contextlib.contextmanager
def outbox(engine, mails, *, cluster=None):
    """A new database with `mails` due mails; gives its address and a folder."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kills-")))
        if engine == "sqlite":
            url = f"sqlite:///{folder / 'tracker.sqlite3'}"
        else:
            cluster = cluster or stack.enter_context(running_cluster())
            url = cluster.new_database(f"kills_{random.getrandbits(32):08x}")
        make_world(url, mails)
        app = create_bare_app(DATABASE_URL=url, DATA_DIR=folder)
        try:
            yield app, url, folder
        finally:
            with app.app_context():
                db.engine.dispose()


def run_random_kills(engine, *, mails, kills, schedulers, cluster=None, command=WORKER, lease=5):
    """Deliver `mails` with `schedulers` processes while killing `kills` times; returns the findings."""
    with (
        outbox(engine, mails, cluster=cluster) as (app, url, folder),
        SmtpServer(latest_answer=LATEST_ANSWER) as server,
        Fleet(url, server.port, folder, lease=lease, command=command) as fleet,
    ):
        for _ in range(schedulers):
            fleet.launch()
        moments = sorted(random.sample(range(mails // 20, mails * 9 // 10), kills))
        for moment in moments:
            wait_until(lambda moment=moment: len(server.accepted) >= moment and at_work(server, fleet), PATIENCE)
            time.sleep(random.random() * 0.02)
            fleet.kill(random.choice(at_work(server, fleet) or list(fleet.alive)))
            fleet.launch()
        wait_until(lambda: not waiting(app), PATIENCE, pause=0.2)
        fleet.stop()
        return examine(app, server.accepted, fleet.pids, fleet.killed)


def run_faults(engine, steps, *, cluster=None, mails_each=10, lease=2):
    """For each step start a process that kills itself there, then one that does not; returns the findings by step."""
    with (
        outbox(engine, mails_each * len(steps), cluster=cluster) as (app, url, folder),
        SmtpServer() as server,
        Fleet(url, server.port, folder, lease=lease) as fleet,
    ):
        for step in steps:
            fleet.launch(fault=f"{step}:1")
        died = {}
        wait_until(lambda: died.update(dict.fromkeys(fleet.bury())) or len(died) == len(steps), PATIENCE)
        fleet.launch()
        wait_until(lambda: not waiting(app), PATIENCE, pause=0.1)
        fleet.stop()
        return examine(app, server.accepted, fleet.pids, fleet.killed)


def at_work(server, fleet):
    """The living processes from which the server has taken something."""
    return list({mail.sender for mail in server.accepted[-200:]} & set(fleet.alive))


def waiting(app):
    """How many mails are not yet settled."""
    with app.app_context():
        query = sa.select(sa.func.count()).where(OutgoingMail.state.in_(WAITING_STATES))
        try:
            return db.session.scalar(query)
        finally:
            db.session.remove()


def main():
    parser = argparse.ArgumentParser(description="Kill senders at random and count what was lost.")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--schedulers", type=int, default=2)
    parser.add_argument("--program", choices=("worker", "scheduler"), default="worker")
    asked = parser.parse_args()
    began = time.monotonic()
    findings = run_random_kills(
        asked.engine,
        mails=asked.mails,
        kills=asked.kills,
        schedulers=asked.schedulers,
        command=SCHEDULER if asked.program == "scheduler" else WORKER,
    )
    sys.stdout.write(f"{findings.line(asked.engine)} seconds={time.monotonic() - began:.0f}\n")
    return 0 if findings.kept else 1


if __name__ == "__main__":
    sys.exit(main())
