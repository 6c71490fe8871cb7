"""*Ý kiến chỉ đạo*: the standing committee or the office speaks to the groups of a task."""

from datetime import datetime

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.mail.status import OccurrenceKind
from tracker.tasks.loading import local_day, task_to_change
from tracker.tasks.models import Direction
from tracker.tasks.news import tell_the_groups
from tracker.tasks.status import ALIVE_STATES


def direct(task_id: int, text: str, *, actor: Actor, now: datetime) -> Direction:
    """Leave a direction on a task; the lead group answers it with an update.

    The task's version grows: an update written before the direction was there cannot have answered it.
    """
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.DIRECT)
        if task.state not in ALIVE_STATES:
            raise Invalid(N_("Việc này đã kết thúc, không ghi ý kiến chỉ đạo được nữa."), field="text")
        if not text:
            raise Invalid(N_("Ghi nội dung ý kiến chỉ đạo."), field="text")
        direction = Direction(
            organization_id=task.organization_id,
            task_id=task.id,
            author_id=actor.account_id,
            text=text,
            created_at=now,
        )
        session.add(direction)
        task.version += 1
        session.flush()
        record(
            session,
            actor=actor,
            now=now,
            organization_id=task.organization_id,
            action="task.direction",
            subject="task",
            subject_id=task.id,
            subject_label=f"{task.code} {task.title}",
            task_id=task.id,
            reason=text,
        )
        tell_the_groups(
            session,
            task,
            OccurrenceKind.DIRECTION,
            key=f"direction:{direction.id}",
            actor=actor,
            now=now,
            day=local_day(session, task.organization_id, now),
            detail={"text": text, "by": actor.name},
        )
        return direction
