"""What a trial changes in the product before it runs: work that goes wrong, an older version.

Named in the environment of a process.
"""

import threading

import sqlalchemy as sa

from tracker.mail import claims, nodes, pauses, rate, readiness
from tracker.mail.models import OutgoingMail


def work_hangs():
    claims.reap = lambda _now: threading.Event().wait()


def work_dies():
    def die(_now):
        raise SystemExit(3)

    claims.reap = die


def work_fails():
    def fail(_now):
        raise RuntimeError("rehearsed")

    claims.reap = fail


def older_version():
    """This version without what it brought: no rows of processes, no pause, no limit, no priorities."""
    for method in ("begin", "passed", "tell", "leapt", "end"):
        setattr(nodes.Heart, method, lambda *_: None)
    for module in (claims, readiness):
        for name in ("refuse_while_paused", "paused_because"):
            if hasattr(module, name):
                setattr(module, name, lambda _session: None)
    pauses.paused_because = lambda _session: None
    pauses.refuse_while_paused = lambda _session: None
    rate.room = lambda *_: 1000
    claims._due = _oldest_first


def _oldest_first(session, limit, now):
    query = (
        sa.select(OutgoingMail.id)
        .where(OutgoingMail.state == "queued", OutgoingMail.not_before <= now, OutgoingMail.expires_at > now)
        .order_by(OutgoingMail.not_before, OutgoingMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


PATCHES = {
    "work hangs": work_hangs,
    "work dies": work_dies,
    "work fails": work_fails,
    "older version": older_version,
}


def apply(name):
    """Change the product as `name` says; nothing for no name."""
    if name:
        PATCHES[name]()
