"""Whether mail may leave at all: one row stands while it may not, with the reason."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.mail.models import SendingPause
from tracker.mail.rows import change
from tracker.mail.status import PauseReason

NAME = "mail"

_WEIGHT = {PauseReason.BY_HAND: 0, PauseReason.CLOCK: 1, PauseReason.RESTORED: 2}


class Paused(Exception):
    """No mail leaves at present: it waits, untouched."""


def find_pause(session: Session) -> SendingPause | None:
    """The pause that stands, as the table has it now."""
    return session.scalars(
        sa.select(SendingPause).where(SendingPause.name == NAME).execution_options(populate_existing=True)
    ).one_or_none()


def paused_because(session: Session) -> PauseReason | None:
    """Why no mail leaves at present; None while it does."""
    return session.scalars(sa.select(SendingPause.reason).where(SendingPause.name == NAME)).one_or_none()


def refuse_while_paused(session: Session) -> None:
    """Paused while mail may not leave."""
    if paused_because(session):
        raise Paused


def pause(
    session: Session, reason: PauseReason, *, now: datetime, detail: str = "", account_id: int | None = None
) -> bool:
    """Let no mail leave, inside the caller's transaction; False if a pause for as grave a reason stands already."""
    standing = find_pause(session)
    values = {"reason": reason, "detail": detail[:500], "since": now, "account_id": account_id}
    if standing is None:
        session.add(SendingPause(name=NAME, **values))
        session.flush()
        return True
    if _WEIGHT[standing.reason] >= _WEIGHT[reason]:
        return False
    return change(session, SendingPause, SendingPause.name == NAME, **values) == 1


def resume(session: Session, reason: PauseReason) -> bool:
    """Let mail leave again, inside the caller's transaction; False if no pause for this reason stands."""
    standing = (SendingPause.name == NAME, SendingPause.reason == reason)
    rows = session.scalars(sa.select(SendingPause).where(*standing).with_for_update()).all()
    for row in rows:
        session.delete(row)
    return bool(rows)
