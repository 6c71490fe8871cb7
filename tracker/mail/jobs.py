"""What the scheduler runs for the outbox. Any number of processes may run these at once."""

import os
import secrets
import socket
import threading
from collections.abc import Sequence
from contextlib import closing

from tracker.core import clock, progress
from tracker.core.database import db
from tracker.core.jobs import Job
from tracker.core.words import N_
from tracker.mail import claims, journal, nodes, pauses, reaping
from tracker.mail.delivery import deliver
from tracker.mail.settings import BATCH, read_settings
from tracker.mail.smtp import Mailer
from tracker.mail.status import PauseReason

SENDING = N_("Gửi thư")

stopping = threading.Event()
"""Set when the process is asked to stop: the mail being sent is finished, no further one is begun."""


def deliver_due(among: Sequence[int] | None = None) -> None:
    """Send all that is due, of `among` if given, until nothing is or the process is asked to stop."""
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    settings = read_settings()
    tally = Tally(claims.count_due(clock.now()), may_take=settings.lease.total_seconds())
    with closing(Mailer(settings.server)) as mailer:
        while not stopping.is_set():
            mail_ids = claims.claim(worker=worker, limit=BATCH, now=clock.now(), among=among)
            if not mail_ids:
                return
            deliver(
                mail_ids,
                worker=worker,
                mailer=mailer,
                clock=clock.now,
                before_each=tally.next,
                asked_to_stop=stopping.is_set,
            )


class Tally:
    """Counts the mails of one run for those who watch it. One mail may take `may_take` seconds."""

    def __init__(self, total: int, *, may_take: float) -> None:
        self._begun, self._total, self._may_take = 0, total, may_take

    def next(self) -> None:
        """Another mail is begun."""
        self._begun += 1
        self._total = max(self._total, self._begun)  # more may have fallen due meanwhile
        progress.tell(SENDING, self._begun - 1, self._total, may_take=self._may_take)


def tidy() -> None:
    """Take back what dead senders held, give up what would come too late. Not by a clock that may be wrong."""
    if pauses.is_paused_for(db.session(), PauseReason.CLOCK):
        return
    now = clock.now()
    reaping.reap(now)
    reaping.expire(now)
    nodes.forget_old(now)
    journal.forget_old()


DELIVER = Job(name="deliver", every_seconds=0, run=deliver_due)
REAP = Job(name="reap", every_seconds=0, run=tidy)
JOBS = (DELIVER, REAP)
