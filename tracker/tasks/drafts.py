"""An unfinished update, kept on the server until it is sent."""

from datetime import UTC, datetime

import sqlalchemy as sa

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import db, transaction
from tracker.core.days import format_clock
from tracker.core.errors import NotAllowed
from tracker.organizations.models import Organization
from tracker.tasks.errors import NewerDraft
from tracker.tasks.history import DRAFT_SAVED
from tracker.tasks.loading import task_to_change
from tracker.tasks.models import UpdateDraft

BY_LINK = "_by_link"
"""Stands in a draft that nobody signed in for."""


def save_draft(
    task_id: int, answers: dict[str, object], *, actor: Actor, now: datetime, link_saw: str | None = None
) -> int:
    """Keep what this person has typed so far on a task, without its files. Answers the task's id.

    `link_saw` is of whoever comes by the link of a mail, which may have been passed on: which draft the page showed
    (see `moment_of_draft`). Raises NewerDraft where the signed-in person has kept another since.
    """
    if actor.account_id is None:
        raise NotAllowed
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        draft = session.scalars(_mine(task.id, actor)).first()
        if draft is None:
            draft = UpdateDraft(organization_id=task.organization_id, task_id=task.id, account_id=actor.account_id)
            session.add(draft)
        elif link_saw is not None and BY_LINK not in draft.answers and moment_of_draft(draft) != link_saw:
            zone = session.get_one(Organization, task.organization_id).time_zone
            raise NewerDraft(format_clock(draft.saved_at, zone))
        draft.answers = answers if link_saw is None else {**answers, BY_LINK: True}
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


def moment_of_draft(draft: UpdateDraft | None) -> str:
    """By what a page knows again which draft it showed; empty for none."""
    return draft.saved_at.astimezone(UTC).isoformat() if draft is not None else ""


def _mine(task_id: int, actor: Actor) -> sa.Select[UpdateDraft]:
    return sa.select(UpdateDraft).where(UpdateDraft.task_id == task_id, UpdateDraft.account_id == actor.account_id)
