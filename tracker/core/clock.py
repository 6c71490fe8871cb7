"""The only place that asks what time it is. Everything else is given the time."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_going_on: ContextVar[tuple[datetime, float] | None] = ContextVar("going_on", default=None)

# A rehearsal may run the whole product some seconds ahead or behind: `CLOCK_SHIFT_SECONDS` in the environment.
SHIFT = timedelta(seconds=float(os.environ.get("CLOCK_SHIFT_SECONDS", "0")))

# The monotonic clock of Linux stands still while a laptop or a virtual machine sleeps, so that each waking would look
# like a leap of the wall clock. The clock since boot goes on; where there is none the monotonic one has to do.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    held, looked_at = _frozen.get(), _going_on.get()
    if held is not None or looked_at is None:
        return held or wall() + SHIFT
    moment, then = looked_at
    return moment + timedelta(seconds=steady() - then)


def wall() -> datetime:
    """What the clock of this machine says, whatever a rehearsal makes of it: for comparing it with other clocks."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds since some moment, by a clock that nobody sets."""
    return time.clock_gettime(_STEADY)


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of `zone` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def today(zone: str, moment: datetime) -> date:
    """The day that `moment` falls on in `zone`."""
    return local(moment, zone).date()


@contextmanager
def going_on_from(moment: datetime, then: float) -> Iterator[None]:
    """Go on from what the clock said when `steady` said `then`: somebody who sets it meanwhile is not noticed."""
    token = _going_on.set((moment, then))
    try:
        yield
    finally:
        _going_on.reset(token)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock still, for tests and for building the demo's past."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
