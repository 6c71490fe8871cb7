"""Mails that this machine remembers having sent and the database does not: an older copy has been put back.

Each is written down for a person to decide about, and no mail leaves before that.
"""

import socket
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.mail.journal import Sent
from tracker.mail.models import MailAttempt, OutgoingMail, RestoredMail
from tracker.mail.reaping import believe
from tracker.mail.rows import insert_new
from tracker.mail.status import MailKind, MailState, Verdict

Rows = TypeVar("Rows")

AT_ONCE = 500
"""Mails asked about in one statement."""

_UNSETTLED = frozenset({MailState.HELD, MailState.QUEUED, MailState.EXPIRED})
"""Where a mail may lie of which the database knows that the server may have it."""


@dataclass(frozen=True, kw_only=True)
class RestoredRow:
    """One mail of the list. `can_be_told` says whether the database has what it takes to tell the person once more."""

    mail: RestoredMail
    person: str
    can_be_told: bool


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What the journal has over the database: mails it does not know as accepted and nobody has decided about.

    Of the `answered` the database itself says that the server may have them, with the state it has them in.
    """

    unknown: list[Sent] = field(default_factory=list)
    answered: list[tuple[Sent, MailState]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.unknown or self.answered)


def compare(session: Session, remembered: Mapping[str, Sent]) -> Differences:
    """Hold the mails of the journal against the database. Reads only."""
    found, ours = Differences(), _ids(session, "organization") if remembered else set[int]()
    for each in portions(list(remembered)):
        _compare(session, [id_ for id_ in each if remembered[id_].organization_id in ours], remembered, found)
    return found


def believe_answered(session: Session, differences: Differences) -> None:
    """End those as accepted of which the journal knows what the database does not dare to say."""
    for sent, state in differences.answered:
        believe(session, sent, OutgoingMail.state == state)


def hold(session: Session, unknown: Iterable[Sent], now: datetime) -> int:
    """Put mails on the list; returns how many were not there yet."""
    people = _ids(session, "account")
    rows = [_row(sent, now, people) for sent in unknown]
    return sum(insert_new(session, RestoredMail, each, "message_id") for each in portions(rows))


def count_open(session: Session, organization_id: int | None = None) -> int:
    """How many mails nobody has decided about, of one organization or of all."""
    return session.scalar(sa.select(sa.func.count(RestoredMail.id)).where(*_open(organization_id))) or 0


def rows_of(session: Session, organization_id: int, *, after: int, limit: int) -> list[RestoredRow]:
    """Some of the mails that nobody has decided about, in the order in which they were sent."""
    account = sa.table("account", sa.column("id", sa.Integer), sa.column("full_name", sa.String))
    query = (
        sa.select(RestoredMail, sa.func.coalesce(account.c.full_name, ""), is_there())
        .outerjoin(account, account.c.id == RestoredMail.account_id)
        .where(*_open(organization_id))
        .order_by(RestoredMail.sent_at, RestoredMail.id)
        .offset(after)
        .limit(limit)
    )
    return [
        RestoredRow(mail=mail, person=person, can_be_told=there or mail.kind is MailKind.DIGEST)
        for mail, person, there in session.execute(query)
    ]


def open_mails(session: Session, organization_id: int, ids: Collection[int] | None) -> Sequence[RestoredMail]:
    """Those of `ids`, or all, that nobody has decided about, locked."""
    query = sa.select(RestoredMail).where(*_open(organization_id)).order_by(RestoredMail.id)
    if ids is not None:
        query = query.where(RestoredMail.id.in_(ids))
    return session.scalars(query.with_for_update()).all()


def is_there() -> sa.ColumnElement[bool]:
    """Whether the database has the mail itself."""
    return sa.exists().where(OutgoingMail.message_id == RestoredMail.message_id)


def _compare(session: Session, message_ids: Sequence[str], remembered: Mapping[str, Sent], found: Differences) -> None:
    columns = (OutgoingMail.message_id, OutgoingMail.state, OutgoingMail.attempt)
    begun = sa.and_(
        OutgoingMail.state.in_((MailState.CLAIMED, MailState.SENDING)), OutgoingMail.data_started_at.is_not(None)
    )
    query = sa.select(*columns, begun, OutgoingMail.maybe_twice, _last_accepted()).where(
        OutgoingMail.message_id.in_(message_ids)
    )
    known = {row[0]: row[1:] for row in session.execute(query)}
    listed = set(session.scalars(sa.select(RestoredMail.message_id).where(RestoredMail.message_id.in_(message_ids))))
    for message_id in message_ids:
        state, attempt, is_begun, perhaps, accepted = known.get(message_id, (None, 0, False, False, None))
        if message_id in listed or state is MailState.ACCEPTED or is_begun:
            continue  # one that is begun is its sender's, or is taken back by and by, with the journal at hand
        if accepted is not None and accepted >= remembered[message_id].sent_at:
            continue  # the database knows it: the mail came back, and is on its way to its person once more
        if not perhaps and state is not MailState.HELD:
            found.unknown.append(remembered[message_id])
        elif state is not None and state in _UNSETTLED and (attempt or state is not MailState.QUEUED):
            # A waiting mail without an attempt is one that a person has asked for once more.
            found.answered.append((remembered[message_id], state))


def _last_accepted() -> sa.ScalarSelect[datetime]:
    """When a server took the mail last, as its attempts have it, whatever became of the mail since."""
    ours = (MailAttempt.mail_id == OutgoingMail.id, MailAttempt.outcome == Verdict.ACCEPTED)
    return sa.select(sa.func.max(MailAttempt.ended_at)).where(*ours).correlate(OutgoingMail).scalar_subquery()


def _row(sent: Sent, now: datetime, people: set[int]) -> dict[str, object]:
    return {
        "organization_id": sent.organization_id,
        "account_id": sent.account_id if sent.account_id in people else None,
        "address": sent.address,
        "kind": sent.kind,
        "dedupe_key": sent.dedupe_key,
        "message_id": sent.message_id,
        "local_day": sent.local_day,
        "sent_at": sent.sent_at,
        "reply": sent.reply[:500],
        "host": socket.gethostname()[:80],
        "found_at": now,
    }


def _open(organization_id: int | None) -> list[sa.ColumnElement[bool]]:
    ours = [] if organization_id is None else [RestoredMail.organization_id == organization_id]
    return [RestoredMail.decision.is_(None), *ours]


def _ids(session: Session, table: str) -> set[int]:
    """The ids of a room above, by the name of its table."""
    return set(session.scalars(sa.select(sa.table(table, sa.column("id", sa.Integer)).c.id)))


def portions(rows: Sequence[Rows]) -> Iterator[Sequence[Rows]]:
    """So many rows at once."""
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
