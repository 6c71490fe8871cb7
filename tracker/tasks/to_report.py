"""Reads what a posted report is checked against; what its page shows besides is read when that is shown."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.kept import Kept, rows_of
from tracker.indicators.models import Indicator
from tracker.tasks.dossier import AskedNumber, SupportingGroup, TaskToReport
from tracker.tasks.loading import TASK_ID
from tracker.tasks.models import Assignment, Task
from tracker.tasks.sight import Sight, places_of, sight_of, visible_at


def task_to_report(session: Session, task_id: int, actor: Actor) -> TaskToReport | None:
    """One task, if it exists for this person. 3 SELECTs."""
    found = rows_of(session, _task(sight_of(actor)), {**places_of(actor), "task_id": task_id})
    if not found:
        return None
    return TaskToReport(
        **found[0]._asdict(),
        supporting=[SupportingGroup(**row._asdict()) for row in rows_of(session, _SUPPORTING, {"task_id": task_id})],
        indicators=[AskedNumber(**row._asdict()) for row in rows_of(session, _INDICATORS, {"task_id": task_id})],
    )


@cache
def _task(sight: Sight) -> Kept:
    return Kept(
        sa.select(Task.id, Task.organization_id, Task.lead_group_id, Task.restricted, Task.kind).where(
            Task.id == TASK_ID, visible_at(sight)
        )
    )


_SUPPORTING = Kept(sa.select(Assignment.group_id).where(Assignment.task_id == TASK_ID).order_by(Assignment.id))
_INDICATORS = Kept(
    sa.select(Indicator.id, Indicator.name, Indicator.unit)
    .where(Indicator.task_id == TASK_ID)
    .order_by(Indicator.position)
)
