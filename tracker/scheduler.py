"""The clock: wakes the rooms' jobs and does nothing else. The only file that knows APScheduler.

All truth about what is due is in tables, so any number of these processes may run at once. A job that fails is
logged whole and woken again at its next turn; a stop lets running jobs come to their next safe place.
"""

import logging
import signal
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from tracker.core import clock
from tracker.core.jobs import Job
from tracker.mail import jobs as mail
from tracker.reminders import jobs as reminders

log = logging.getLogger(__name__)

JOBS: tuple[Job, ...] = (*reminders.JOBS, *mail.JOBS)
HEARTBEAT_SECONDS = 60
STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Pulse:
    """When each job last came through. A heartbeat that did not say so would go on beating over dead jobs."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.last: dict[str, datetime | None] = {job.name: None for job in jobs}

    def came_through(self, job: Job) -> None:
        self.last[job.name] = clock.now()

    def tell(self) -> None:
        """Write one line: every job with the seconds since it last came through."""
        now = clock.now()
        parts = (f"{name} {self._since(moment, now)}" for name, moment in self.last.items())
        log.info("Scheduler alive: %s", ", ".join(parts))

    @staticmethod
    def _since(moment: datetime | None, now: datetime) -> str:
        return "never" if moment is None else f"{(now - moment).total_seconds():.0f} s ago"


def run_until_stopped(
    app: Flask, jobs: tuple[Job, ...] = JOBS, *, stop: Callable[[], None] = mail.stopping.set
) -> None:
    """Run `jobs` until the process is told to stop; then call `stop` and wait for what is running.

    The signals are waited for and not handled: a handler could interrupt a thread that holds the scheduler's lock.
    They are blocked before any thread is started, because threads inherit that.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    ticking = build(app, jobs)
    ticking.start()
    log.info("Scheduler started with %s", ", ".join(job.name for job in jobs))
    signal.sigwait(STOP_SIGNALS)
    log.info("Scheduler stops: waiting for what is running")
    stop()
    ticking.shutdown(wait=True)
    log.info("Scheduler stopped")


def build(app: Flask, jobs: tuple[Job, ...]) -> BackgroundScheduler:
    """A scheduler that knows `jobs`, not yet started. Its store is memory: several processes must not share one."""
    ticking = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    pulse = Pulse(jobs)
    for job in jobs:
        ticking.add_job(
            run,
            "interval",
            args=(app, job, pulse),
            seconds=job.every_seconds or app.config["TICK_SECONDS"],
            id=job.name,
            next_run_time=_at_once(),
        )
    ticking.add_job(pulse.tell, "interval", seconds=HEARTBEAT_SECONDS, id="heartbeat")
    return ticking


def run(app: Flask, job: Job, pulse: Pulse) -> None:
    """Run one job in an application context of its own."""
    try:
        with app.app_context():
            job.run()
    except Exception:
        log.exception("Job %s failed", job.name)
    else:
        pulse.came_through(job)


def _at_once() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - APScheduler compares it with the real clock, not with ours
