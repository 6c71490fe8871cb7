"""Real sender processes, started, killed and replaced."""

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from pathlib import Path

from tests.faults import programs
from tests.faults.matrix import FULL

LEASE = 60  # seconds, longer than a busy machine keeps anybody waiting: time that must pass is let pass

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.programs"])


class Fleet:
    """Processes that send from the outbox at `url` to the server at `port`; each is known by its sender's address.

    `shift` is in seconds: how far ahead of the real clock they live. `settings` go over the usual ones. Beside workers
    there is one scheduler that hands out to them; it sends nothing, so it is none of the senders and nobody kills it.
    """

    def __init__(self, url, port, folder, *, lease=LEASE, shift=0, program="scheduler", **settings):
        self.program, self.shift = program, shift
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
            "PACE_SECONDS": "0.2",
            **settings,
        }
        self.alive = {}
        self.keeper = None
        self.pids: dict[str, int] = {}
        self.killed: set[str] = set()
        self.exits: dict[str, int] = {}

    def launch(self, *, fault="", program=None, **settings):
        """Start one more process; with `fault` ("accepted:0.1") it kills itself there. Returns its address."""
        program = program or self.program
        if program == "worker" and not self.keeper:
            portions = "" if FULL else "small portions"
            self.keeper = self._start("scheduler", MAIL_FROM="keeper@theodoi.example", PATCH=portions)
        sender = f"sender-{len(self.pids) + 1}@theodoi.example"
        process = self._start(program, **{"MAIL_FROM": sender, "FAULT": fault, **settings})
        self.alive[sender], self.pids[sender] = process, process.pid
        return sender

    def let_pass(self, seconds):
        """Whoever starts from now on lives so much later, and finds the leases of those before run out."""
        self.shift += seconds
        if self.keeper:
            _end(self.keeper)
            self.keeper = None

    def relieve(self, seconds):
        """Send all home, let their leases run out, and let one more finish what they left."""
        self.dismiss(*self.alive)
        self.let_pass(seconds)
        return self.launch()

    def kill(self, sender):
        """Kill -9, without a chance to tidy up."""
        self.alive[sender].kill()
        self._lay_down(sender)

    def bury(self):
        """Take note of those that ended by themselves; returns their addresses."""
        dead = [sender for sender, process in self.alive.items() if not process.is_alive()]
        for sender in dead:
            self._lay_down(sender)
        return dead

    def freeze(self, sender):
        """Stop it as a suspended machine does. A thread in the middle of a call of the system ends that first."""
        os.kill(self.pids[sender], signal.SIGSTOP)
        wait_until(lambda: is_stopped(self.pids[sender]), 20, pause=0.001)

    def wake(self, sender):
        with contextlib.suppress(ProcessLookupError):  # it ended meanwhile, of which whoever waits for it will tell
            os.kill(self.pids[sender], signal.SIGCONT)

    def dismiss(self, *senders):
        """Ask these to stop, and wait."""
        for sender in senders:
            self.alive[sender].terminate()
        for sender in senders:
            _end(self.alive[sender])
            self._lay_down(sender)

    def stop(self):
        """Ask everybody to stop, and wait."""
        self.dismiss(*self.alive)
        if self.keeper:
            _end(self.keeper)
            self.keeper = None

    def words(self):
        """What they said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _start(self, program, **settings):
        chosen = {**self.settings, "CLOCK_SHIFT_SECONDS": str(self.shift), **settings}
        process = FORKS.Process(target=programs.run, args=(program, chosen, str(self.log)))
        process.start()
        return process

    def _lay_down(self, sender):
        process = self.alive.pop(sender)
        process.join()
        self.exits[sender] = process.exitcode
        if process.exitcode == -signal.SIGKILL:
            self.killed.add(sender)
        process.close()

    def __enter__(self):
        return self

    def __exit__(self, error, *_more):
        for sender in self.alive:
            self.wake(sender)
        self.stop()
        if error:
            sys.stderr.write(self.words()[-3000:])


def _end(process):
    """Ask it to stop and wait; it is killed if that takes too long."""
    process.terminate()
    process.join(20)
    if process.is_alive():
        process.kill()


def is_stopped(pid):
    """Whether every thread of a process stands still."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    return all(each.read_text().rpartition(")")[2].split()[0] == "T" for each in threads)


def wait_until(true, seconds, *, pause=0.005):
    """Wait until `true()` holds; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(pause)
