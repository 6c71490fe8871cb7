"""The words the office writes around the figures of a quarter. Figures are never stored: they come from the tasks."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base


class StatusReport(Base):
    """One committee's words on one quarter."""

    __tablename__ = "status_report"
    __table_args__ = (sa.UniqueConstraint("organization_id", "quarter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    highlights: Mapped[str] = mapped_column(sa.Text, default="")
    shortcomings: Mapped[str] = mapped_column(sa.Text, default="")
    priorities: Mapped[str] = mapped_column(sa.Text, default="")
    proposals: Mapped[str] = mapped_column(sa.Text, default="")
    signer_post: Mapped[str] = mapped_column(sa.String(80), default="")
    signer_name: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)
