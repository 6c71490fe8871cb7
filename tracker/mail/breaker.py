"""Whether the mail server may be tried at all. One row that every sender looks at.

After a failure that would befall any mail, nobody tries for a while; then one mail is tried, and only if it
goes through do the others follow.
"""

import logging
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.core.database import transaction
from tracker.mail import rules
from tracker.mail.rows import change
from tracker.mail.shared_models import Breaker
from tracker.mail.smtp import Outcome
from tracker.mail.status import Verdict

log = logging.getLogger(__name__)

PROBE = timedelta(seconds=60)
"""How long the one that tries is waited for before another may."""

_chance = secrets.SystemRandom()

_RESET = (
    sa.update(Breaker)
    .where(Breaker.name == sa.bindparam("server"), Breaker.failures > 0)
    .values(failures=0, open_until=None, changed_at=sa.bindparam("now"))
)


def allowance(session: Session, name: str, *, limit: int, now: datetime) -> int:
    """How many mails may be taken now: `limit`, or one to try the server with, or none."""
    failures, open_until = _read(session, name)
    if not failures:
        return limit
    return 1 if open_until is None or open_until <= now else 0


def take_probe(session: Session, name: str, *, now: datetime) -> bool:
    """Be the one that tries the server. True also where nothing is wrong with it."""
    failures, _open_until = _read(session, name)
    if not failures:
        return True
    rested = sa.or_(Breaker.open_until.is_(None), Breaker.open_until <= now)
    return change(session, Breaker, Breaker.name == name, rested, open_until=now + PROBE, changed_at=now) == 1


def trip(name: str, outcome: Outcome, *, now: datetime) -> None:
    """Let the server rest, longer after each failure in a row; loudly where somebody must mend a setting."""
    fail(name, outcome.answer, now=now)
    if outcome.verdict is Verdict.MISCONFIGURED:
        log.critical("The mail server %s refuses our settings, no mail is sent: %s", name, outcome.answer)
    else:
        log.warning("The mail server %s takes no mail at present: %s", name, outcome.answer)


def fail(name: str, answer: str, *, now: datetime) -> None:
    """Count a failure of the server of this name and keep its words."""
    with transaction() as session:
        with suppress(IntegrityError), session.begin_nested():  # another sender made the row first
            if session.get(Breaker, name) is None:
                session.add(Breaker(name=name, changed_at=now))
        row = session.get_one(Breaker, name, with_for_update=True, populate_existing=True)
        row.failures += 1
        row.open_until = now + rules.breaker_delay(row.failures, _chance.random())
        row.last_error = answer[:500]
        row.changed_at = now


def pass_on(name: str, *, now: datetime) -> None:
    """The mail that was to try the server was not to be sent after all: the next may try at once."""
    with transaction() as session:
        change(session, Breaker, Breaker.name == name, Breaker.failures > 0, open_until=now, changed_at=now)


def reset(session: Session, name: str, *, now: datetime) -> None:
    """The server hears mails out again, whatever it says to each: everybody may send. In the caller's transaction."""
    session.connection().execute(_RESET, {"server": name, "now": now})


def is_tripped(session: Session, name: str) -> bool:
    """Whether the last we heard of the server was a failure."""
    return _read(session, name)[0] > 0


def _read(session: Session, name: str) -> tuple[int, datetime | None]:
    row = session.execute(sa.select(Breaker.failures, Breaker.open_until).where(Breaker.name == name)).first()
    return (row.failures, row.open_until) if row else (0, None)
