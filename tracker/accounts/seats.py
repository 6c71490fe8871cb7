"""The seats that accounts hold. They are kept by the groups room above this one: read by the table's name."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Seat, SeatRole

MEMBERSHIP = sa.table(
    "membership",
    sa.column("group_id", sa.Integer),
    sa.column("account_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("from_on", sa.Date),
    sa.column("until_on", sa.Date),
)


_DAY = sa.bindparam("day", type_=sa.Date)
_SEATS = (
    sa.select(MEMBERSHIP.c.account_id, MEMBERSHIP.c.group_id, MEMBERSHIP.c.role)
    .where(
        MEMBERSHIP.c.account_id.in_(sa.bindparam("account_ids", type_=sa.Integer, expanding=True)),
        MEMBERSHIP.c.from_on <= _DAY,
        sa.or_(MEMBERSHIP.c.until_on.is_(None), MEMBERSHIP.c.until_on >= _DAY),
    )
    .order_by(MEMBERSHIP.c.group_id)
)


def is_held(from_on: date, until_on: date | None, day: date) -> bool:
    """The same of a row that was read: whether the seat is held on `day`."""
    return from_on <= day and (until_on is None or until_on >= day)


def seats_of(session: Session, account_id: int, day: date) -> tuple[Seat, ...]:
    """The seats the account holds on `day`."""
    return seats_of_all(session, [account_id], day)[account_id]


def seats_of_all(session: Session, account_ids: Collection[int], day: date) -> Mapping[int, tuple[Seat, ...]]:
    """By account, the seats that each of them holds on `day`. 1 SELECT."""
    rows = session.execute(_SEATS, {"account_ids": list(account_ids), "day": day})
    seats: defaultdict[int, tuple[Seat, ...]] = defaultdict(tuple)
    for account_id, group_id, role in rows:
        seats[account_id] += (Seat(group_id=group_id, role=SeatRole(role)),)
    return seats
