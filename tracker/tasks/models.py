"""The heart: tasks, what their groups report, what the office answers, and directions from above."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.database import Base, word
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.indicators.models import Indicator, Measurement
from tracker.tasks.status import Kind, ReviewDecision, SelfRating, State


class Task(Base):
    """What one lead group must do under a directive.

    `due_on` is a deadline that was given; without one the task counts as *không giao hạn*, and
    `default_due_on` only drives reminders. `reported_on` is the day the group reported completion, by which
    timeliness is judged; a return clears it. `due_revision` grows when the deadline moves, `version` with
    every change a form could have missed. `last_update_on` is the day of the lead group's latest update. Columns with
    `active_history` are what the tallies depend on: what they held before is always known. A `restricted` task stands
    in the figures of committees above, whose people cannot read it.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("directive_id", "part"),
        sa.Index("ix_task_organization_id_quarter_state", "organization_id", "quarter", "state"),
        sa.Index("ix_task_lead_group_id_quarter", "lead_group_id", "quarter"),
        sa.Index(
            "ix_task_restricted",
            "quarter",
            "organization_id",
            sqlite_where=sa.text("restricted = 1"),
            postgresql_where=sa.text("restricted"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), active_history=True)
    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directive.id"))
    part: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(sa.String(12))
    quarter: Mapped[str] = mapped_column(sa.String(7), active_history=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    folded: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[Kind] = word(Kind)
    lead_group_id: Mapped[int] = mapped_column(sa.ForeignKey("working_group.id"))
    in_charge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    priority: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    assigned_on: Mapped[date] = mapped_column(active_history=True)
    due_on: Mapped[date | None] = mapped_column(active_history=True)
    due_text: Mapped[str] = mapped_column(sa.String(120), default="")
    default_due_on: Mapped[date | None]
    due_revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = word(State, default=State.NOT_STARTED, active_history=True)
    state_since: Mapped[datetime]
    self_rating: Mapped[SelfRating | None] = word(SelfRating)
    expected_on: Mapped[date | None]
    reported_on: Mapped[date | None] = mapped_column(active_history=True)
    confirmed_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    last_update_on: Mapped[date | None] = mapped_column(active_history=True)
    carried_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"))
    version: Mapped[int] = mapped_column(default=1)

    directive: Mapped[Directive] = relationship()
    lead_group: Mapped[Group] = relationship()
    in_charge: Mapped[Account | None] = relationship()
    supporting: Mapped[list["Assignment"]] = relationship(back_populates="task", order_by="Assignment.id")
    indicators: Mapped[list[Indicator]] = relationship(order_by=Indicator.position)
    updates: Mapped[list["StatusUpdate"]] = relationship(back_populates="task", order_by="StatusUpdate.id")
    reviews: Mapped[list["Review"]] = relationship(back_populates="task", order_by="Review.id")
    directions: Mapped[list["Direction"]] = relationship(back_populates="task", order_by="Direction.id")


class Assignment(Base):
    """A supporting group of a task, with its own part of the work. The lead stands on the task itself: there is one."""

    __tablename__ = "assignment"
    __table_args__ = (sa.UniqueConstraint("task_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    duty: Mapped[str] = mapped_column(sa.String(300), default="")

    task: Mapped[Task] = relationship(back_populates="supporting")
    group: Mapped[Group] = relationship()


class StatusUpdate(Base):
    """What a group reported once; never altered. A report of completion carries the product its kind promises."""

    __tablename__ = "status_update"
    __table_args__ = (sa.Index("ix_status_update_task_id_created_at", "task_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("working_group.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    reported_on: Mapped[date]
    from_state: Mapped[State] = word(State)
    to_state: Mapped[State] = word(State)
    no_change: Mapped[bool] = mapped_column(default=False)
    self_rating: Mapped[SelfRating | None] = word(SelfRating)
    done_text: Mapped[str] = mapped_column(sa.Text, default="")
    difficulty: Mapped[str] = mapped_column(sa.Text, default="")
    needs_decision: Mapped[bool] = mapped_column(default=False)
    expected_on: Mapped[date | None]
    document_number: Mapped[str] = mapped_column(sa.String(60), default="")
    document_date: Mapped[date | None]
    cases_received: Mapped[int | None]
    cases_resolved: Mapped[int | None]
    cases_remaining: Mapped[int | None]
    launched_on: Mapped[date | None]
    closing_note: Mapped[str] = mapped_column(sa.Text, default="")
    form_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)

    task: Mapped[Task] = relationship(back_populates="updates")
    group: Mapped[Group] = relationship()
    author: Mapped[Account] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="update", order_by="Evidence.id")
    measurements: Mapped[list[Measurement]] = relationship(order_by=Measurement.id)


class Evidence(Base):
    """A file that came with an update. The bytes lie under their SHA-256, outside the web root."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    status_update_id: Mapped[int] = mapped_column(sa.ForeignKey("status_update.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime]

    update: Mapped[StatusUpdate] = relationship(back_populates="evidence")
    task: Mapped[Task] = relationship()


class Review(Base):
    """What the office answered to one report of completion."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    status_update_id: Mapped[int] = mapped_column(sa.ForeignKey("status_update.id"))
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    decision: Mapped[ReviewDecision] = word(ReviewDecision)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]

    task: Mapped[Task] = relationship(back_populates="reviews")
    reviewer: Mapped[Account] = relationship()


class Direction(Base):
    """*Ý kiến chỉ đạo*: it stands first on the task until the lead group has answered it with an update."""

    __tablename__ = "direction"
    __table_args__ = (
        sa.Index(
            "ix_direction_open",
            "task_id",
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("status_update.id"))

    task: Mapped[Task] = relationship(back_populates="directions")
    author: Mapped[Account] = relationship()


class UpdateDraft(Base):
    """An unfinished update of one person on one task, kept on the server until it is sent."""

    __tablename__ = "update_draft"
    __table_args__ = (sa.UniqueConstraint("task_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_at: Mapped[datetime]
