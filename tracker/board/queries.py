"""What the board asks of the database: a fixed number of questions, the same for five tasks and for five thousand."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.board.counts import FIVE, Counts
from tracker.board.rows import DayTally, Judged, Named, QuarterFacts, Tally
from tracker.board.trend import last_quarters
from tracker.core.clock import local
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.organizations.models import FieldOfWork
from tracker.organizations.queries import below
from tracker.tasks.conditions import Slice, counted, within
from tracker.tasks.models import Task
from tracker.tasks.rules import DayView
from tracker.tasks.sight import figures_for, visible_to
from tracker.tasks.status import LEFT_STATES, State


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose tasks a board shows to whom, and on which day (`view`, in the zone of the organization).

    `lead_group_id` narrows what is counted to the tasks that one group leads; `with_below` widens it to the
    organization with all those under it.
    """

    actor: Actor
    organization_id: int
    quarter: Quarter
    view: DayView
    zone: str
    lead_group_id: int | None = None
    with_below: bool = False

    def seen(self) -> ColumnElement[bool]:
        """The tasks of the organization that stand in this person's figures."""
        its_own = Task.organization_id == self.organization_id
        homes = Task.organization_id.in_(below(self.organization_id)) if self.with_below else its_own
        return sa.and_(figures_for(self.actor), homes)

    def named(self) -> ColumnElement[bool]:
        """Of what the board counts, what may be called by its name."""
        return sa.and_(self.counted(), visible_to(self.actor))

    def counted(self) -> ColumnElement[bool]:
        """What the board of this quarter counts."""
        led = sa.true() if self.lead_group_id is None else Task.lead_group_id == self.lead_group_id
        return sa.and_(self.seen(), counted(), Task.quarter == str(self.quarter), led)


def tallies(session: Session, scope: Scope, by: str) -> tuple[Tally, ...]:
    """The figures of each lead group, or of each field of work, in their fixed order. One SELECT."""
    row_id, name, rows = _rows_by(by)
    found = session.execute(
        rows.add_columns(*_figures(scope.view))
        .where(scope.counted())
        .group_by(row_id, name, *_order_by(by))
        .order_by(*_order_by(by), name, row_id)
    ).mappings()
    return tuple(Tally(of=Named(id=row["id"] or 0, name=row["name"] or ""), counts=_counts(row)) for row in found)


def due_days(session: Session, scope: Scope) -> tuple[DayTally, ...]:
    """The figures of each day on which something falls due, and of what has no deadline. One SELECT."""
    found = session.execute(
        sa.select(Task.due_on, *_figures(scope.view)).where(scope.counted()).group_by(Task.due_on).order_by(Task.due_on)
    ).mappings()
    return tuple(DayTally(day=row["due_on"], counts=_counts(row)) for row in found)


def _rows_by(by: str) -> tuple[Any, Any, Select[*tuple[Any, ...]]]:
    if by == "group":
        rows = sa.select(Group.id.label("id"), Group.name.label("name")).join(Task, Task.lead_group_id == Group.id)
        return Group.id, Group.name, rows
    rows = (
        sa.select(FieldOfWork.id.label("id"), FieldOfWork.name.label("name"))
        .select_from(Task)
        .join(Task.directive)
        .outerjoin(Directive.field)
    )
    return FieldOfWork.id, FieldOfWork.name, rows


def _order_by(by: str) -> tuple[Any, ...]:
    """The fixed order; tasks without a field stand last on both engines."""
    return (Group.position,) if by == "group" else (FieldOfWork.id.is_(None), FieldOfWork.position)


@lru_cache(maxsize=64)
def _figures(view: DayView) -> tuple[ColumnElement[int], ...]:
    return tuple(how_many(condition_of(each.name, view)).label(each.name) for each in fields(Counts))


def condition_of(name: str, view: DayView) -> ColumnElement[bool]:
    """The condition behind one figure: the same that its list uses."""
    return within(Slice(name), view)


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """A conditional sum that both engines know."""
    return sa.func.count(sa.case((condition, 1)))


def _counts(row: Any) -> Counts:
    return Counts(**{each.name: row[each.name] for each in fields(Counts)})


def quarters(session: Session, scope: Scope) -> tuple[QuarterFacts, ...]:
    """The quarters of the organization that have tasks, latest first, and what each holds. One SELECT."""
    found = session.execute(
        sa.select(
            Task.quarter,
            sa.func.count(Task.id),
            sa.func.count(Task.directive_id.distinct()),
            sa.func.count(Task.lead_group_id.distinct()),
        )
        .where(scope.seen(), counted())
        .group_by(Task.quarter)
        .order_by(Task.quarter.desc())
    )
    return tuple(
        QuarterFacts(quarter=Quarter.parse(quarter), tasks=tasks, directives=directives, groups=groups)
        for quarter, tasks, directives, groups in found
    )


def judged(session: Session, scope: Scope, by: str) -> tuple[Judged, ...]:
    """For each row and each of six quarters: finished in time, of what can be judged. One SELECT."""
    row_id, _, rows = _rows_by(by)
    named = [str(each) for each in last_quarters(scope.quarter)]
    found = session.execute(
        rows.with_only_columns(
            row_id,
            Task.quarter,
            how_many(within(Slice.DONE, scope.view)),
            how_many(within(Slice.FALLEN_DUE, scope.view)),
            maintain_column_froms=True,
        )
        .where(scope.seen(), counted(), Task.quarter.in_(named))
        .group_by(row_id, Task.quarter)
    )
    return tuple(
        Judged(of_id=row or 0, quarter=Quarter.parse(quarter), on_time=done, fallen_due=due)
        for row, quarter, done, due in found
    )


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
    left = sa.and_(Task.state.in_(LEFT_STATES), Task.state_since < ended)
    parts = stood_conditions(day)
    row = session.execute(
        sa.select(*(how_many(parts[key]).label(key) for key in FIVE)).where(
            scope.seen(), Task.quarter == str(scope.quarter.previous), Task.assigned_on <= day, sa.not_(left)
        )
    ).one()
    counts = Counts(**row._mapping)  # noqa: SLF001 - the documented name
    return counts if counts.total else None


def stood_conditions(day: date) -> dict[str, ColumnElement[bool]]:
    """The five columns as they stood on `day`."""
    dated = Task.due_on.is_not(None)
    reported = sa.and_(Task.reported_on.is_not(None), Task.reported_on <= day)
    confirmed = sa.and_(
        Task.state == State.COMPLETED, reported, sa.func.coalesce(Task.confirmed_on, Task.reported_on) <= day
    )
    in_time = sa.case((reported, Task.reported_on), else_=sa.literal(day, sa.Date)) <= Task.due_on
    return {
        "done": sa.and_(dated, confirmed, in_time),
        "late": sa.and_(dated, confirmed, sa.not_(in_time)),
        "term": sa.and_(dated, sa.not_(confirmed), in_time),
        "over": sa.and_(dated, sa.not_(confirmed), sa.not_(in_time)),
        "nodl": Task.due_on.is_(None),
    }


def local_day(moment: datetime | None, zone: str) -> date | None:
    """The day of a moment in the organization's zone."""
    return None if moment is None else local(moment, zone).date()
