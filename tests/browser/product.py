"""The whole product as a stranger starts it: `tracker demo` in a process of its own, at a day of our choosing."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker.mail.capture import list_mails, read_mail

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90


class Product:
    """A running demo. Start it again at another moment and it goes on with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen | None = None

    def start(self, at: datetime) -> None:
        """Start with the clock at `at` and wait for the first page."""
        shift = (at - datetime.now(UTC)).total_seconds()
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "DATA_DIR": str(self.folder),
            "CLOCK_SHIFT_SECONDS": str(shift),
            "NOTICE_MINUTES": "1",
            "TICK_SECONDS": "1",
            "PASSWORD_TIME_COST": "1",
            "PASSWORD_MEMORY_KIB": "1024",
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tracker.cli", "demo"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def stop(self) -> None:
        """Stop as Ctrl-C does; nothing of it may be left."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait(10)
        self._process = None

    def mails_to(self, address: str) -> list:
        """The mails that really arrived for an address, newest first."""
        folder = self.folder / "mailbox"
        found = [each for each in list_mails(folder) if address in each.to] if folder.exists() else []
        return [read_mail(folder, each.name) for each in found]

    def wait_for_mail(self, address: str, *, containing: str, seconds: float = 40):
        """The newest mail to `address` that has these words in its text part."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in self.mails_to(address):
                if containing in unfolded(mail.text):
                    return mail
            time.sleep(0.3)
        subjects = [mail.subject for mail in self.mails_to(address)]
        raise AssertionError(f"no mail to {address} about {containing!r}; there are {subjects}")

    def _wait(self) -> None:
        until_it_answers(self.url, self.folder / "output.log", self._process)


def until_it_answers(url: str, output: Path, process: subprocess.Popen | None = None) -> None:
    """Wait for the first page; a process that has ended answers no more."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (process is None or process.poll() is None):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    log = output.read_text(errors="replace")[-3000:]
    raise AssertionError(f"the product did not answer:\n{log}")


def unfolded(text: str) -> str:
    """A plain text part without its line breaks."""
    return re.sub(r"\s+", " ", text)


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment on the clock of Hanoi."""
    return datetime(year, month, day, hour, minute, tzinfo=HANOI)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_of(folder: Path, target: Path) -> Path:
    """The data of a stopped demo, to go on from."""
    shutil.copytree(folder, target)
    return target
