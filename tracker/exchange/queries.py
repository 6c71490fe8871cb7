"""Whose calendar an address is, and the deadlines in it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from tracker.accounts.access import token_hash
from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.exchange.models import CalendarFeed
from tracker.tasks.models import Assignment, Task
from tracker.tasks.status import OPEN_STATES


def find_reader(session: Session, token: str) -> Account | None:
    """The person whose calendar stands under this address, while both the address and the account last."""
    query = (
        sa.select(Account)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(
            CalendarFeed.token_hash == token_hash(token),
            CalendarFeed.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    return session.scalars(query).first()


def open_since(session: Session, account_id: int) -> datetime | None:
    """Since when the person has an address, None without one."""
    query = sa.select(CalendarFeed.created_at).where(
        CalendarFeed.account_id == account_id, CalendarFeed.ended_at.is_(None)
    )
    return session.scalars(query).first()


def open_deadlines(session: Session, actor: Actor) -> Sequence[Task]:
    """The tasks with a given deadline that the actor's groups lead or support and have not reported as done."""
    groups = actor.group_ids
    mine = sa.or_(
        Task.lead_group_id.in_(groups),
        Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id.in_(groups))),
    )
    query = (
        sa.select(Task)
        .join(Task.lead_group)
        .where(
            Task.organization_id == actor.organization_id, mine, Task.state.in_(OPEN_STATES), Task.due_on.is_not(None)
        )
        .options(contains_eager(Task.lead_group))
        .order_by(Task.due_on, Task.id)
    )
    return session.scalars(query).all()
