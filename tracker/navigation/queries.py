"""The figures behind the tabs, and whether mail goes out, in one SELECT."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role
from tracker.accounts.addresses import unreached_column
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.quarter import Quarter
from tracker.mail.alarm import Alarm, alarm_columns, read_alarm
from tracker.organizations.models import Organization
from tracker.tasks.conditions import counted, figures_for
from tracker.tasks.models import Task
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many tasks the quarter has for this person, and how many await the office's answer.

    `alarm` is what is wrong with sending, and `unreached` how many people no mail reaches, where that is for this
    person to know.
    """

    tasks: int = 0
    review: int = 0
    alarm: Alarm | None = None
    unreached: int = 0


def find_waiting(session: Session, actor: Actor, quarter: Quarter, now: datetime) -> Waiting:
    """The figures; none when the database cannot say, so that the page about that still stands."""
    minds = allows(actor, Right.SEE_SENDING, Subject(organization_id=actor.organization_id))
    counts = _counts(actor, quarter) if actor.reads or actor.seats else None
    columns = [*alarm_columns(now), unreached_column(actor.organization_id)] if minds else []
    if counts is None and not columns:
        return Waiting()
    question = sa.select(*columns) if counts is None else counts.add_columns(*columns)
    try:
        row = dict(session.execute(question).mappings().one())
    except SQLAlchemyError:
        session.rollback()
        return Waiting()
    return Waiting(
        tasks=row.get("tasks", 0),
        review=row.get("review", 0),
        alarm=read_alarm(row, now) if minds else None,
        unreached=row.get("unreached", 0),
    )


def _counts(actor: Actor, quarter: Quarter) -> sa.Select[int, int]:
    of_quarter = sa.and_(Task.quarter == str(quarter), counted())
    awaiting = sa.and_(
        Task.state == State.AWAITING_CONFIRMATION,
        Task.organization_id == actor.organization_id if actor.has(Role.OFFICE) else sa.false(),
    )
    return sa.select(
        sa.func.count(sa.case((of_quarter, 1))).label("tasks"), sa.func.count(sa.case((awaiting, 1))).label("review")
    ).where(figures_for(actor), sa.or_(of_quarter, awaiting))


def find_front(session: Session) -> Organization | None:
    """The organization that stands over the others, for those who have not signed in."""
    try:
        return session.scalars(
            sa.select(Organization).order_by(Organization.parent_id.is_not(None), Organization.id).limit(1)
        ).first()
    except SQLAlchemyError:
        session.rollback()
        return None
