"""A time limit for work that may hang where nothing in it can look at a clock: one thread for many turns."""

import threading
import time
from collections.abc import Callable


class Watch:
    """Calls `cut` when a turn lasts longer than `seconds`. Beginning and ending a turn cost next to nothing.

    The thread sleeps for at most `seconds` at a time, so it is awake before the first moment at which a turn begun
    meanwhile could be over; nobody needs to wake it.
    """

    def __init__(self, seconds: float, cut: Callable[[], None]) -> None:
        self._seconds, self._cut = seconds, cut
        self._over_at: float | None = None
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def begin(self) -> None:
        """A turn begins."""
        self._over_at = time.monotonic() + self._seconds

    def end(self) -> None:
        """It ended in time."""
        self._over_at = None

    def stop(self) -> None:
        """There will be no further turn."""
        self._stopped.set()

    def _run(self) -> None:
        rest = self._seconds
        while not self._stopped.wait(rest):
            over_at = self._over_at
            rest = self._seconds if over_at is None else over_at - time.monotonic()
            if rest <= 0:
                self._cut()
                rest = self._seconds
