"""What a meeting leaves: conclusions written down on the spot, and links for the screen of its room."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.database import Base
from tracker.groups.models import Group
from tracker.tasks.models import Task


class MeetingNote(Base):
    """A conclusion about a group, or about one of its tasks: the draft of a directive of the quarter after `quarter`.

    It waits until it is given as work (`taken_on`) or left out (`dropped_at`).
    """

    __tablename__ = "meeting_note"
    __table_args__ = (sa.Index("ix_meeting_note_organization_id_quarter", "organization_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("working_group.id"))
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    form_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    taken_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship()
    task: Mapped[Task | None] = relationship()
    author: Mapped[Account] = relationship()


class RoomLink(Base):
    """The secret address of a screen with one quarter of one committee, for some hours; its SHA-256 alone is kept."""

    __tablename__ = "room_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    author: Mapped[Account] = relationship()
