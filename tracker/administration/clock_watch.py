"""The clock of one process, looked at before each turn of its work: by a wrong one nothing is written or sent.

A leap shows against a clock that nobody sets, from the start of the process on: what happened before that looks like
an outage. Where the database is a server, its clock is another witness.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.administration.machine import record_everywhere
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.jobs import Job
from tracker.mail import nodes, pauses
from tracker.mail.leaps import BACK, FAR, LEAP, detail_of
from tracker.mail.nodes import Heart
from tracker.mail.status import PauseReason

log = logging.getLogger(__name__)


class ClockWatch:
    """What one process knows of its clock."""

    def __init__(
        self, heart: Heart, *, now: Callable[[], datetime] = clock.now, steady: Callable[[], float] = clock.steady
    ) -> None:
        self._heart = heart
        self._now, self._steady = now, steady
        self._lock = threading.Lock()
        self._start = self._apart()
        self._has_leapt = False
        self._told_difference = 0

    def may_run(self, job: Job) -> bool:
        """Look at the clock; whether a job may run by it."""
        with self._lock:
            self._look()
            return self._agrees_with_database() or not job.by_the_clock

    def _apart(self) -> float:
        return self._now().timestamp() - self._steady()

    def _look(self) -> None:
        leap = round(self._apart() - self._start)
        if self._has_leapt and abs(leap) <= BACK:
            self._go_on()
        elif abs(leap) > LEAP and not self._has_leapt:
            self._stop(leap)
        elif abs(leap) > LEAP and not pauses.is_paused_for(db.session(), PauseReason.CLOCK):
            self._begin_anew()

    def _stop(self, leap: int) -> None:
        now, detail = self._now(), detail_of(leap, self._heart.host)
        log.critical("The clock leapt by %+d s: nothing is sent until it is right or somebody says that it is", leap)
        with transaction() as session:
            if pauses.pause(session, PauseReason.CLOCK, now=now, detail=detail):
                record_everywhere(session, "sending.clock_leapt", now=now, reason=detail)
        self._heart.leapt(leap)
        self._has_leapt = True

    def _go_on(self) -> None:
        """The clock came back. The last process that sees so ends the pause."""
        now = self._now()
        with transaction() as session:
            pauses.hold(session, PauseReason.CLOCK)  # or two at once would each leave it to the other
            if nodes.right_again(session, self._heart.name) and pauses.resume(session, PauseReason.CLOCK):
                log.warning("The clock is right again: mails are sent")
                record_everywhere(session, "sending.clock_back", now=now)
        self._has_leapt = False

    def _begin_anew(self) -> None:
        """Somebody has said that the clock is right as it is now."""
        self._start = self._apart()
        self._heart.leapt(0)
        self._has_leapt = False

    def _agrees_with_database(self) -> bool:
        seconds = database_difference(db.session())
        if seconds is None:
            return True
        if seconds != self._told_difference:
            self._heart.differs(seconds)
            self._told_difference = seconds
        if abs(seconds) > FAR:
            log.error("The clock is %+d s ahead of the database server's: no reminders are written by it", seconds)
        return abs(seconds) <= FAR


def database_difference(session: Session) -> int | None:
    """By how many seconds this machine's clock is ahead of the database server's; None where there is no server."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    before = clock.wall()
    theirs: datetime = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    ours = before + (clock.wall() - before) / 2
    session.rollback()
    return round((ours - theirs).total_seconds())
