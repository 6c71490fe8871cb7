"""The watch over the scheduler's jobs: a process whose work hangs or is never woken ends itself, to be started anew.

A hanging thread cannot be stopped in Python, and a process that lives on without working is worse than none. The
watch never says that anything is well; that is for the loops that do the work.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

EX_SOFTWARE = 70
"""What sysexits.h calls an error of the program itself."""

LOOK_SECONDS = 1.0


def end_process(why: str) -> None:
    """Leave at once: what was begun is in tables, and a clean stop would wait for what hangs."""
    log.critical("The process ends: %s", why)
    logging.shutdown()
    os._exit(EX_SOFTWARE)


class Watchdog:
    """Knows until when each job may be silent. `every` gives the seconds between two turns of a job."""

    def __init__(
        self,
        every: Mapping[str, float],
        *,
        limit: float,
        die: Callable[[str], None] = end_process,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every = every
        self._limit = limit
        self._die = die
        self._timer = timer
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._until = {name: timer() + limit for name in every}
        self._stopping = threading.Event()
        self._done = threading.Event()

    def start(self) -> None:
        """Look once a second from now on."""
        threading.Thread(target=self._look_on, name="watchdog", daemon=True).start()

    def begun(self, name: str, may_take: float = 0) -> None:
        """A job has started, or has moved on; the next sign may take `may_take` longer than usual."""
        with self._lock:
            self._running.add(name)
            self._until[name] = self._timer() + self._limit + may_take

    def ended(self, name: str) -> None:
        """A job has come to its end, well or not; now its next turn is awaited."""
        with self._lock:
            self._running.discard(name)
            self._until[name] = self._timer() + self._every[name] + self._limit

    def stopping(self) -> None:
        """No job is woken any more; those that run are still watched."""
        self._stopping.set()

    def stop(self) -> None:
        """Everything has come to its end."""
        self._done.set()

    def complaint(self) -> str:
        """Which job has been silent for too long, in words; empty when none has."""
        now = self._timer()
        with self._lock:
            for name, until in self._until.items():
                if now > until and name in self._running:
                    return f"job {name} has not moved for {self._limit:.0f} s more than it may take"
                if now > until and not self._stopping.is_set():
                    return f"job {name} was not woken for {self._every[name] + self._limit:.0f} s"
        return ""

    def _look_on(self) -> None:
        while not self._done.wait(LOOK_SECONDS):
            if why := self.complaint():
                self._die(why)
