"""The trail of one task, as its page shows it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.audit.models import AuditEntry


def history_of(session: Session, task_id: int) -> Sequence[AuditEntry]:
    """Every change of the task, newest first."""
    return session.scalars(
        sa.select(AuditEntry).where(AuditEntry.task_id == task_id).order_by(AuditEntry.id.desc()).limit(200)
    ).all()
