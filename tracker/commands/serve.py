"""Starting the web server and the scheduler, in earnest or for the demo."""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Config, Flask, current_app

from tracker import scheduler, schema
from tracker.administration.clock_watch import ClockWatch
from tracker.administration.looking_back import look_back
from tracker.app import create_app
from tracker.commands import queue
from tracker.commands.safety import QUEUE, of_driver, unsafe
from tracker.core import clock
from tracker.core.database import db
from tracker.core.paths import ROOT, SETTINGS
from tracker.mail.jobs import DELIVER
from tracker.mail.nodes import Heart
from tracker.mail.status import NodeKind

EX_CONFIG = 78
"""What sysexits.h calls a mistake in the settings; systemd can be told not to start again on it."""

MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes its own file there
NOT_MIGRATED = "The database lacks migrations: run `tracker db upgrade`"
NO_QUEUE = "The database lacks the queue of MAIL_DRIVER: run `tracker db upgrade`"
NO_WORKERS = "MAIL_DRIVER is scheduler: the scheduler sends by itself and workers have nothing to do"


def read_settings() -> Config:
    """The settings as the application will see them, without starting it."""
    config = Config(ROOT)
    config.from_pyfile(SETTINGS)
    return config


def get_ready(*, demo_too: bool = False) -> None:
    """End the process with EX_CONFIG, one line for each fault. `demo_too`: the demo may pass as it is.

    Then see whether the database knows what this machine has sent: before anything is sent, and before a page is
    shown that must tell of it.
    """
    config = read_settings()
    refuse(list(of_driver(config)) if demo_too and config["DEMO"] else unsafe(config))
    with create_app().app_context():
        try:
            refuse(lacking())
            look_back(clock.now())
        finally:
            db.session.remove()
            db.engine.dispose()


def refuse(faults: Sequence[str]) -> None:
    """End the process with EX_CONFIG where there are faults."""
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(EX_CONFIG)


def serve_web(*, bind: str, workers: int, threads: int) -> None:
    """Become the web server. The process is replaced, so its signals and its exit code are gunicorn's own."""
    get_ready()
    os.execv(sys.executable, web_command(bind=bind, workers=workers, threads=threads))  # noqa: S606 - no shell


def run_scheduler() -> None:
    """Wake jobs until told to stop."""
    get_ready(demo_too=True)
    app = _app_with_log()
    jobs = scheduler.JOBS
    if app.config["MAIL_DRIVER"] == QUEUE:
        jobs = tuple(queue.hand_out_job() if job is DELIVER else job for job in jobs)
    heart = Heart(NodeKind.SCHEDULER)
    scheduler.run_until_stopped(app, jobs, heart=heart, may_run=ClockWatch(heart).may_run)


def run_worker(*, concurrency: int) -> None:
    """Send what the scheduler hands out, until told to stop."""
    get_ready()
    if read_settings()["MAIL_DRIVER"] != QUEUE:
        refuse([NO_WORKERS])
    app = _app_with_log()
    jobs = queue.work_jobs(app, concurrency)
    heart = Heart(NodeKind.WORKER)
    scheduler.run_until_stopped(app, jobs, heart=heart, may_run=ClockWatch(heart).may_run)


def _app_with_log() -> Flask:
    app = create_app()
    calm = logging.WARNING if app.config["DEMO"] else logging.INFO  # the demo's terminal is for its addresses
    logging.basicConfig(level=calm, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("apscheduler", "procrastinate"):
        logging.getLogger(name).setLevel(logging.ERROR)  # a turn left out while the last one runs is no news
    return app


def web_command(*, bind: str, workers: int, threads: int) -> list[str]:
    """How gunicorn is called. Its notes between processes go to memory where there is such a place.

    The application is made once and its workers are split off from it: they start at once and share its memory.
    """
    memory = ["--worker-tmp-dir", str(MEMORY)] if os.access(MEMORY, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "tracker.app:create_app()",
        "--bind", bind,
        "--preload", "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
        "--timeout", "60", "--graceful-timeout", "30", "--keep-alive", "5",
        "--log-level", "warning", "--no-control-socket", *memory,
    ]  # fmt: skip


def lacking() -> list[str]:
    """What `tracker db upgrade` has not yet made."""
    if not schema.is_current(db.engine):
        return [NOT_MIGRATED]
    return [] if queue.is_ready(db.engine, current_app.config) else [NO_QUEUE]
