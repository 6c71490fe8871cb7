"""The clock: wakes the rooms' jobs and does nothing else. The only file that knows APScheduler.

All truth about what is due is in tables, so any number of these processes may run at once. A job that fails is
logged whole and woken again at its next turn; one that hangs, or dies of more than an error, ends the process. A
stop lets running jobs come to their next safe place.
"""

import logging
import signal
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from tracker.core import clock, progress
from tracker.core.jobs import Job, always
from tracker.core.watchdog import Watchdog, end_process
from tracker.mail import collecting
from tracker.mail import jobs as mail
from tracker.mail.leaps import FAR
from tracker.mail.nodes import Heart
from tracker.mail.pulse import Pulse
from tracker.reminders import jobs as reminders
from tracker.tallies import jobs as tallies

log = logging.getLogger(__name__)

JOBS: tuple[Job, ...] = (*reminders.JOBS, *mail.JOBS, collecting.COLLECT, *tallies.JOBS)
HEARTBEAT_SECONDS = 60
STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


def run_until_stopped(
    app: Flask,
    jobs: tuple[Job, ...] = JOBS,
    *,
    heart: Heart | None = None,
    may_run: Callable[[Job], bool] = always,
    stop: Callable[[], None] = mail.stopping.set,
) -> None:
    """Run `jobs` until the process is told to stop; then call `stop` and wait for what is running.

    `heart` is the process's row in the database, where it has one. `may_run` is asked before each turn of a job; one
    that may not is as one that did not come through. The signals are waited for and not handled: a
    handler could interrupt a thread that holds the scheduler's lock. They are blocked before any thread is started,
    because threads inherit that.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    pulse = Pulse(jobs, heart)
    watchdog = Watchdog({job.name: seconds_between(app, job) for job in jobs}, limit=app.config["JOB_LIMIT_SECONDS"])
    ticking = build(app, jobs, pulse, watchdog, may_run)
    with app.app_context():
        pulse.begin()
    ticking.start()
    watchdog.start()
    log.info("Scheduler started with %s", ", ".join(job.name for job in jobs))
    signal.sigwait(STOP_SIGNALS)
    log.info("Scheduler stops: waiting for what is running")
    watchdog.stopping()
    stop()
    ticking.shutdown(wait=True)
    watchdog.stop()
    with app.app_context():
        pulse.end()
    log.info("Scheduler stopped")


def build(
    app: Flask,
    jobs: tuple[Job, ...],
    pulse: Pulse,
    watchdog: Watchdog,
    may_run: Callable[[Job], bool] = always,
) -> BackgroundScheduler:
    """A scheduler that knows `jobs`, not yet started. Its store is memory: several processes must not share one."""
    ticking = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job in jobs:
        ticking.add_job(
            run,
            "interval",
            args=(app, job, pulse, watchdog, may_run),
            seconds=seconds_between(app, job),
            id=job.name,
            next_run_time=_at_once(),
        )
    ticking.add_job(pulse.log, "interval", seconds=HEARTBEAT_SECONDS, id="heartbeat")
    return ticking


def seconds_between(app: Flask, job: Job) -> float:
    """The time between two turns of a job."""
    return float(job.every_seconds or app.config["TICK_SECONDS"])


def run(app: Flask, job: Job, pulse: Pulse, watchdog: Watchdog, may_run: Callable[[Job], bool] = always) -> None:
    """Run one job in an application context of its own."""

    def moved_on(doing: str, done: int, total: int, may_take: float) -> None:
        watchdog.begun(job.name, may_take)
        pulse.moved_on(job, doing, done, total)

    watchdog.begun(job.name)
    try:
        with app.app_context(), progress.heard_by(moved_on):
            # Written down is what the clock said before it was found to be right: it may leap in between.
            read, then = clock.now(), clock.steady()
            if may_run(job) and (not job.by_the_clock or _was_not_set(read, then)):
                with clock.going_on_from(read, then) if job.by_the_clock else nullcontext():
                    job.run()
                pulse.came_through(job)
    except Exception:
        log.exception("Job %s failed", job.name)
    except BaseException as error:
        log.critical("Job %s died", job.name, exc_info=True)
        end_process(f"job {job.name} died of {type(error).__name__}")
    finally:
        watchdog.ended(job.name)


def _was_not_set(read: datetime, then: float) -> bool:
    """Whether the clock goes on from what was read.

    If somebody set it meanwhile, nobody knows which of the two was found to be right: the next turn will.
    """
    gone = timedelta(seconds=clock.steady() - then)
    return abs(clock.now() - read - gone) <= timedelta(seconds=FAR)


def _at_once() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - APScheduler compares it with the real clock, not with ours
