"""What the scheduler's process says of itself: in its log every minute, in its row after each whole pass."""

import logging
import threading
import time
from collections.abc import Iterable
from datetime import datetime

from tracker.core import clock
from tracker.core.database import is_writing
from tracker.core.jobs import Job
from tracker.mail.nodes import Heart

log = logging.getLogger(__name__)

SELDOM_SECONDS = 60
"""A job that comes less often than this is no part of a pass."""

TELL_SECONDS = 1.0
"""How often at most the progress of long work is written down."""


class Pulse:
    """When each job last came through. A heartbeat that did not say so would go on beating over dead jobs.

    A pass is whole when every job has come through, or moved on in long work, since the last one. It is written by
    the job that makes it whole, never by a thread that only watches.
    """

    def __init__(self, jobs: Iterable[Job], heart: Heart | None = None) -> None:
        self.last: dict[str, datetime | None] = {job.name: None for job in jobs}
        self._of_a_pass = {job.name for job in jobs if job.every_seconds <= SELDOM_SECONDS}
        self._moved: set[str] = set()
        self._lock = threading.Lock()
        self._heart = heart
        self._told_at = 0.0
        self._long_work = ""

    def begin(self) -> None:
        """Make the process known."""
        if self._heart is not None:
            self._heart.begin(clock.now())

    def end(self) -> None:
        """Say that the process stops as it was asked to."""
        if self._heart is not None:
            self._heart.end(clock.now())

    def came_through(self, job: Job) -> None:
        """A job has done its turn."""
        self.last[job.name] = clock.now()
        if self._heart is not None and self._long_work == job.name:
            self._heart.tell("", 0, 0)
            self._long_work, self._told_at = "", 0.0
        self._count(job)

    def moved_on(self, job: Job, doing: str, done: int, total: int) -> None:
        """A job is in the middle of long work. Inside a transaction nothing is written: the next step will tell."""
        if self._heart is None or is_writing():
            return
        now = time.monotonic()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at, self._long_work = now, job.name
            self._heart.tell(doing, done, total)
            self._count(job)

    def log(self) -> None:
        """Write one line: every job with the seconds since it last came through."""
        now = clock.now()
        parts = (f"{name} {self._since(moment, now)}" for name, moment in self.last.items())
        log.info("Scheduler alive: %s", ", ".join(parts))

    def _count(self, job: Job) -> None:
        with self._lock:
            self._moved.add(job.name)
            whole = self._of_a_pass <= self._moved
            if whole:
                self._moved.clear()
        if whole and self._heart is not None:
            self._heart.passed(clock.now())

    @staticmethod
    def _since(moment: datetime | None, now: datetime) -> str:
        return "never" if moment is None else f"{(now - moment).total_seconds():.0f} s ago"
