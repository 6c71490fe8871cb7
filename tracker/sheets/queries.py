"""What a sheet asks of the database beyond the board and the report: a fixed number of questions."""

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.board.counts import Counts, sum_of
from tracker.board.queries import Scope, tallies
from tracker.calendar.rules import WorkingCalendar
from tracker.core.quarter import Quarter
from tracker.groups.models import Group
from tracker.groups.queries import seats_in
from tracker.indicators.models import Indicator
from tracker.indicators.rules import roll_up
from tracker.reports.queries import last_said, task_lines
from tracker.sheets.rows import Person, Proposal, SheetRows, Update
from tracker.sheets.rules import Measure, year_before
from tracker.tasks.conditions import counted
from tracker.tasks.models import Assignment, Direction, StatusUpdate, Task
from tracker.tasks.numbers import rate_of
from tracker.tasks.sight import visible_to
from tracker.tasks.status import ALIVE_STATES
from tracker.update_rate.queries import rates
from tracker.update_rate.rules import Rate

UPDATES = 2


def sheet_rows(session: Session, scope: Scope, group_id: int, calendar: WorkingCalendar) -> SheetRows:
    """Everything one sheet shows: fourteen SELECTs, however much the group does."""
    led = replace(scope, lead_group_id=group_id)
    measures = _measures(session, led)
    return SheetRows(
        people=_people(session, group_id, scope.view.today),
        counts=sum_of((each.counts for each in tallies(session, led, "group")), Counts()),
        lines=task_lines(session, led),
        updates=_updates(session, led),
        proposals=_proposals(session, led),
        measures=tuple(each for each in measures if each.quarter == scope.quarter),
        earlier=tuple(each for each in measures if each.quarter != scope.quarter),
        rate=next((rate for _, rate in rates(session, led, calendar)), Rate()),
        supporting=_supporting(session, scope, group_id),
        closed=_closed(session, led),
    )


def _people(session: Session, group_id: int, day: date) -> tuple[Person, ...]:
    return tuple(
        Person(name=seat.account.full_name, role=seat.role)
        for seat in seats_in(session, group_id, day)
        if seat.from_on <= day and seat.account.disabled_at is None
    )


def _supporting(session: Session, scope: Scope, group_id: int) -> int:
    """On how many tasks of the quarter, as far as this reader sees them, the group supports another."""
    supported = sa.select(Assignment.task_id).where(Assignment.group_id == group_id)
    query = sa.select(sa.func.count(Task.id)).where(scope.named(), Task.id.in_(supported))
    return session.scalar(query) or 0


def _closed(session: Session, scope: Scope) -> int:
    """How many of the counted tasks this reader may not see by name."""
    query = sa.select(sa.func.count(Task.id)).where(scope.counted(), sa.not_(visible_to(scope.actor)))
    return session.scalar(query) or 0


def _updates(session: Session, scope: Scope) -> tuple[Update, ...]:
    """The latest two of each task, the newest first. One SELECT."""
    place = sa.func.row_number().over(partition_by=StatusUpdate.task_id, order_by=StatusUpdate.id.desc())
    placed = (
        sa.select(StatusUpdate.id, place.label("place"))
        .join(Task, Task.id == StatusUpdate.task_id)
        .where(scope.named())
        .subquery()
    )
    rows = session.execute(
        sa.select(
            StatusUpdate.task_id,
            StatusUpdate.reported_on,
            sa.case((StatusUpdate.group_id == Task.lead_group_id, ""), else_=Group.short_name).label("group"),
            StatusUpdate.no_change,
            StatusUpdate.self_rating,
            StatusUpdate.done_text.label("text"),
        )
        .join(placed, placed.c.id == StatusUpdate.id)
        .join(Task, Task.id == StatusUpdate.task_id)
        .join(Group, Group.id == StatusUpdate.group_id)
        .where(placed.c.place <= UPDATES)
        .order_by(StatusUpdate.id.desc())
    )
    return tuple(Update(**row._mapping) for row in rows)  # noqa: SLF001 - the documented name


def _proposals(session: Session, scope: Scope) -> tuple[Proposal, ...]:
    """Of living tasks, what the lead group asked for in its last words, unless somebody gave a direction since.

    One SELECT.
    """
    answered = sa.exists().where(Direction.task_id == Task.id, Direction.created_at > StatusUpdate.created_at)
    rows = session.execute(
        sa.select(
            Task.id.label("task_id"),
            Task.code,
            Task.title,
            StatusUpdate.reported_on,
            StatusUpdate.difficulty.label("text"),
            StatusUpdate.needs_decision,
        )
        .join(StatusUpdate, StatusUpdate.id == last_said())
        .where(
            scope.named(),
            Task.state.in_(ALIVE_STATES),
            sa.or_(StatusUpdate.needs_decision, StatusUpdate.difficulty != ""),
            sa.not_(answered),
        )
        .order_by(sa.not_(StatusUpdate.needs_decision), StatusUpdate.reported_on, Task.code, Task.id)
    )
    return tuple(Proposal(**row._mapping) for row in rows)  # noqa: SLF001


def _measures(session: Session, scope: Scope) -> list[Measure]:
    """The indicators of the group's tasks in this quarter, in the one before and in the same of last year.

    Of an earlier quarter also those of tasks that went on as a task of this group. Two SELECTs.
    """
    earlier = [str(scope.quarter.previous), str(year_before(scope.quarter))]
    carried = sa.select(Task.carried_from_id).where(scope.named(), Task.carried_from_id.is_not(None))
    led = sa.or_(Task.lead_group_id == scope.lead_group_id, Task.id.in_(carried))
    now = sa.and_(Task.quarter == str(scope.quarter), counted(), Task.lead_group_id == scope.lead_group_id)
    rows = session.execute(
        sa.select(Indicator, Task.quarter, Task.code, Task.carried_from_id)
        .join(Task, Task.id == Indicator.task_id)
        .where(scope.seen(), visible_to(scope.actor), sa.or_(now, sa.and_(Task.quarter.in_(earlier), led)))
        .options(selectinload(Indicator.measurements))
        .order_by(Task.quarter, Task.code, Task.id, Indicator.position, Indicator.id)
    )
    return [_measure(*row) for row in rows]


def _measure(indicator: Indicator, quarter: str, code: str, carried_from_id: int | None) -> Measure:
    current = roll_up([each.value for each in indicator.measurements], indicator.roll_up)
    return Measure(
        task_id=indicator.task_id,
        carried_from_id=carried_from_id,
        quarter=Quarter.parse(quarter),
        code=code,
        name=indicator.name,
        unit=indicator.unit,
        qualifier=indicator.qualifier,
        current=current,
        target=indicator.target,
        rate=rate_of(indicator, current),
    )
