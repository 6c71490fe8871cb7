"""How many tasks stand where, for those who look from above at many committees."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base, word
from tracker.tallies.rules import Part


class Tally(Base):
    """One addend: the figure of a key is the sum of `n` over its rows.

    `organization_id` is the committee whose figures these are: the one that has the tasks, or one above it. `via_id`
    says through which of its direct children they come; for its own tasks it is itself. Actions only insert rows, with
    a minus for what a task no longer is, so two groups that report at once never wait for each other. Now and then many
    rows of a key are put together into one; `settled` says that a row came out of that.
    """

    __tablename__ = "tally"
    __table_args__ = (
        sa.Index("ix_tally_organization_id_quarter_part", "organization_id", "quarter", "part"),
        sa.Index(
            "ix_tally_unsettled",
            "organization_id",
            "quarter",
            sqlite_where=sa.text("settled = 0"),
            postgresql_where=sa.text("NOT settled"),
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    via_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    part: Mapped[Part] = word(Part)
    day: Mapped[date]
    n: Mapped[int]
    settled: Mapped[bool] = mapped_column(default=False)
