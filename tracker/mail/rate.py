"""How many mails the server is given in a minute, counted over every sender on every machine.

A sender takes a place just before a mail goes out and gives it back when the mail is done with; a minute later
the place is free again. So no span of sixty seconds ever holds more mails than there are places. Whoever dies with
a place in hand loses it only until the lease of that mail, and a minute, have passed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.mail.rows import change
from tracker.mail.shared_models import RateSlot

MINUTE = timedelta(seconds=60)
FURTHEST = timedelta(hours=1)
"""No place is held as long as this. One that says so was taken while the clock ran ahead, and is free."""


class NoRoom(Exception):
    """The minute is full: the mail waits, untouched."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place taken for a mail that may go out until `until`. It is the taker's while the row says so."""

    server: str
    number: int
    until: datetime


def room(session: Session, server: str, per_minute: int, now: datetime) -> int:
    """How many mails could leave at this moment."""
    _lay_out(session, server, per_minute, now)
    free = sa.select(sa.func.count()).where(*_free(server, per_minute, now))
    return session.scalar(free) or 0


def count_taken(session: Session, server: str, per_minute: int, now: datetime) -> int:
    """How many places of the minute are taken."""
    server_passed = _free(server, per_minute, now)
    taken = sa.select(sa.func.count()).where(*server_passed[:2], sa.not_(server_passed[2]))
    return session.scalar(taken) or 0


def take(session: Session, server: str, per_minute: int, *, now: datetime, until: datetime) -> Place:
    """Take a place for a mail that may go out until `until`. NoRoom if there is none.

    A place that another sender is taking at this moment is passed over, not waited for.
    """
    query = (
        sa.select(RateSlot.number)
        .where(*_free(server, per_minute, now))
        .order_by(RateSlot.number)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    number = session.scalars(query).first()
    if number is None:
        raise NoRoom
    ours = (RateSlot.server == server, RateSlot.number == number)
    change(session, RateSlot, *ours, free_at=until + MINUTE)
    return Place(server=server, number=number, until=until)


def give_back(session: Session, place: Place, now: datetime) -> None:
    """The mail is done with: a minute from now the place is free. A place that passed to another stays theirs."""
    ours = (RateSlot.server == place.server, RateSlot.number == place.number)
    change(session, RateSlot, *ours, RateSlot.free_at == place.until + MINUTE, free_at=now + MINUTE)


def _free(server: str, per_minute: int, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    passed = sa.or_(RateSlot.free_at <= now, RateSlot.free_at > now + FURTHEST)
    return RateSlot.server == server, RateSlot.number < per_minute, passed


def _lay_out(session: Session, server: str, per_minute: int, now: datetime) -> None:
    """Make the places that the setting asks for and the table lacks."""
    there = session.scalar(
        sa.select(sa.func.count()).where(RateSlot.server == server, RateSlot.number < per_minute),
    )
    if there == per_minute:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"server": server, "number": number, "free_at": now} for number in range(per_minute)]
    session.execute(insert(RateSlot).values(rows).on_conflict_do_nothing(index_elements=["server", "number"]))
