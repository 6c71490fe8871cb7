"""Numbers a task is to reach, and the values reported for them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.database import Base, word
from tracker.indicators.status import Direction, Qualifier, RollUp


class Indicator(Base):
    """A number with its unit, where it stood (`baseline`) and where it should get (`target`, may be unknown)."""

    __tablename__ = "indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(sa.String(200))
    unit: Mapped[str] = mapped_column(sa.String(60))
    baseline: Mapped[Decimal | None]
    baseline_label: Mapped[str] = mapped_column(sa.String(60), default="")
    target: Mapped[Decimal | None]
    direction: Mapped[Direction] = word(Direction, default=Direction.HIGHER)
    roll_up: Mapped[RollUp] = word(RollUp, default=RollUp.LATEST)
    qualifier: Mapped[Qualifier] = word(Qualifier, default=Qualifier.NONE)

    measurements: Mapped[list["Measurement"]] = relationship(
        back_populates="indicator", order_by="Measurement.measured_on, Measurement.id"
    )


class Measurement(Base):
    """A value one group reported on one day; append-only like the update it came with."""

    __tablename__ = "measurement"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    status_update_id: Mapped[int] = mapped_column(sa.ForeignKey("status_update.id"), index=True)
    value: Mapped[Decimal]
    qualifier: Mapped[Qualifier] = word(Qualifier, default=Qualifier.NONE)
    measured_on: Mapped[date]
    created_at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship(back_populates="measurements")
