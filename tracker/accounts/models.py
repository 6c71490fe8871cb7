"""Who signs in, as what, and the sign-ins themselves."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.actor import Role
from tracker.core.database import Base, word
from tracker.organizations.models import Organization


class DigestWish(StrEnum):
    """Which digests a person wants. Duties (due today, overdue, returned, passed up) always come."""

    ALL = "all"
    DUTIES = "duties"


class Account(Base):
    """A person. `email` is normalised (NFC, lower case) and unique over all organizations.

    Mail goes to `alternative_email` where there is one: the office sets it when mails to `email` come back.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.Index(
            "uq_account_alternative_email",
            "alternative_email",
            unique=True,
            sqlite_where=sa.text("alternative_email <> ''"),
            postgresql_where=sa.text("alternative_email <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    full_name: Mapped[str] = mapped_column(sa.String(120))
    sort_key: Mapped[str] = mapped_column(sa.String(400), index=True)
    post: Mapped[str] = mapped_column(sa.String(160), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    locale: Mapped[str] = mapped_column(sa.String(5), default="vi")
    alternative_email: Mapped[str] = mapped_column(sa.String(254), default="")
    digests: Mapped[DigestWish] = word(DigestWish, default=DigestWish.ALL)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    password_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship()
    roles: Mapped[list["AccountRole"]] = relationship(back_populates="account", order_by="AccountRole.role")

    @property
    def mail_address(self) -> str:
        """Where this person's mail goes."""
        return self.alternative_email or self.email


class AccountRole(Base):
    """A role a person holds in the organization; being in a group is a `Membership`, not a role."""

    __tablename__ = "account_role"
    __table_args__ = (sa.UniqueConstraint("account_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role] = word(Role)

    account: Mapped[Account] = relationship(back_populates="roles")


class SignIn(Base):
    """One signed-in device. The cookie carries a random token, the table only its SHA-256."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed sign-in, kept to slow down guessing. The address may belong to nobody, so to no organization."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        sa.Index("ix_sign_in_failure_email_at", "email", "at"),
        sa.Index("ix_sign_in_failure_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    address: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]


class LinkCode(Base):
    """Six digits sent to the mailbox of a person who came by a signed link; only their SHA-256 is kept.

    `purpose` and `object_id` say what they open, once, until `expires_at`; `failures` counts wrong guesses.
    """

    __tablename__ = "link_code"
    __table_args__ = (sa.Index("ix_link_code_account_id_object_id", "account_id", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(sa.String(32))
    object_id: Mapped[int]
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
