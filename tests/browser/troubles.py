"""The product when something is wrong: nobody wakes its jobs, or the mail server takes nothing."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.product import ROOT, free_port, until_it_answers
from tests.faults.smtp_server import SmtpServer
from tracker.commands.serve import web_command

LATER = timedelta(minutes=10)
REFUSAL = "454 4.7.0 Temporary authentication failure, try again later"


@contextlib.contextmanager
def alone(folder: Path, stopped_at: datetime) -> Iterator[str]:
    """The web server without a scheduler, ten minutes after the last one ended."""
    port = free_port()
    with _running([_web(port)], folder, port, stopped_at + LATER):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def with_refusing_server(folder: Path, at: datetime) -> Iterator[str]:
    """The whole product with a mail server that says no to every mail."""
    port = free_port()
    scheduler = [sys.executable, "-m", "tracker.cli", "scheduler"]
    with (
        SmtpServer(lambda step, _talk: REFUSAL if step == "mail" else None) as server,
        _running([_web(port), scheduler], folder, port, at, SMTP_PORT=str(server.port)),
    ):
        yield f"http://127.0.0.1:{port}"


def _web(port: int) -> list[str]:
    return web_command(bind=f"127.0.0.1:{port}", workers=1, threads=4)


@contextlib.contextmanager
def _running(commands: Sequence[list[str]], folder: Path, port: int, at: datetime, **more: str) -> Iterator[None]:
    """Run these on the data in `folder` with the clock at `at`; each is ended by its own number."""
    environment = {
        **os.environ,
        "DEMO": "1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "1",
        "SMTP_SECURITY": "none",
        "SMTP_USERNAME": "",
        "TICK_SECONDS": "1",
        "CLOCK_SHIFT_SECONDS": str((at - datetime.now(UTC)).total_seconds()),
        "PASSWORD_TIME_COST": "1",
        "PASSWORD_MEMORY_KIB": "1024",
        **more,
    }
    with contextlib.ExitStack() as stack:
        output = stack.enter_context((folder / "trouble.log").open("ab"))
        for command in commands:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
            stack.callback(_end, process)
        until_it_answers(f"http://127.0.0.1:{port}", folder / "trouble.log")
        yield


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
