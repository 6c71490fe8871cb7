"""What the pace asks of the database: three questions and one for the reported values, whatever there is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.board.queries import Scope
from tracker.core.clock import local
from tracker.groups.models import Group
from tracker.indicators.models import Indicator
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Task


@dataclass(frozen=True, kw_only=True)
class Measured:
    """An indicator with what is shown of its task."""

    indicator: Indicator
    task_id: int
    code: str
    title: str
    group: str
    assigned_on: date
    due_on: date | None


def finished_by_day(session: Session, scope: Scope) -> Counter[date]:
    """The finished tasks with a deadline, by the day they were confirmed. One SELECT.

    Where nobody wrote that day down it is the day of the report, or else the day on which the task came into its
    state. Nothing counts for a day to come, so the sum is the board's figure.
    """
    known = sa.func.coalesce(Task.confirmed_on, Task.reported_on)
    since = sa.case((known.is_(None), Task.state_since))
    rows = (
        sa.select(known, since, sa.func.count())
        .where(scope.counted(), within(Slice.FINISHED, scope.view))
        .group_by(known, since)
    )
    found: Counter[date] = Counter()
    for day, moment, n in session.execute(rows):
        found[min(day or local(moment, scope.zone).date(), scope.view.today)] += n
    return found


def due_by_day(session: Session, scope: Scope) -> Counter[date]:
    """The tasks with a deadline, by the deadline they have now. One SELECT."""
    rows = (
        sa.select(Task.due_on, sa.func.count())
        .where(scope.counted(), within(Slice.WITH_DEADLINE, scope.view))
        .group_by(Task.due_on)
    )
    return Counter({day: n for day, n in session.execute(rows) if day is not None})


def without_deadline(session: Session, scope: Scope) -> int:
    """How many tasks no chart of deadlines can show. One SELECT."""
    rows = sa.select(sa.func.count(Task.id)).where(scope.counted(), within(Slice.NO_DEADLINE, scope.view))
    return session.scalar(rows) or 0


def indicators(session: Session, scope: Scope) -> Sequence[Measured]:
    """The indicators of the tasks that the board counts, in the order of the tasks. Two SELECTs."""
    found = session.execute(
        sa.select(
            Indicator, Task.id, Task.code, Task.title, Group.short_name.label("lead"), Task.assigned_on, Task.due_on
        )
        .join(Task, Task.id == Indicator.task_id)
        .join(Group, Group.id == Task.lead_group_id)
        .where(scope.named())
        .options(selectinload(Indicator.measurements))
        .order_by(Task.code, Task.id, Indicator.position, Indicator.id)
    )
    return [
        Measured(
            indicator=row.Indicator,
            task_id=row.id,
            code=row.code,
            title=row.title,
            group=row.lead,
            assigned_on=row.assigned_on,
            due_on=row.due_on,
        )
        for row in found
    ]
