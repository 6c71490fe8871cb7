"""What the scheduler runs for the outbox. Any number of processes may run these at once."""

import os
import secrets
import socket
import threading
from contextlib import closing

from tracker.core import clock
from tracker.core.jobs import Job
from tracker.mail import claims
from tracker.mail.delivery import deliver
from tracker.mail.settings import BATCH, read_settings
from tracker.mail.smtp import Mailer

stopping = threading.Event()
"""Set when the process is asked to stop: the mail being sent is finished, no further one is begun."""


def deliver_due() -> None:
    """Send all that is due, until nothing is or the process is asked to stop."""
    worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    with closing(Mailer(read_settings().server)) as mailer:
        while not stopping.is_set():
            mail_ids = claims.claim(worker=worker, limit=BATCH, now=clock.now())
            if not mail_ids:
                return
            deliver(mail_ids, worker=worker, mailer=mailer, clock=clock.now)


def tidy() -> None:
    """Take back what dead senders held, give up what would come too late."""
    now = clock.now()
    claims.reap(now)
    claims.expire(now)


JOBS = (
    Job(name="deliver", every_seconds=0, run=deliver_due),
    Job(name="reap", every_seconds=0, run=tidy),
)
