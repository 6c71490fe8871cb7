"""The figures behind the tabs, in one SELECT."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.tasks.conditions import counted, visible_to
from tracker.tasks.models import Task
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many tasks the quarter has for this person, and how many await the office's answer."""

    tasks: int = 0
    review: int = 0


def find_waiting(session: Session, actor: Actor, quarter: Quarter) -> Waiting:
    """Both figures; none when the database cannot say, so that the page about that still stands."""
    if not actor.reads and not actor.seats:
        return Waiting()
    of_quarter = sa.and_(Task.quarter == str(quarter), counted())
    awaiting = sa.and_(
        Task.state == State.AWAITING_CONFIRMATION,
        Task.organization_id == actor.organization_id if actor.has(Role.OFFICE) else sa.false(),
    )
    question = sa.select(
        sa.func.count(sa.case((of_quarter, 1))).label("tasks"), sa.func.count(sa.case((awaiting, 1))).label("review")
    ).where(visible_to(actor), sa.or_(of_quarter, awaiting))
    try:
        row = session.execute(question).one()
    except SQLAlchemyError:
        session.rollback()
        return Waiting()
    return Waiting(tasks=row.tasks, review=row.review)


def find_front(session: Session) -> Organization | None:
    """The organization that stands over the others, for those who have not signed in."""
    try:
        return session.scalars(
            sa.select(Organization).order_by(Organization.parent_id.is_not(None), Organization.id).limit(1)
        ).first()
    except SQLAlchemyError:
        session.rollback()
        return None
