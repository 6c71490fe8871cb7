"""Whether mail may leave at all: a row stands for each reason why it may not, and the gravest is told.

A row of its own for each, so that a clock that is right again does not end what a person has stopped.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.mail.rows import insert_new
from tracker.mail.shared_models import SendingPause
from tracker.mail.status import PauseReason

_WEIGHT = {PauseReason.BY_HAND: 0, PauseReason.CLOCK: 1, PauseReason.RESTORED: 2}

GRAVEST_FIRST = sa.case(
    *((SendingPause.reason == reason, -weight) for reason, weight in _WEIGHT.items()),
    else_=0,
)
"""Sorts the pauses that stand."""


class Paused(Exception):
    """No mail leaves at present: it waits, untouched."""


def find_pauses(session: Session) -> list[SendingPause]:
    """The pauses that stand, as the table has them now, the gravest first."""
    query = sa.select(SendingPause).order_by(GRAVEST_FIRST).execution_options(populate_existing=True)
    return list(session.scalars(query))


def find_pause(session: Session) -> SendingPause | None:
    """The gravest pause that stands."""
    return next(iter(find_pauses(session)), None)


def paused_because(session: Session) -> PauseReason | None:
    """Why no mail leaves at present; None while it does."""
    return session.scalars(sa.select(SendingPause.reason).order_by(GRAVEST_FIRST).limit(1)).first()


def nothing_new(session: Session) -> bool:
    """Whether nothing new may be written down either: by a clock that may be wrong, or into an old database."""
    why = SendingPause.reason.in_((PauseReason.CLOCK, PauseReason.RESTORED))
    return bool(session.scalar(sa.select(sa.exists().where(why))))


def is_paused_for(session: Session, reason: PauseReason) -> bool:
    """Whether a pause for this reason stands, alone or among others."""
    return bool(session.scalar(sa.select(sa.exists().where(SendingPause.reason == reason))))


def refuse_while_paused(session: Session) -> None:
    """Paused while mail may not leave."""
    if paused_because(session):
        raise Paused


def pause(
    session: Session, reason: PauseReason, *, now: datetime, detail: str = "", account_id: int | None = None
) -> bool:
    """Let no mail leave, inside the caller's transaction; False if a pause for this reason stands already."""
    row = {"name": reason.value, "reason": reason, "detail": detail[:500], "since": now, "account_id": account_id}
    return insert_new(session, SendingPause, [row], "name") == 1


def hold(session: Session, reason: PauseReason) -> None:
    """Let nobody else change the pause for this reason until the caller's transaction is over."""
    session.execute(sa.select(SendingPause.name).where(SendingPause.reason == reason).with_for_update())


def resume(session: Session, reason: PauseReason) -> bool:
    """End the pause for this reason, inside the caller's transaction; False if none stands."""
    rows = session.scalars(sa.select(SendingPause).where(SendingPause.reason == reason).with_for_update()).all()
    for row in rows:
        session.delete(row)
    return bool(rows)
