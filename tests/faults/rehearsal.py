"""A day of the scheduler in a moment: its own jobs, run one after the other at moments of a clock of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

from sqlalchemy.exc import OperationalError

from tests.faults.oracle import examine
from tests.faults.world import MOMENT, fill
from tracker import scheduler
from tracker.commands import queue
from tracker.core import clock
from tracker.core.database import db
from tracker.mail.jobs import DELIVER


def jobs_of(app, driver):
    """What the processes of one sender run: a scheduler; or one that hands out, and a worker beside it."""
    if driver == "scheduler":
        return scheduler.JOBS
    handing_out = tuple(queue.hand_out_job() if job is DELIVER else job for job in scheduler.JOBS)
    return (*handing_out, *queue.work_jobs(app, concurrency=1))


class Rehearsal:
    """Runs every one of `jobs` at `now`, again and again, and remembers when the server took each mail."""

    SECOND = timedelta(seconds=1)

    def __init__(self, server, jobs, *, now=MOMENT):
        self.server, self.jobs, self.now = server, jobs, now
        self.moments = []

    def tick(self, times=1):
        """Run every job so many times at this moment."""
        for _ in range(times):
            for job in self.jobs:
                with clock.frozen(self.now):
                    _run(job)
                db.session.remove()
            self.moments += [self.now] * (len(self.server.accepted) - len(self.moments))

    def run(self, length, *, every=timedelta(seconds=20)):
        """Let `length` of time pass."""
        end = self.now + length
        while self.now < end:
            self.tick()
            self.now += every

    def run_until(self, over, *, every=timedelta(seconds=20), most=timedelta(days=2), each=1):
        """Let time pass until `over()`, with so many senders; the time it took."""
        began = self.now
        while not over():
            assert self.now - began < most, "it never ended"
            self.tick(times=each)
            self.now += every
        return self.now - began

    @property
    def most_in_a_minute(self):
        """The largest number of mails the server took in any sixty seconds."""
        return most_within(timedelta(seconds=60), self.moments)


def _run(job):
    """One turn of a job, in a thread of its own as in earnest; where the database is away, the next turn will do.

    A browser that other tests opened keeps its event loop running in the thread of the tests.
    """
    context = copy_context()
    with ThreadPoolExecutor(1) as turn:
        try:
            turn.submit(context.run, job.run).result()
        except* OperationalError:
            pass


class Outbox:
    """The books of the application under rehearsal."""

    def __init__(self, app, driver):
        self.app, self.driver = app, driver
        self.engine = db.engine

    def add(self, rows):
        fill(self.engine, rows)

    def rows(self, query):
        """What a query finds, with a session of its own."""
        with self.engine.connect() as connection:
            return connection.execute(query).all()

    def examine(self, server):
        return examine(self.engine, server.accepted)


def most_within(window, moments):
    """The largest number of `moments`, in order, in any span of the length `window`."""
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


def days_and_people(rehearsal, zone="Asia/Ho_Chi_Minh"):
    """For each mail the server took, the day it was in `zone` and to whom it went."""
    pairs = zip(rehearsal.moments, rehearsal.server.accepted, strict=True)
    return [(clock.today(zone, moment), mail.recipient) for moment, mail in pairs]
