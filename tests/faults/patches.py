"""What a trial changes in the product before it runs: work that goes wrong, an older version.

Named in the environment of a process.
"""

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker import workers
from tracker.core import clock, engines
from tracker.mail import claims, jobs, nodes, pauses, rate, reaping, settle
from tracker.mail.models import OutgoingMail
from tracker.reminders import actions


def work_hangs():
    reaping.reap = lambda _now: threading.Event().wait()


def work_dies():
    def die(_now):
        raise SystemExit(3)

    reaping.reap = die


def work_fails():
    def fail(_now):
        raise RuntimeError("rehearsed")

    reaping.reap = fail


def sending_hangs():
    claims.claim = lambda **_: threading.Event().wait()


def sending_dies():
    def die(**_):
        raise SystemExit(3)

    claims.claim = die


def sending_fails():
    def fail(**_):
        raise RuntimeError("rehearsed")

    claims.claim = fail


def stops_at_a_lock():
    """Stop as a suspended machine does, in the middle of a transaction that others wait for."""

    def stop(name):
        if name == "cursor moved":
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(1)  # this thread could come as far as the commit before all of the process has stopped

    actions.step = stop


def impatient():
    """Let nobody wait as long as in earnest for one that stands still."""
    engines.STOPPED_SECONDS = 1


def older_version():
    """This version without what it brought: no rows of processes, no pause, no limit, no priorities."""
    for method in ("begin", "passed", "tell", "leapt", "differs", "end"):
        setattr(nodes.Heart, method, lambda *_: None)
    settle.journal.note = lambda *_, **__: None
    pauses.paused_because = lambda _session: None
    pauses.refuse_while_paused = lambda _session: None
    rate.room = lambda *_: 1000
    due = claims._due
    claims._due = lambda *of: due(*of).order_by(None).order_by(OutgoingMail.not_before, OutgoingMail.id)


def small_batches():
    """One sender takes few mails at once, so that few have some for each of many."""
    jobs.BATCH = 5


def small_portions():
    """Few mails are shared among many workers as many are in earnest."""
    workers.PORTION = 5


def clock_follows():
    """The wall clock is ahead by as many seconds as the file says that the environment names."""
    told = Path(os.environ["CLOCK_FILE"])
    clock.wall = lambda: datetime.now(UTC) + timedelta(seconds=float(told.read_text() or 0))


PATCHES = {
    "clock follows": clock_follows,
    "work hangs": work_hangs,
    "work dies": work_dies,
    "work fails": work_fails,
    "sending hangs": sending_hangs,
    "sending dies": sending_dies,
    "sending fails": sending_fails,
    "stops at a lock": stops_at_a_lock,
    "impatient": impatient,
    "older version": older_version,
    "small batches": small_batches,
    "small portions": small_portions,
}


def apply(name):
    """Change the product as `name` says, which may be several; nothing for no name."""
    for each in name.split("+") if name else ():
        PATCHES[each]()
