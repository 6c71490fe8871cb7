"""The trail of one task, as its page shows it. A draft is nobody else's business and changes nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit.models import AuditEntry

DRAFT_SAVED = "task.draft_saved"
MOST_ENTRIES = 200


def history_of(session: Session, task_id: int) -> Sequence[AuditEntry]:
    """Every change of the task, newest first."""
    return session.scalars(_changes(task_id).limit(MOST_ENTRIES)).all()


def last_change(session: Session, task_id: int) -> AuditEntry | None:
    """What happened to the task last."""
    return session.scalars(_changes(task_id).limit(1)).first()


def _changes(task_id: int) -> sa.Select[AuditEntry]:
    return (
        sa.select(AuditEntry)
        .where(AuditEntry.task_id == task_id, AuditEntry.action != DRAFT_SAVED)
        .order_by(AuditEntry.id.desc())
    )
