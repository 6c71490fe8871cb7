"""Working groups, their members and the localities they look after."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.core.database import Base, word
from tracker.core.words import N_
from tracker.organizations.models import Locality


class GroupKind(StrEnum):
    """What sort of unit it is."""

    DELEGATION = "delegation"
    TEAM = "team"
    STEERING = "steering"
    DEPARTMENT = "department"
    FRONT = "front"
    COMMUNE = "commune"


GROUP_KIND_WORDS = {
    GroupKind.DELEGATION: N_("Đoàn công tác"),
    GroupKind.TEAM: N_("Tổ công tác"),
    GroupKind.STEERING: N_("Ban chỉ đạo"),
    GroupKind.DEPARTMENT: N_("Phòng, ban chuyên môn"),
    GroupKind.FRONT: N_("Mặt trận, đoàn thể"),
    GroupKind.COMMUNE: N_("Cấp ủy, chính quyền cơ sở"),
}

group_locality = sa.Table(
    "group_locality",
    Base.metadata,
    sa.Column("group_id", sa.ForeignKey("working_group.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("locality_id", sa.ForeignKey("locality.id", ondelete="CASCADE"), primary_key=True),
)


class Group(Base):
    """A working group: it leads or supports tasks. Shown in the fixed order of `position`, then name."""

    __tablename__ = "working_group"
    __table_args__ = (sa.UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[GroupKind] = word(GroupKind)
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="group")
    localities: Mapped[list[Locality]] = relationship(secondary=group_locality, order_by=Locality.name)


class Membership(Base):
    """A seat of one person in one group, from a day until a day (or still)."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_held",
            "group_id",
            "account_id",
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("working_group.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[SeatRole] = word(SeatRole)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    group: Mapped[Group] = relationship(back_populates="memberships")
    account: Mapped[Account] = relationship()
