"""The tallies told anew from the tasks themselves, as SQL: to fill them, and to prove that they are right.

`rules.parts_of` says the same of one task in Python, and a test holds the two equal.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session, aliased

from tracker.core.database import Word
from tracker.organizations.models import Organization
from tracker.tallies.models import Tally
from tracker.tallies.rules import NO_DAY, Part
from tracker.tasks.conditions import counted
from tracker.tasks.models import Task
from tracker.tasks.status import OPEN_STATES, State

KEY = ("organization_id", "via_id", "quarter", "part", "day")


def rebuild(session: Session) -> int:
    """Throw the tallies away and count every task anew; returns how many rows that gave."""
    session.execute(sa.delete(Tally))
    session.execute(sa.insert(Tally).from_select([*KEY, "n", "settled"], _counted_anew().add_columns(sa.true())))
    return how_many(session)[0]


def differences(session: Session, *, limit: int = 100) -> list[dict[str, Any]]:
    """Keys whose tallies differ from the tasks, with by how much. One SELECT, so it may run while people work."""
    kept = sa.select(*(getattr(Tally, name) for name in KEY), Tally.n)
    anew = _counted_anew().subquery()
    both = kept.union_all(sa.select(*(anew.c[name] for name in KEY), -anew.c.n)).subquery()
    columns = [both.c[name] for name in KEY]
    excess = sa.func.sum(both.c.n)
    query = sa.select(*columns, excess.label("n")).group_by(*columns).having(excess != 0).limit(limit)
    return [dict(row) for row in session.execute(query).mappings()]


def how_many(session: Session) -> tuple[int, int]:
    """How many rows there are, and how many tasks they tell of."""
    rows, tasks = sa.select(sa.func.count(Tally.id)), sa.select(sa.func.count(Task.id)).where(counted())
    return session.scalar(rows) or 0, session.scalar(tasks) or 0


def _counted_anew() -> Select[*tuple[Any, ...]]:
    """Every key with its number of tasks: first each committee's own, then those brought to everybody above it."""
    told = sa.union_all(_told(_state(), _no_day()), _told(*_against_deadline()), _told_of_silence()).subquery()
    own_key = (told.c.organization_id, told.c.quarter, told.c.part, told.c.day)
    own = sa.select(*own_key, sa.func.count().label("n")).group_by(*own_key).subquery()
    lines = _lines()
    columns = (lines.c.of_id.label("organization_id"), lines.c.via_id, own.c.quarter, own.c.part, own.c.day)
    return (
        sa.select(*columns, sa.func.sum(own.c.n).label("n"))
        .join(lines, lines.c.home_id == own.c.organization_id)
        .group_by(lines.c.of_id, *columns[1:])
    )


def _lines() -> sa.CTE:
    """For each committee: whose figures its tasks belong to, and through which child."""
    own = sa.select(
        Organization.id.label("home_id"),
        Organization.id.label("of_id"),
        Organization.id.label("via_id"),
        Organization.parent_id.label("above"),
    ).cte("lines", recursive=True)
    parent = aliased(Organization)
    return own.union_all(
        sa.select(own.c.home_id, parent.id, own.c.of_id, parent.parent_id).join(parent, parent.id == own.c.above)
    )


def _told(part: ColumnElement[Any], day: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return sa.select(Task.organization_id, Task.quarter, part.label("part"), day.label("day")).where(counted())


def _told_of_silence() -> Select[*tuple[Any, ...]]:
    heard = sa.func.coalesce(Task.last_update_on, Task.assigned_on)
    return _told(_word(Part.HEARD), heard).where(Task.state.in_(OPEN_STATES))


def _state() -> ColumnElement[Any]:
    words = {
        State.NOT_STARTED: Part.NONE,
        State.IN_PROGRESS: Part.PROGRESS,
        State.AWAITING_CONFIRMATION: Part.WAIT,
        State.RETURNED: Part.BACK,
        State.COMPLETED: Part.COMPLETED,
    }
    return sa.case(*((Task.state == state, _word(part)) for state, part in words.items()))


def _against_deadline() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    done, waits = Task.state == State.COMPLETED, Task.state == State.AWAITING_CONFIRMATION
    reported, in_time = Task.reported_on.is_not(None), Task.reported_on <= Task.due_on
    part = sa.case(
        (Task.due_on.is_(None), _word(Part.NO_DEADLINE)),
        (sa.and_(done, sa.not_(reported)), _word(Part.CLOSED)),
        (sa.and_(done, in_time), _word(Part.DONE)),
        (done, _word(Part.LATE)),
        (sa.and_(waits, reported, in_time), _word(Part.TERM)),
        (sa.and_(waits, reported), _word(Part.OVER)),
        else_=_word(Part.DUE),
    )
    fixed = sa.or_(Task.due_on.is_(None), sa.and_(sa.or_(done, waits), reported))
    return part, sa.case((fixed, _no_day()), else_=Task.due_on)


def _word(part: Part) -> ColumnElement[Any]:
    return sa.literal(part, Word(Part), literal_execute=True)


def _no_day() -> ColumnElement[Any]:
    return sa.literal(NO_DAY, sa.Date)
