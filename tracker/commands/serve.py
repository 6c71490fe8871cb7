"""Starting the web server and the scheduler, in earnest or for the demo."""

import logging
import os
import sys
from pathlib import Path

from flask import Config

from tracker import scheduler, schema
from tracker.app import create_app
from tracker.commands.safety import unsafe
from tracker.core.database import db
from tracker.core.paths import ROOT, SETTINGS
from tracker.mail.nodes import Heart
from tracker.mail.status import NodeKind

EX_CONFIG = 78
"""What sysexits.h calls a mistake in the settings; systemd can be told not to start again on it."""

MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes its own file there
NOT_MIGRATED = "The database lacks migrations: run `tracker db upgrade`"


def read_settings() -> Config:
    """The settings as the application will see them, without starting it."""
    config = Config(ROOT)
    config.from_pyfile(SETTINGS)
    return config


def refuse_unsafe(*, demo_too: bool = False) -> None:
    """End the process with EX_CONFIG, one line for each fault. `demo_too`: the demo may pass as it is."""
    config = read_settings()
    faults = [] if demo_too and config["DEMO"] else unsafe(config)
    if not faults and not _is_migrated():
        faults = [NOT_MIGRATED]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        sys.exit(EX_CONFIG)


def serve_web(*, bind: str, workers: int, threads: int) -> None:
    """Become the web server. The process is replaced, so its signals and its exit code are gunicorn's own."""
    refuse_unsafe()
    os.execv(sys.executable, web_command(bind=bind, workers=workers, threads=threads))  # noqa: S606 - no shell


def run_scheduler() -> None:
    """Wake jobs until told to stop."""
    refuse_unsafe(demo_too=True)
    app = create_app()
    calm = logging.WARNING if app.config["DEMO"] else logging.INFO  # the demo's terminal is for its addresses
    logging.basicConfig(level=calm, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler.run_until_stopped(app, heart=Heart(NodeKind.SCHEDULER))


def web_command(*, bind: str, workers: int, threads: int) -> list[str]:
    """How gunicorn is called. Its notes between processes go to memory where there is such a place."""
    memory = ["--worker-tmp-dir", str(MEMORY)] if os.access(MEMORY, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "tracker.app:create_app()",
        "--bind", bind,
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
        "--timeout", "60", "--graceful-timeout", "30", "--keep-alive", "5",
        "--log-level", "warning", "--no-control-socket", *memory,
    ]  # fmt: skip


def _is_migrated() -> bool:
    with create_app().app_context():
        current = schema.is_current(db.engine)
        db.engine.dispose()
        return current
