"""Questions about a person's filters; those of others do not exist."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.errors import NotFound
from tracker.core.kept import Kept, rows_of
from tracker.saved_filters.models import SavedFilter
from tracker.saved_filters.rules import TAKEN_BACK_WITHIN


def filters_of(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """What the person keeps, in the order in which it was kept."""
    mine = sa.select(SavedFilter).where(SavedFilter.account_id == actor.account_id, SavedFilter.removed_at.is_(None))
    return session.scalars(mine.order_by(SavedFilter.id)).all()


_NAMED = Kept(
    sa.select(SavedFilter.name, SavedFilter.query)
    .where(SavedFilter.account_id == sa.bindparam("account_id"), SavedFilter.removed_at.is_(None))
    .order_by(SavedFilter.id)
)  # stands over every list, so built once


def named_filters(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """The same as (name, query), for the row over a list."""
    return [(name, query) for name, query in rows_of(session, _NAMED, {"account_id": actor.account_id})]


def lately_removed(session: Session, actor: Actor, now: datetime) -> Sequence[SavedFilter]:
    """What the person can still take back, the last removed first."""
    removed = sa.select(SavedFilter).where(
        SavedFilter.account_id == actor.account_id, SavedFilter.removed_at >= now - TAKEN_BACK_WITHIN
    )
    return session.scalars(removed.order_by(SavedFilter.removed_at.desc(), SavedFilter.id.desc())).all()


def own_filter(session: Session, saved_id: int, actor: Actor) -> SavedFilter:
    """One of the person's own filters, kept or removed."""
    found = session.get(SavedFilter, saved_id, populate_existing=True)
    if found is None or found.account_id != actor.account_id:
        raise NotFound
    return found
