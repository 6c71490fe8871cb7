"""How the quarter before stood on the same day: told from the days on which things happened."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tracker.board.counts import FIVE, Counts
from tracker.board.queries import KINDS, Kind, Scope, how_many
from tracker.core.database import UtcDateTime, spelt
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.tasks.conditions import counted
from tracker.tasks.models import Task
from tracker.tasks.status import State


def same_day_before(quarter: Quarter, today: date) -> date | None:
    """The day as far into the quarter before as `today` is into this one; None while this one lies ahead."""
    if today < quarter.first_day:
        return None
    before = quarter.previous
    day = before.first_day + (today - quarter.first_day)
    return min(day, before.last_day) if today <= quarter.last_day else day


def stood(session: Session, scope: Scope, day: date) -> Counts | None:
    """How the five columns of the quarter before stood on `day`; None if it had no task then. One SELECT.

    What is known of each task are its last deadline and the days on which the accepted report was made and
    confirmed; a task stopped or carried over after `day` was still counted on it.
    """
    ended = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(scope.zone))
    places = scope.places(quarter=str(scope.quarter.previous), ended=ended)
    (row,) = rows_of(session, _stood(scope.kind(), day), places)
    counts = Counts(**dict(zip(FIVE, row, strict=True)))
    return counts if counts.total else None


@lru_cache(maxsize=KINDS)
def _stood(kind: Kind, day: date) -> Kept:
    before = Task.state_since < sa.bindparam("ended", type_=UtcDateTime)
    left = sa.and_(sa.not_(counted()), before)
    parts = stood_conditions(day)
    return Kept(
        sa.select(*(how_many(parts[key]) for key in FIVE)).where(
            kind.seen(),
            Task.quarter == sa.bindparam("quarter", type_=sa.String),
            Task.assigned_on <= day,
            sa.not_(left),
        )
    )


def stood_conditions(day: date) -> dict[str, ColumnElement[bool]]:
    """The five columns as they stood on `day`."""
    dated = Task.due_on.is_not(None)
    reported = sa.and_(Task.reported_on.is_not(None), Task.reported_on <= day)
    confirmed = sa.and_(
        Task.state == spelt(State.COMPLETED), reported, sa.func.coalesce(Task.confirmed_on, Task.reported_on) <= day
    )
    in_time = sa.case((reported, Task.reported_on), else_=sa.literal(day, sa.Date)) <= Task.due_on
    return {
        "done": sa.and_(dated, confirmed, in_time),
        "late": sa.and_(dated, confirmed, sa.not_(in_time)),
        "term": sa.and_(dated, sa.not_(confirmed), in_time),
        "over": sa.and_(dated, sa.not_(confirmed), sa.not_(in_time)),
        "nodl": Task.due_on.is_(None),
    }
