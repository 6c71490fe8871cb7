"""What the office adds to the public holidays: extra days off, and Saturdays that are worked."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base


class CalendarOverride(Base):
    """One day of one organization that is not as the calendar says; it wins over every holiday."""

    __tablename__ = "calendar_override"
    __table_args__ = (sa.UniqueConstraint("organization_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    day: Mapped[date]
    works: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
