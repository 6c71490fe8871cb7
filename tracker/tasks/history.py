"""The trail of one task, as its page shows it. A draft is nobody else's business and changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit.models import AuditEntry
from tracker.core.kept import Kept, rows_of

DRAFT_SAVED = "task.draft_saved"
MOST_ENTRIES = 200


class Entry(NamedTuple):
    """One change as the page shows it."""

    at: datetime
    actor_name: str
    action: str
    changes: Mapping[str, tuple[Any, Any]]
    reason: str


def history_of(session: Session, task_id: int) -> Sequence[Entry]:
    """Every change of the task, newest first."""
    return [Entry._make(row) for row in rows_of(session, _HISTORY, {"task_id": task_id})]


def last_change(session: Session, task_id: int) -> AuditEntry | None:
    """What happened to the task last."""
    newest = sa.select(AuditEntry).where(*_of_task(task_id)).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalars(newest).first()


def _of_task(task_id: int | sa.BindParameter[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return (AuditEntry.task_id == task_id, AuditEntry.action != DRAFT_SAVED)


_HISTORY = Kept(
    sa.select(AuditEntry.at, AuditEntry.actor_name, AuditEntry.action, AuditEntry.changes, AuditEntry.reason)
    .where(*_of_task(sa.bindparam("task_id", type_=sa.Integer)))
    .order_by(AuditEntry.id.desc())
    .limit(MOST_ENTRIES)
)
