"""The figures behind the tabs, and whether mail goes out, in one SELECT."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role
from tracker.accounts.addresses import unreached_column
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.mail.alarm import WITH_THE_PAUSE, Alarm, alarm_columns, alarm_places, read_alarm
from tracker.organizations.models import Organization
from tracker.tallies.models import Tally
from tracker.tallies.rules import STATE_PARTS
from tracker.tasks.conditions import counted
from tracker.tasks.models import Task
from tracker.tasks.sight import HOME, Sight, figures_at, places_of, sight_of
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
    question = _question(sight_of(actor), office=actor.has(Role.OFFICE), minds=minds)
    if question is None:
        return Waiting()
    places = {**places_of(actor), "quarter": str(quarter), **alarm_places(now)}
    try:
        (found,) = rows_of(session, question, places)
    except SQLAlchemyError:
        session.rollback()
        return Waiting()
    row = found._asdict()
    return Waiting(
        tasks=row.get("tasks", 0),
        review=row.get("review", 0),
        alarm=read_alarm(row, now) if minds else None,
        unreached=row.get("unreached", 0),
    )


QUARTER = sa.bindparam("quarter", type_=sa.String)


@cache
def _question(sight: Sight, *, office: bool, minds: bool) -> Kept | None:
    """What is asked for every page is built once for all readers of a kind."""
    columns: list[sa.Label[Any]] = []
    if sight is not Sight.NONE:
        columns.append(_tasks(sight).label("tasks"))
    if office:
        awaiting = (Task.organization_id == HOME, Task.state == State.AWAITING_CONFIRMATION)
        columns.append(sa.select(sa.func.count(Task.id)).where(*awaiting).scalar_subquery().label("review"))
    if minds:
        columns += [*alarm_columns(), unreached_column(HOME)]
    if not columns:
        return None
    return Kept(sa.select(*columns).select_from(WITH_THE_PAUSE) if minds else sa.select(*columns))


def _tasks(sight: Sight) -> sa.ScalarSelect[int]:
    """The tasks of the quarter. For whoever reads a committee with all below it, the tallies have them as one sum."""
    if sight is Sight.SEVERAL:
        of_home = (Tally.organization_id == HOME, Tally.quarter == QUARTER, Tally.part.in_(STATE_PARTS))
        return sa.select(sa.func.coalesce(sa.func.sum(Tally.n), 0)).where(*of_home).scalar_subquery()
    of_quarter = (figures_at(sight), Task.quarter == QUARTER, counted())
    return sa.select(sa.func.count(Task.id)).where(*of_quarter).scalar_subquery()


def find_front(session: Session) -> Organization | None:
    """The organization that stands over the others, for those who have not signed in."""
    try:
        return session.scalars(
            sa.select(Organization).order_by(Organization.parent_id.is_not(None), Organization.id).limit(1)
        ).first()
    except SQLAlchemyError:
        session.rollback()
        return None
