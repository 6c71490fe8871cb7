"""The tree of committees, their fields of work and their localities."""

from datetime import date, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.database import Base, word
from tracker.core.words import N_


class Level(StrEnum):
    """Where a committee stands. Levels come and go with the law; `valid_from`/`valid_to` say which were when."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    BRANCH = "branch"


LEVEL_WORDS = {
    Level.CENTRAL: N_("Trung ương"),
    Level.PROVINCE: N_("Cấp tỉnh"),
    Level.DISTRICT: N_("Cấp huyện"),
    Level.COMMUNE: N_("Cấp xã"),
    Level.BRANCH: N_("Chi bộ"),
}


class ContentLevel(StrEnum):
    """How much a mail tells, for committees whose people read theirs at public providers."""

    FULL = "full"
    TITLE = "title"
    CODE = "code"


CONTENT_LEVEL_WORDS = {
    ContentLevel.FULL: N_("Đầy đủ nội dung"),
    ContentLevel.TITLE: N_("Chỉ tên việc và hạn"),
    ContentLevel.CODE: N_("Chỉ mã việc và liên kết"),
}


class Organization(Base):
    """A Party committee at some level. Its zone and its digest time rule its days and its mails.

    Scheduled mails leave between `window_from` and `window_until` of a working day and at no other time.
    `weekly_report`: the standing committee gets the position of the quarter with the first digest of each week.
    """

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(80))
    level: Mapped[Level] = word(Level)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    time_zone: Mapped[str] = mapped_column(sa.String(64), default="Asia/Ho_Chi_Minh")
    digest_at: Mapped[time] = mapped_column(sa.Time, default=time(7, 30))
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    window_from: Mapped[time] = mapped_column(sa.Time, default=time(6, 0))
    window_until: Mapped[time] = mapped_column(sa.Time, default=time(20, 0))
    content_level: Mapped[ContentLevel] = word(ContentLevel, default=ContentLevel.FULL)
    weekly_report: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Organization | None"] = relationship(remote_side="Organization.id")


class FieldOfWork(Base):
    """A field such as new-rural building or mass mobilisation; a directive belongs to one."""

    __tablename__ = "field_of_work"
    __table_args__ = (sa.UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Locality(Base):
    """A commune, ward, township or hamlet that a group looks after."""

    __tablename__ = "locality"
    __table_args__ = (sa.UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
