"""`tracker demo`: a database with the demo in it, web, scheduler and a local mailbox, in one go."""

import fcntl
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tracker import schema
from tracker.app import create_app
from tracker.commands.children import Child, first_dead, running
from tracker.commands.serve import web_command
from tracker.core import clock
from tracker.core.database import db
from tracker.demo import actions
from tracker.mail.mailbox import running_mailbox

PATIENCE = 60.0
"""Seconds until the web server must have answered."""

LOOK_EVERY = 0.3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""SIGINT too: a program that a script starts in the background is born deaf to Ctrl-C."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the demo keeps its rows, and where it is reached."""

    folder: Path
    host: str
    port: int

    @property
    def reached_at(self) -> str:
        """A host that listens everywhere is reached at this machine's own address."""
        name = "127.0.0.1" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104 - only compared
        return f"http://{name}:{self.port}"


class Stop(Exception):
    """The demo is to end; the message says why, if there is something to say."""


def run_demo() -> int:
    """Run until Ctrl-C, a signal, or the end of a part. Nothing of it is left behind."""
    place = Place(
        folder=Path(os.environ.get("DATA_DIR") or "data").resolve(),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=int(os.environ.get("PORT") or "8000"),
    )
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)
    try:
        _run(place)
    except KeyboardInterrupt:
        print("\nDemo stopped.", flush=True)
        return 0
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1


def _run(place: Place) -> NoReturn:
    _refuse_taken_port(place)
    place.folder.mkdir(parents=True, exist_ok=True)
    with _only_one(place.folder), running_mailbox(place.folder / "mailbox") as mail_port:
        environment = _environment(place, mail_port)
        os.environ.update(environment)
        _prepare_database()
        commands = {
            "scheduler": [sys.executable, "-m", "tracker.cli", "scheduler"],
            "web server": web_command(bind=f"{place.host}:{place.port}", workers=2, threads=4),
        }
        with running(commands, os.environ) as children:
            _wait_until_it_answers(place, children)
            _greet(place)
            while True:
                _refuse_a_dead_child(children)
                time.sleep(LOOK_EVERY)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _environment(place: Place, mail_port: int) -> dict[str, str]:
    """The demo's own settings. DATABASE_URL is emptied: the demo never fills a database somebody else points at."""
    return {
        "DEMO": "1",
        "DATA_DIR": str(place.folder),
        "DATABASE_URL": "",
        "BASE_URL": os.environ.get("BASE_URL") or place.reached_at,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_port),
        "SMTP_SECURITY": "none",
        "SMTP_USERNAME": "",
        "TICK_SECONDS": os.environ.get("TICK_SECONDS") or "5",
    }


def _refuse_taken_port(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            told = f"Port {place.port} cannot be used: {error.strerror}"
            raise Stop(f"{told}; choose another: PORT=8001 python3 -m tracker demo") from error


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Two demos on one folder would each have half of the mails."""
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(f"A demo already runs on {folder}; another one wants a DATA_DIR of its own") from error
        yield


def _prepare_database() -> None:
    with create_app().app_context():
        schema.upgrade(db.engine)
        if actions.is_empty():
            print("Filling the demo …", flush=True)
            actions.load(clock.now())
        db.session.remove()
        db.engine.dispose()


def _wait_until_it_answers(place: Place, children: list[Child]) -> None:
    end = time.monotonic() + PATIENCE
    while not _answers(place):
        _refuse_a_dead_child(children)
        if time.monotonic() > end:
            raise Stop(f"The web server did not answer within {PATIENCE:.0f} seconds")
        time.sleep(0.1)


def _answers(place: Place) -> bool:
    try:
        with urllib.request.urlopen(place.reached_at, timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _refuse_a_dead_child(children: list[Child]) -> None:
    dead = first_dead(children)
    if dead is not None:
        raise Stop(f"The {dead.name} ended with code {dead.process.returncode}; the demo stops")


def _greet(place: Place) -> None:
    """Say where it is, who may sign in, and where the mails are."""
    base = os.environ["BASE_URL"]
    lines = [f"  {name:28} {email:36} {what}" for name, email, what in actions.show_accounts()]
    print(
        "\n".join(
            (
                "",
                f"The demo runs at {base}",
                f"Mails that it sends are at {base}/mailbox",
                f"Every account has the password: {actions.PASSWORD}",
                *lines,
                f"Its rows are in {place.folder}. Ctrl-C stops it; a second start keeps them.",
            )
        ),
        flush=True,
    )
