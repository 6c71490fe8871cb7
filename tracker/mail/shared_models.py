"""What all senders of all machines have in common: whether they may send, how much, and who they are."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.database import Base, word
from tracker.mail.status import NodeKind, PauseReason


class Breaker(Base):
    """Whether the mail server may be tried at all; shared by every sender. One row, named after the server.

    The places where reports are looked for have a row each, for what was wrong there last.
    """

    __tablename__ = "breaker"

    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    changed_at: Mapped[datetime]


class RateSlot(Base):
    """One of the places for mails of one minute, shared by every sender. Taken just before a mail goes out.

    `free_at` is a minute after that mail was done with, so no span of sixty seconds holds more mails than places.
    """

    __tablename__ = "rate_slot"

    server: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]


class SendingPause(Base):
    """While a row stands, no mail leaves. One for each reason, named after it."""

    __tablename__ = "sending_pause"

    name: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    reason: Mapped[PauseReason] = word(PauseReason)
    detail: Mapped[str] = mapped_column(sa.String(500), default="")
    since: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class SenderNode(Base):
    """A process that reminds or sends. `pass_at` is written by the loop that does the work, after a whole pass.

    `doing`, `done` and `total` tell of long work in hand; `skew_seconds` how far its wall clock has leapt since start,
    `database_skew` by how many seconds that clock is ahead of the database server's.
    """

    __tablename__ = "sender_node"

    name: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    kind: Mapped[NodeKind] = word(NodeKind)
    host: Mapped[str] = mapped_column(sa.String(80))
    pid: Mapped[int]
    started_at: Mapped[datetime]
    pass_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    skew_seconds: Mapped[int] = mapped_column(default=0)
    database_skew: Mapped[int] = mapped_column(default=0)
    doing: Mapped[str] = mapped_column(sa.String(80), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)


class DatabaseIdentity(Base):
    """The name of this database, made once at random and carried along in every copy of it. One row."""

    __tablename__ = "database_identity"

    name: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(40))
