"""The secret address of a person's calendar: made, replaced, ended."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.access import token_hash
from tracker.accounts.account_actions import record_about
from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.core.database import transaction
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.exchange.models import CalendarFeed

_BYTES = 32


def make_calendar(*, actor: Actor, now: datetime) -> str:
    """A new secret address; the one before it ends. Only this answer knows it, the table keeps its hash."""
    token = secrets.token_urlsafe(_BYTES)
    with transaction() as session:
        account = _held(session, actor)
        ended = _end(session, account, now)
        session.add(
            CalendarFeed(
                organization_id=account.organization_id,
                account_id=account.id,
                token_hash=token_hash(token),
                created_at=now,
            )
        )
        changes = {"calendars": (ended, 1)}
        record_about(session, account, "account.calendar_made", actor, now, changes=changes)
    return token


def end_calendar(*, actor: Actor, now: datetime) -> None:
    """Whoever knows the address reads nothing any more. Invalid if there is none."""
    with transaction() as session:
        account = _held(session, actor)
        ended = _end(session, account, now)
        if not ended:
            raise Invalid(N_("Chưa có địa chỉ lịch nào đang dùng."))
        record_about(session, account, "account.calendar_ended", actor, now, changes={"calendars": (ended, 0)})


def _held(session: Session, actor: Actor) -> Account:
    """The account, locked: of two addresses asked for at once only the later lives."""
    return session.get_one(Account, actor.account_id, populate_existing=True, with_for_update=True)


def _end(session: Session, account: Account, now: datetime) -> int:
    query = sa.select(CalendarFeed).where(CalendarFeed.account_id == account.id, CalendarFeed.ended_at.is_(None))
    ended = session.scalars(query).all()
    for each in ended:
        each.ended_at = now
    return len(ended)
