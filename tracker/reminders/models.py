"""How far the ladder has been looked at, for each organization."""

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
