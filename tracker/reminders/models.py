"""The ladder as an office sets it, what people do not want to hear, what was sent by hand, and how far we looked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base


class ReminderCursor(Base):
    """The last day whose reminders were written. Moved by compare-and-set in the transaction that writes them."""

    __tablename__ = "reminder_cursor"

    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), primary_key=True)
    done_until: Mapped[date]
    moved_at: Mapped[datetime]


class ReminderPlan(Base):
    """The ladder of one scope: "organization", "quarter:2026-Q4" or "task:41"; the narrowest one counts, whole.

    Numbers are working days: `before` and `after` the deadline, `every` so many again after the last of `after`
    (0: never), `escalate_after` to the head, `committee_after` to the standing committee, `silent_after` without an
    update. `due_week_monday` adds the first working day of the week of the deadline, `fixed_on` one day.
    Nothing is sent before `starts_on`. `paused`: no reminder at all.
    """

    __tablename__ = "reminder_plan"
    __table_args__ = (sa.UniqueConstraint("organization_id", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    scope: Mapped[str] = mapped_column(sa.String(40))
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"))
    before: Mapped[list[int]] = mapped_column(sa.JSON)
    on_day: Mapped[bool]
    after: Mapped[list[int]] = mapped_column(sa.JSON)
    every: Mapped[int]
    due_week_monday: Mapped[bool]
    fixed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    escalate_after: Mapped[int]
    committee_after: Mapped[int]
    silent_after: Mapped[int]
    paused: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class ReminderMute(Base):
    """A person who wants no reminder of one task before its deadline. Duties come all the same."""

    __tablename__ = "reminder_mute"
    __table_args__ = (sa.UniqueConstraint("account_id", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    muted_at: Mapped[datetime]


class Chase(Base):
    """*Đôn đốc*: words the office sent by hand. `form_key` makes a form sent twice count once."""

    __tablename__ = "chase"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    form_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    created_at: Mapped[datetime]


class ReportLine(Base):
    """The position of a quarter that one person of the standing committee was told on a day, and the mail it went in.

    `key` makes it once a day. `asked_by_id` is who had it sent; None where the week brought it.
    """

    __tablename__ = "report_line"
    __table_args__ = (sa.Index("ix_report_line_organization_id_quarter", "organization_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    local_day: Mapped[date]
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("outgoing_mail.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
