"""How fast digests leave, against a bare loop that hands the very same messages to the very same server.

    python -m tracker bench mail

Both sides are started, wait for a word, and are timed by themselves, so that no program's start counts. They take
turns, and each figure is the median of its rounds: what is told is the ratio, because machines differ.
"""

import argparse
import multiprocessing
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, committee, fill, office, open_database
from tests.postgres import running_cluster
from tracker import workers
from tracker.app import create_app
from tracker.commands import queue
from tracker.commands.safety import QUEUE
from tracker.core import clock
from tracker.core.database import db
from tracker.mail import claims, writing
from tracker.mail.jobs import deliver_due
from tracker.mail.models import MailAttempt, OutgoingMail
from tracker.mail.settings import read_settings
from tracker.mail.status import MailState
from tracker.reminders.actions import queue_due

HERE = "tests.benchmarks.mail"
TASKS = 4  # in each digest
SENDERS = (1, 4)
WORKERS = "postgresql-workers"
"""Where workers send what was handed out to them, and not the scheduler's own job."""

PLACES = ("sqlite", "postgresql", WORKERS)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Mails a second, against a bare loop of the same mails.")
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", action="append", choices=PLACES)
    asked = parser.parse_args(arguments)
    for engine in asked.engine or PLACES:
        measure(engine, asked.mails, asked.rounds)
    return 0


def measure(engine_name, mails, rounds):
    """Print one line for each number of senders."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        port, kept = stack.enter_context(sink())
        url = f"sqlite:///{folder / 'tracker.sqlite3'}"
        if engine_name != "sqlite":
            url = stack.enter_context(running_cluster()).new_database("bench")
        engine = open_database(url)
        stack.callback(engine.dispose)
        prepare(engine, url, folder, mails)
        papers = folder / "papers"
        papers.mkdir()
        for senders in SENDERS:
            found = {"product": [], "bare": []}
            for _round in range(rounds):
                put_back(engine)
                side = "product" if engine_name != WORKERS else hand_out_at(engine, url, folder)
                found["product"].append(slowest(side, senders, url=url, port=port, folder=folder))
                assert waiting(engine) == 0
                write_down(kept(), papers)
                found["bare"].append(slowest("bare", senders, port=port, folder=papers))
                kept()
            print(
                f"engine={engine_name} senders={senders} mails={mails} {told(found, mails)} rounds={rounds}", flush=True
            )


def told(found, mails):
    """The medians of both sides: mails a second, and what one costs the processor of the senders."""
    rate = {side: mails / statistics.median(seconds for seconds, _cpu in found[side]) for side in found}
    cpu = {side: statistics.median(cpu for _seconds, cpu in found[side]) / mails * 1000 for side in found}
    return (
        f"product={rate['product']:.0f}/s bare={rate['bare']:.0f}/s ratio={rate['product'] / rate['bare']:.2f}"
        f" cpu={cpu['product']:.2f} ms bare={cpu['bare']:.2f} ms"
    )


def prepare(engine, url, folder, mails):
    """So many people whose digests are due."""
    fill(engine, [*committee(), *office(mails, due=[DAY] * TASKS)])
    with create_app(settings(url, 0, folder)).app_context():
        queue_due(MOMENT)
        db.session.remove()
        db.engine.dispose()


def put_back(engine):
    """Everything waits again."""
    with engine.begin() as connection:
        connection.execute(sa.delete(MailAttempt))
        fresh = {"state": MailState.QUEUED, "attempt": 0, "accepted_at": None, "data_started_at": None}
        connection.execute(sa.update(OutgoingMail).values(**fresh))


def hand_out_at(engine, url, folder):
    """Fill the queue of the workers; the side that works it off."""
    settings_of_queue = {**settings(url, 0, folder), "MAIL_DRIVER": QUEUE}
    queue.make(engine, settings_of_queue)
    with create_app(settings_of_queue).app_context(), clock.frozen(MOMENT):
        workers.hand_out()
        db.session.remove()
        db.engine.dispose()
    return "worker"


def waiting(engine):
    with engine.connect() as connection:
        left = OutgoingMail.state != MailState.ACCEPTED
        return connection.scalar(sa.select(sa.func.count()).where(left))


def slowest(side, senders, **said):
    """Seconds until the last of so many senders has nothing left."""
    shift = (MOMENT - datetime.now(UTC)).total_seconds()
    environment = {**os.environ, "CLOCK_SHIFT_SECONDS": str(shift)}
    words = [f"--{name}={value}" for name, value in said.items()]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", HERE, "--side", side, f"--share={number}/{senders}", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(senders)
    ]
    for each in started:
        assert each.stdout.readline().strip() == "ready"
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [each.communicate()[0].split() for each in started]
    return max(float(seconds) for seconds, _cpu in told), sum(float(cpu) for _seconds, cpu in told)


def send_as_the_product(asked):
    """What the scheduler's job does, until nothing is due."""
    app = create_app(settings(asked.url, asked.port, asked.folder))
    with app.app_context():
        warm_up()
        timed(deliver_due)
        db.session.remove()
        db.engine.dispose()


def send_as_a_worker(asked):
    """What a worker's process does, until no job is left."""
    app = create_app(settings(asked.url, asked.port, asked.folder))
    (job,) = workers.work_jobs(app, 1)
    with app.app_context():
        warm_up()
        timed(job.run)
        db.session.remove()
        db.engine.dispose()


def send_barely(asked):
    """One connection, one message after the other."""
    number, senders = map(int, asked.share.split("/"))
    papers = [path.read_bytes() for path in sorted(Path(asked.folder).iterdir())][number::senders]
    timed(lambda: hand_in(papers, asked.port))


def hand_in(papers, port):
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for paper in papers:
            server.sendmail("nhacviec@theodoi.example", ["an@example.vn"], paper)


def warm_up():
    """Write a few mails and throw them away: a sender that has run since the morning knows its templates."""
    ids = [each.id for each in claims.find_due(clock.now(), limit=5)]
    writing.write(ids, settings=read_settings(), now=clock.now())
    db.session.rollback()


def timed(work):
    """Do it at the word; print the seconds that passed and those of the processor."""
    wait_for_the_word()
    began, used = time.perf_counter(), time.process_time()
    work()
    print(time.perf_counter() - began, time.process_time() - used)


def wait_for_the_word():
    print("ready", flush=True)
    sys.stdin.readline()


def settings(url, port, folder):
    return {
        "DATABASE_URL": url,
        "DATA_DIR": Path(folder),
        "SECRET_KEY": "a secret for benchmarks, long enough",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "SMTP_USERNAME": "",
        "MAIL_FROM": "nhacviec@theodoi.example",
    }


@contextmanager
def sink():
    """A mail server in a process of its own: its port, and a function that takes what it was given."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    port = ours.recv()

    def take():
        ours.send("give")
        return ours.recv()

    try:
        yield port, take
    finally:
        ours.send("end")
        process.join(10)


def serve(pipe):
    with SmtpServer() as server:
        pipe.send(server.port)
        while pipe.recv() == "give":
            pipe.send([mail.message for mail in server.accepted])
            server.accepted.clear()


def write_down(messages, folder):
    for number, message in enumerate(messages):
        (folder / f"{number:05d}.eml").write_bytes(message)


def play_a_part():
    """What a process that `slowest` started does."""
    parser = argparse.ArgumentParser()
    for name in ("side", "share", "url", "folder"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--port", type=int)
    asked = parser.parse_args()
    {"product": send_as_the_product, "worker": send_as_a_worker, "bare": send_barely}[asked.side](asked)


if __name__ == "__main__":
    if any(each.startswith("--side") for each in sys.argv):
        play_a_part()
    else:
        sys.exit(main())
