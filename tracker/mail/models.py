"""The outbox: what each person is owed, the mail it goes in, and every attempt to send that mail."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.database import Base, word
from tracker.mail.status import (
    MailKind,
    MailState,
    OccurrenceKind,
    OccurrenceState,
    RestoredDecision,
)

AT_ONCE, USUAL = 1, 5
"""Priorities: a person who waits for six digits comes before the morning's digests."""


class OutgoingMail(Base):
    """One mail to one person. `dedupe_key` makes it one, `message_id` stays the same on every attempt.

    `lease_until` is how long the sender that claimed it owns it; `attempt` counts SMTP transactions begun,
    `claims` how often it was taken, `compose_failures` how often it could not be written. `data_started_at`
    is set just before the final dot: from there on the server may have it although we heard no answer.
    `maybe_twice` says that it was sent again after such a silence.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index(
            "ix_outgoing_mail_claimable",
            "priority",
            "not_before",
            "id",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
        sa.Index(
            "ix_outgoing_mail_leased",
            "lease_until",
            sqlite_where=sa.text("state IN ('claimed', 'sending')"),
            postgresql_where=sa.text("state IN ('claimed', 'sending')"),
        ),
        sa.Index("ix_outgoing_mail_account_id_kind_state", "account_id", "kind", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    address: Mapped[str] = mapped_column(sa.String(254))
    kind: Mapped[MailKind] = word(MailKind)
    priority: Mapped[int] = mapped_column(default=USUAL)
    dedupe_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    local_day: Mapped[date]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[MailState] = word(MailState, default=MailState.QUEUED)
    state_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    attempt: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    compose_failures: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(sa.String(80))
    lease_until: Mapped[datetime | None]
    data_started_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_reply: Mapped[str] = mapped_column(sa.String(500), default="")
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    maybe_twice: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    lines: Mapped[list["Occurrence"]] = relationship(back_populates="mail", order_by="Occurrence.id")
    attempts: Mapped[list["MailAttempt"]] = relationship(back_populates="mail", order_by="MailAttempt.id")


class Occurrence(Base):
    """Something one person is owed about one task: a rung of the ladder, or news. `key` makes it happen once.

    `rule` is the rung in words of code ("-3", "0", "+5") or empty for news; `detail` holds what the line needs
    beyond the task itself (a reason, a text, an old date).
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        sa.Index("ix_occurrence_task_id_local_day", "task_id", "local_day"),
        sa.Index("ix_occurrence_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[OccurrenceKind] = word(OccurrenceKind)
    rule: Mapped[str] = mapped_column(sa.String(16), default="")
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    local_day: Mapped[date]
    due_revision: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    state: Mapped[OccurrenceState] = word(OccurrenceState, default=OccurrenceState.ATTACHED)
    state_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing_mail.id"), index=True)
    created_at: Mapped[datetime]

    mail: Mapped[OutgoingMail | None] = relationship(back_populates="lines")


class MailAttempt(Base):
    """One SMTP transaction, as the office may need to show it: the phase it reached and the server's own words."""

    __tablename__ = "mail_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("outgoing_mail.id"), index=True)
    number: Mapped[int]
    worker: Mapped[str] = mapped_column(sa.String(80))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    phase: Mapped[str] = mapped_column(sa.String(16))
    code: Mapped[int | None]
    reply: Mapped[str] = mapped_column(sa.String(500), default="")
    outcome: Mapped[str] = mapped_column(sa.String(16))

    mail: Mapped[OutgoingMail] = relationship(back_populates="attempts")


class DeadAddress(Base):
    """An address that takes no mail; nothing more is sent until it is changed.

    `by_report`: a mail to it came back after it had been accepted. Then our own server's taking of a mail says
    nothing about the mailbox, and only a person can say that it is worth another try.
    """

    __tablename__ = "dead_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"))
    address: Mapped[str] = mapped_column(sa.String(254), unique=True)
    reply: Mapped[str] = mapped_column(sa.String(500))
    since: Mapped[datetime]
    by_report: Mapped[bool] = mapped_column(default=False)


class Bounce(Base):
    """A mail that came back after it had been accepted. `key` makes one report count once.

    `hard`: the address is no mailbox. `code` is the enhanced status of the report ("5.1.1"), `text` its words.
    `forgiven`: a person has said since that the address is worth another try; it counts no more.
    """

    __tablename__ = "bounce"
    __table_args__ = (sa.Index("ix_bounce_address", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("outgoing_mail.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    hard: Mapped[bool]
    code: Mapped[str] = mapped_column(sa.String(16), default="")
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    received_at: Mapped[datetime]
    forgiven: Mapped[bool] = mapped_column(default=False)

    mail: Mapped[OutgoingMail] = relationship()

    @property
    def words(self) -> str:
        """Status and words in one line; most servers say the status among their words."""
        return report_words(self.code, self.text)


def report_words(code: str, text: str) -> str:
    """The words of a report that has these."""
    return text if code in text else f"{code} {text}".strip()


class RestoredMail(Base):
    """A mail that a machine remembers having sent and that this older database does not know as accepted.

    The columns are those of the mail; `reply` are the server's words at `sent_at`, `host` is who remembers.
    `decision` is what a person made of it; until every one has one, no mail leaves.
    """

    __tablename__ = "restored_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    address: Mapped[str] = mapped_column(sa.String(254))
    kind: Mapped[MailKind] = word(MailKind)
    dedupe_key: Mapped[str] = mapped_column(sa.String(120))
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    local_day: Mapped[date]
    sent_at: Mapped[datetime]
    reply: Mapped[str] = mapped_column(sa.String(500), default="")
    host: Mapped[str] = mapped_column(sa.String(80))
    found_at: Mapped[datetime]
    decision: Mapped[RestoredDecision | None] = word(RestoredDecision)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
