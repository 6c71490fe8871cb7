"""A person wants no reminder of one task before its deadline. Duties come all the same."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.kept import Kept, rows_of
from tracker.reminders.models import ReminderMute
from tracker.tasks.loading import task_to_change
from tracker.tasks.models import Task


def mute_task(task_id: int, *, actor: Actor, now: datetime) -> None:
    """Be reminded of a task no more before its deadline; only whoever sits on the task can want that."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        if find_mute(session, task_id, actor) is None:
            session.add(
                ReminderMute(
                    organization_id=task.organization_id, account_id=actor.account_id, task_id=task_id, muted_at=now
                )
            )
            _record(session, task, "reminder.muted", actor, now)


def unmute_task(task_id: int, *, actor: Actor, now: datetime) -> None:
    """Be reminded of a task again."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        found = find_mute(session, task_id, actor)
        if found is not None:
            session.delete(found)
            _record(session, task, "reminder.unmuted", actor, now)


def find_mute(session: Session, task_id: int, actor: Actor) -> ReminderMute | None:
    """The actor's own mute of a task."""
    query = sa.select(ReminderMute).where(ReminderMute.task_id == task_id, ReminderMute.account_id == actor.account_id)
    return session.scalars(query).first()


def has_muted(session: Session, task_id: int, actor: Actor) -> bool:
    """Whether the actor wants no early reminder of a task. 1 SELECT."""
    return bool(rows_of(session, _MUTE, {"task_id": task_id, "account_id": actor.account_id}))


_MUTE = Kept(
    sa.select(ReminderMute.id).where(
        ReminderMute.task_id == sa.bindparam("task_id", type_=sa.Integer),
        ReminderMute.account_id == sa.bindparam("account_id", type_=sa.Integer),
    )
)


def _record(session: Session, task: Task, action: str, actor: Actor, now: datetime) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=task.organization_id,
        action=action,
        subject="task",
        subject_id=task.id,
        subject_label=f"{task.code}. {task.title}",
        task_id=task.id,
    )
