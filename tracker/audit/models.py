"""The trail: one entry for every change, never altered."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base


class AuditEntry(Base):
    """Who did what to which thing, when, from what to what, and why. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_organization_id_at", "organization_id", "at"),
        sa.Index("ix_audit_entry_task_id_at", "task_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[int]
    subject_label: Mapped[str] = mapped_column(sa.String(300), default="")
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"))
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
