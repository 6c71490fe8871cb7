"""Accounts of the outbox: how everything that was owed has ended, and who was told what about a task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.core.kept import Kept, rows_of
from tracker.mail.models import Bounce, Occurrence, OutgoingMail, report_words
from tracker.mail.shared_models import Breaker
from tracker.mail.status import WAITING_STATES, MailState, OccurrenceKind, OccurrenceState
from tracker.mail.waiting import due_until


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The conservation law: every line that was ever owed has ended in exactly one of these ways."""

    total: int
    accepted: int
    cancelled: int
    superseded: int
    suppressed: int
    failed: int
    dead: int
    expired: int
    held: int
    waiting: int

    @property
    def explained(self) -> int:
        """The other side of `total`."""
        told = self.accepted + self.waiting
        dropped = self.cancelled + self.superseded + self.suppressed + self.expired
        return told + dropped + self.failed + self.dead + self.held

    @property
    def difference(self) -> int:
        """Lines nobody can account for. Anything but 0 is a fault of the product."""
        return self.total - self.explained


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One line about a task to one person. Without a mail (`mail_state` None) the reason says why.

    `came_back_at`: a report says that the mail, once accepted, did not arrive; `answer` then has its words.
    """

    local_day: date
    account_id: int
    person: str
    kind: OccurrenceKind
    rule: str
    due_revision: int
    state: OccurrenceState
    mail_state: MailState | None
    reason: str
    accepted_at: datetime | None
    answer: str
    attempts: int
    maybe_twice: bool
    created_at: datetime
    came_back_at: datetime | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class OutboxHealth:
    """What a person on call asks first. `server_error` is empty while the mail server takes our mails."""

    waiting: int
    oldest_due: datetime | None
    failed: int
    server_error: str
    resting_until: datetime | None


def balance(session: Session, organization_id: int | None = None) -> Balance:
    """Count everything owed (by one organization) and, on its own, everything by how it ended."""
    ours = Occurrence.organization_id == organization_id if organization_id is not None else sa.true()
    total = session.scalar(sa.select(sa.func.count(Occurrence.id)).where(ours)) or 0
    by_line = _counts(session, sa.select(Occurrence.state, sa.func.count()).where(ours).group_by(Occurrence.state))
    by_mail = _counts(
        session,
        sa.select(OutgoingMail.state, sa.func.count())
        .join(Occurrence, Occurrence.mail_id == OutgoingMail.id)
        .where(ours, Occurrence.state == OccurrenceState.ATTACHED)
        .group_by(OutgoingMail.state),
    )
    return Balance(
        total=total,
        accepted=by_mail.get(MailState.ACCEPTED, 0),
        cancelled=by_mail.get(MailState.CANCELLED, 0) + by_line.get(OccurrenceState.CANCELLED, 0),
        superseded=by_line.get(OccurrenceState.SUPERSEDED, 0),
        suppressed=by_mail.get(MailState.SUPPRESSED, 0),
        failed=by_mail.get(MailState.FAILED, 0),
        dead=by_mail.get(MailState.DEAD, 0),
        expired=by_mail.get(MailState.EXPIRED, 0),
        held=by_mail.get(MailState.HELD, 0),
        waiting=sum(by_mail.get(state, 0) for state in WAITING_STATES),
    )


def lines_of_task(session: Session, task_id: int) -> list[LedgerLine]:
    """Everything ever said or owed about a task, newest first, with the server's answer."""
    return [_line(row) for row in rows_of(session, _lines(), {"task_id": task_id})]


@cache
def _lines() -> Kept:
    account = sa.table("account", sa.column("id"), sa.column("full_name"))  # a room above: by table name
    return Kept(
        sa.select(
            Occurrence.local_day,
            Occurrence.account_id,
            account.c.full_name.label("person"),
            Occurrence.kind,
            Occurrence.rule,
            Occurrence.due_revision,
            Occurrence.state,
            Occurrence.state_reason,
            Occurrence.created_at,
            Occurrence.detail,
            OutgoingMail.state.label("mail_state"),
            OutgoingMail.state_reason.label("mail_reason"),
            OutgoingMail.accepted_at,
            OutgoingMail.accepted_reply,
            OutgoingMail.last_error,
            OutgoingMail.attempt,
            OutgoingMail.maybe_twice,
            Bounce.received_at.label("came_back_at"),
            Bounce.code,
            Bounce.text,
        )
        .join(account, account.c.id == Occurrence.account_id)
        .outerjoin(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .outerjoin(Bounce, Bounce.id == newest_report())
        .where(Occurrence.task_id == sa.bindparam("task_id", type_=sa.Integer))
        .order_by(Occurrence.local_day.desc(), Occurrence.id.desc())
    )


def newest_report() -> sa.ScalarSelect[int]:
    """The last report that the mail of the statement did not arrive: about the address and the time it went to last."""
    other = aliased(Bounce)
    there = (other.address == OutgoingMail.address, other.received_at >= OutgoingMail.accepted_at)
    back = sa.select(sa.func.max(other.id)).where(other.mail_id == OutgoingMail.id, *there)
    return back.correlate(OutgoingMail).scalar_subquery()


def health(session: Session, server: str, now: datetime) -> OutboxHealth:
    """How the outbox stands. `server` is "host:port" as the settings name it."""
    due = due_until(now)
    waiting, oldest = session.execute(sa.select(sa.func.count(), sa.func.min(due.c.not_before)).select_from(due)).one()
    lost = OutgoingMail.state.in_((MailState.FAILED, MailState.DEAD))
    failed = session.scalar(sa.select(sa.func.count()).where(lost))
    breaker = session.get(Breaker, server, populate_existing=True)
    tripped = breaker is not None and breaker.failures > 0
    return OutboxHealth(
        waiting=waiting,
        oldest_due=oldest,
        failed=failed or 0,
        server_error=breaker.last_error if breaker and tripped else "",
        resting_until=breaker.open_until if breaker and tripped else None,
    )


def _answer(row: sa.Row[Any]) -> str:
    """The last words about a mail: of the server it came back from, else of the one that was to take it."""
    if row.came_back_at is not None:
        return report_words(row.code, row.text)
    return row.accepted_reply or row.last_error or ""


def _counts(session: Session, query: sa.Select[*tuple[Any, ...]]) -> dict[str, int]:
    return {str(state): count for state, count in session.execute(query)}


def _line(row: sa.Row[Any]) -> LedgerLine:
    return LedgerLine(
        local_day=row.local_day,
        account_id=row.account_id,
        person=row.person,
        kind=row.kind,
        rule=row.rule,
        due_revision=row.due_revision,
        state=row.state,
        mail_state=row.mail_state,
        reason=row.state_reason or row.mail_reason or "",
        accepted_at=row.accepted_at,
        answer=_answer(row),
        came_back_at=row.came_back_at,
        attempts=row.attempt or 0,
        maybe_twice=bool(row.maybe_twice),
        created_at=row.created_at,
        detail=row.detail,
    )
