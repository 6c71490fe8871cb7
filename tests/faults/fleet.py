"""Real sender processes, started, killed and replaced."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = (sys.executable, "-m", "tests.faults.worker")
SCHEDULER = (sys.executable, "-m", "tracker.cli", "scheduler")


class Fleet:
    """Processes that send from the outbox at `url` to the server at `port`; each is known by its sender's address."""

    def __init__(self, url, port, folder, *, lease=3, command=WORKER):
        self.command = command
        self.log = Path(folder) / "senders.log"
        self.settings = {
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "SECRET_KEY": "a secret for tests, long enough to pass",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_SECURITY": "none",
            "MAIL_DEADLINE_SECONDS": str(lease - 1),
            "MAIL_LEASE_SECONDS": str(lease),
            "TICK_SECONDS": "1",
        }
        self.alive: dict[str, subprocess.Popen] = {}
        self.pids: dict[str, int] = {}
        self.killed: set[str] = set()

    def launch(self, *, fault=""):
        """Start one more process; with `fault` ("accepted:0.1") it kills itself there. Returns its address."""
        sender = f"sender-{len(self.pids) + 1}@theodoi.example"
        environment = {**os.environ, **self.settings, "MAIL_FROM": sender, "FAULT": fault}
        with self.log.open("ab") as log:
            process = subprocess.Popen(self.command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.alive[sender], self.pids[sender] = process, process.pid
        return sender

    def kill(self, sender):
        """Kill -9, without a chance to tidy up."""
        process = self.alive.pop(sender)
        process.kill()
        process.wait()
        if process.returncode == -signal.SIGKILL:
            self.killed.add(sender)

    def bury(self):
        """Take note of those that killed themselves; returns their addresses."""
        dead = [sender for sender, process in self.alive.items() if process.poll() is not None]
        for sender in dead:
            self.kill(sender)
        return dead

    def stop(self):
        """Ask everybody to stop, and wait."""
        for process in self.alive.values():
            process.terminate()
        for process in self.alive.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.alive.clear()

    def __enter__(self):
        return self

    def __exit__(self, error, *_more):
        self.stop()
        if error and self.log.exists():
            sys.stderr.write(self.log.read_text(errors="replace")[-3000:])


def wait_until(true, seconds, *, pause=0.005):
    """Wait until `true()` holds; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(pause)
