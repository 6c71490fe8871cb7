"""Who may send which mail: taking mails that are due, giving them back, and what people decide about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.database import db, transaction
from tracker.core.steps import step
from tracker.core.words import N_
from tracker.mail import breaker, pauses, rate
from tracker.mail.models import Bounce, OutgoingMail
from tracker.mail.rows import change
from tracker.mail.settings import read_settings
from tracker.mail.status import MailState
from tracker.mail.waiting import is_in

TOO_LATE = N_("Đã quá thời gian mà thư này còn có ích.")

FREE = {"lease_owner": None, "lease_until": None}
"""The columns of a mail that nobody holds."""

NO_MAILBOX = N_("Địa chỉ này không còn hộp thư.")
TAKES_NO_MAIL = N_("Địa chỉ này không nhận được thư.")

MAY_HAVE_ARRIVED = N_("Mất kết nối sau khi gửi xong nội dung: máy chủ có thể đã nhận thư.")

REQUEUABLE = frozenset(
    {
        MailState.FAILED,
        MailState.DEAD,
        MailState.EXPIRED,
        MailState.SUPPRESSED,
        MailState.CANCELLED,
        MailState.HELD,
    }
)

ABANDONABLE = frozenset({MailState.QUEUED, MailState.FAILED, MailState.DEAD, MailState.SUPPRESSED, MailState.HELD})


@dataclass(frozen=True)
class Due:
    """A mail that waits to be taken."""

    id: int
    priority: int


def claim(*, worker: str, limit: int, now: datetime, among: Sequence[int] | None = None) -> list[int]:
    """Take up to `limit` due mails for `worker`, pressing ones first, then the oldest; only of `among` if given.

    None while the server rests or sending is paused, no more than the minute has room for.
    """
    settings = read_settings()
    name = settings.server.name
    with transaction() as session:
        if pauses.paused_because(session):
            return []
        if settings.per_minute:
            limit = min(limit, rate.room(session, name, settings.per_minute, now))
        limit = breaker.allowance(session, name, limit=limit, now=now)
        # Those another sender is taking at this moment are passed over, not waited for.
        due = _due(limit, now, among).with_for_update(skip_locked=True)
        ids = list(session.scalars(due)) if limit else []
        if not ids or not breaker.take_probe(session, name, now=now):
            return []
        change(
            session,
            OutgoingMail,
            OutgoingMail.id.in_(ids),
            state=MailState.CLAIMED,
            lease_owner=worker,
            lease_until=now + settings.lease,
            claims=OutgoingMail.claims + 1,
        )
    step("claimed")
    return ids


def find_due(now: datetime, *, limit: int) -> list[Due]:
    """Up to `limit` mails that could be taken at this moment, in the order in which they would be; takes none."""
    session = db.session()
    if pauses.paused_because(session):
        return []
    limit = breaker.allowance(session, read_settings().server.name, limit=limit, now=now)
    query = _due(limit, now).with_only_columns(OutgoingMail.id, OutgoingMail.priority)
    return [Due(row.id, row.priority) for row in session.execute(query)]


def count_due(now: datetime) -> int:
    """How many mails wait to be taken at this moment."""
    due = (is_in(MailState.QUEUED), OutgoingMail.not_before <= now, OutgoingMail.expires_at > now)
    return db.session.scalar(sa.select(sa.func.count()).where(*due)) or 0


def release(mail_ids: Sequence[int], *, worker: str, error: str = "") -> None:
    """Give back mails taken but not begun, as they were."""
    if not mail_ids:
        return
    reason = {"last_error": error[:500]} if error else {}
    ours = (OutgoingMail.lease_owner == worker, OutgoingMail.state == MailState.CLAIMED)
    with transaction() as session:
        change(session, OutgoingMail, OutgoingMail.id.in_(mail_ids), *ours, state=MailState.QUEUED, **FREE, **reason)


def requeue(session: Session, mail_id: int, *, now: datetime, expires_at: datetime) -> bool:
    """Send a mail after all, because a person decided so; False if it waits already or was accepted.

    Called inside the caller's transaction, which records who decided.
    """
    changed = change(
        session,
        OutgoingMail,
        OutgoingMail.id == mail_id,
        OutgoingMail.state.in_(REQUEUABLE),
        state=MailState.QUEUED,
        state_reason="",
        maybe_twice=sa.or_(OutgoingMail.maybe_twice, OutgoingMail.state == MailState.HELD),
        not_before=now,
        expires_at=expires_at,
        attempt=0,
        compose_failures=0,
        data_started_at=None,
        **FREE,
    )
    return changed == 1


def requeue_unreached(session: Session, account_id: int, *, address: str, now: datetime) -> int:
    """Send a person's mails that reached nobody after all, to `address`, if they still come in time.

    Called inside the caller's transaction, which records who decided. Returns how many mails.
    """
    return change(
        session,
        OutgoingMail,
        OutgoingMail.account_id == account_id,
        reached_nobody(),
        OutgoingMail.expires_at > now,
        state=MailState.QUEUED,
        state_reason="",
        accepted_at=None,
        accepted_reply="",
        address=address,
        not_before=now,
        attempt=0,
        compose_failures=0,
        data_started_at=None,
        **FREE,
    )


def reached_nobody() -> sa.ColumnElement[bool]:
    """Mails that their address kept from their person: not sent there, refused there, or come back since."""
    refused = sa.and_(OutgoingMail.state == MailState.FAILED, OutgoingMail.state_reason == NO_MAILBOX)
    returned = sa.and_(OutgoingMail.state == MailState.ACCEPTED, came_back())
    return sa.or_(OutgoingMail.state == MailState.SUPPRESSED, refused, returned)


def came_back() -> sa.ColumnElement[bool]:
    """Mails of which a report says that they did not arrive at the address to which they were sent last."""
    there = Bounce.address == OutgoingMail.address
    return sa.exists().where(Bounce.mail_id == OutgoingMail.id, there, Bounce.forgiven.is_(False))


def give_up(session: Session, mail_id: int, *, reason: str) -> bool:
    """Let a mail that waits or lies be, because a person decided so; False if it was sent or is being sent."""
    still = (OutgoingMail.id == mail_id, OutgoingMail.state.in_(ABANDONABLE))
    return change(session, OutgoingMail, *still, state=MailState.CANCELLED, state_reason=reason[:300]) == 1


def count_as_received(session: Session, mail_id: int, *, now: datetime) -> bool:
    """End a held mail as accepted, because a person knows that it arrived; False if it is not held any more."""
    ours = (OutgoingMail.id == mail_id, OutgoingMail.state == MailState.HELD)
    return change(session, OutgoingMail, *ours, state=MailState.ACCEPTED, state_reason="", accepted_at=now, **FREE) == 1


def _due(limit: int, now: datetime, among: Sequence[int] | None = None) -> sa.Select[int]:
    """The mails to send next."""
    query = (
        sa.select(OutgoingMail.id)
        .where(is_in(MailState.QUEUED), OutgoingMail.not_before <= now, OutgoingMail.expires_at > now)
        .order_by(OutgoingMail.priority, OutgoingMail.not_before, OutgoingMail.id)
        .limit(limit)
    )
    return query if among is None else query.where(OutgoingMail.id.in_(among))
