"""An unfinished update, kept on the server until it is sent."""

from datetime import datetime

import sqlalchemy as sa

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import db, transaction
from tracker.core.errors import NotAllowed
from tracker.tasks.history import DRAFT_SAVED
from tracker.tasks.loading import task_to_change
from tracker.tasks.models import UpdateDraft


def save_draft(task_id: int, answers: dict[str, object], *, actor: Actor, now: datetime) -> int:
    """Keep what this person has typed so far on a task, without its files. Answers the task's id."""
    if actor.account_id is None:
        raise NotAllowed
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        draft = session.scalars(_mine(task.id, actor)).first()
        if draft is None:
            draft = UpdateDraft(organization_id=task.organization_id, task_id=task.id, account_id=actor.account_id)
            session.add(draft)
        draft.answers = answers
        draft.saved_at = now
        record(
            session,
            actor=actor,
            now=now,
            organization_id=task.organization_id,
            action=DRAFT_SAVED,
            subject="task",
            subject_id=task.id,
            subject_label=f"{task.code} {task.title}",
            task_id=task.id,
        )
        return task.id


def find_draft(task_id: int, actor: Actor) -> UpdateDraft | None:
    """What this person has typed so far on a task."""
    return db.session.scalars(_mine(task_id, actor)).first()


def _mine(task_id: int, actor: Actor) -> sa.Select[UpdateDraft]:
    return sa.select(UpdateDraft).where(UpdateDraft.task_id == task_id, UpdateDraft.account_id == actor.account_id)
