"""What of a task goes on into the next quarter."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.quarter import Quarter
from tracker.directives.models import Directive
from tracker.indicators.models import Indicator
from tracker.tasks.models import Assignment, Task
from tracker.tasks.status import State


def task_of_next_quarter(session: Session, task: Task, day: date, now: datetime) -> Task:
    """The same work with the same people, given on `day` without a deadline; it remembers where it came from."""
    quarter = Quarter.parse(task.quarter).next
    return Task(
        organization_id=task.organization_id,
        directive_id=task.directive_id,
        part=_free_part(session, task.directive_id),
        code=task.code,
        quarter=str(quarter),
        title=task.title,
        folded=task.folded,
        kind=task.kind,
        lead_group_id=task.lead_group_id,
        in_charge_id=task.in_charge_id,
        priority=task.priority,
        restricted=task.restricted,
        assigned_on=day,
        default_due_on=quarter.last_day,
        state=State.NOT_STARTED,
        state_since=now,
        carried_from_id=task.id,
        supporting=[
            Assignment(organization_id=task.organization_id, group_id=each.group_id, duty=each.duty)
            for each in task.supporting
        ],
        indicators=[_indicator_again(each, task.quarter) for each in task.indicators],
    )


def _free_part(session: Session, directive_id: int) -> int:
    """The task is one more part of its directive, which is locked: two clerks may carry over parts of it at once."""
    session.execute(sa.select(Directive.id).where(Directive.id == directive_id).with_for_update())
    highest = session.scalar(sa.select(sa.func.max(Task.part)).where(Task.directive_id == directive_id))
    return (highest or 0) + 1


def _indicator_again(old: Indicator, quarter: str) -> Indicator:
    """It starts from where it had got to."""
    last = old.measurements[-1].value if old.measurements else old.baseline
    return Indicator(
        organization_id=old.organization_id,
        position=old.position,
        name=old.name,
        unit=old.unit,
        baseline=last,
        baseline_label=Quarter.parse(quarter).roman_label,
        target=old.target,
        direction=old.direction,
        roll_up=old.roll_up,
        qualifier=old.qualifier,
    )
