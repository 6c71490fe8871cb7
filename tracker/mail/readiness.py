"""The start guard: a written mail is begun if it is still ours and still true, directly before it is handed over."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.database import db, transaction
from tracker.core.words import N_
from tracker.mail import pauses, rate, rules
from tracker.mail.claims import FREE
from tracker.mail.journal import Entry
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.papers import Ended, Struck, Unwritable, Written
from tracker.mail.rate import Place
from tracker.mail.rows import change
from tracker.mail.seen import SEEN
from tracker.mail.settings import MailSettings
from tracker.mail.shared_models import SendingPause
from tracker.mail.status import MailState

log = logging.getLogger(__name__)

_chance = secrets.SystemRandom()


@dataclass(frozen=True, kw_only=True)
class ReadyMail:
    """A mail that this sender alone may hand over, `number` being which attempt it is.

    `address` is as the account writes it, `recipient` as the envelope does. `entry` is what the journal will say once
    it is accepted. `place` is the one it holds among the mails of this minute, None where the server takes any number.
    """

    id: int
    organization_id: int
    number: int
    address: str
    recipient: str
    message: bytes
    started_at: datetime
    entry: Entry
    place: Place | None = None


NOT_PAUSED = ~sa.exists(sa.select(SendingPause.name))
"""No pause stands, for whatever reason."""

_BEGIN = (
    sa.update(OutgoingMail)
    .where(
        OutgoingMail.id == sa.bindparam("mail_id"),
        OutgoingMail.lease_owner == sa.bindparam("worker"),
        OutgoingMail.state == MailState.CLAIMED,
        OutgoingMail.expires_at > sa.bindparam("now"),
        sa.bindparam("seen", type_=sa.Integer) == SEEN,
        NOT_PAUSED,
    )
    .values(
        state=MailState.SENDING,
        attempt=OutgoingMail.attempt + 1,
        address=sa.bindparam("written_to"),
        lease_until=sa.bindparam("until"),
        data_started_at=sa.bindparam("now"),
    )
)

_HOLDS = sa.select(OutgoingMail.id).where(
    OutgoingMail.id == sa.bindparam("mail_id"),
    OutgoingMail.lease_owner == sa.bindparam("worker"),
    OutgoingMail.state == MailState.SENDING,
)


def make_ready(mail: Written, *, worker: str, settings: MailSettings, now: datetime) -> ReadyMail | None:
    """Begin the mail in a transaction of its own; None if it is no longer ours, or no longer true: then it goes back.

    NoRoom when the minute is full, Paused when nothing may leave.
    """
    with transaction() as session:
        ready = begin(session, mail, worker=worker, settings=settings, now=now)
        if ready is not None and settings.per_minute:
            until = now + settings.lease + settings.deadline
            place = rate.take(session, settings.server.name, settings.per_minute, now=now, until=until)
            return _ready(mail, now, place)
        if ready is None:
            pauses.refuse_while_paused(session)
            ours = (OutgoingMail.lease_owner == worker, OutgoingMail.state == MailState.CLAIMED)
            change(session, OutgoingMail, OutgoingMail.id == mail.id, *ours, state=MailState.QUEUED, **FREE)
        return ready


def begin(session: Session, mail: Written, *, worker: str, settings: MailSettings, now: datetime) -> ReadyMail | None:
    """Begin the mail inside the caller's transaction, if nothing stands against it; a minute's limit is not looked at.

    From here on the table says that the server may have the mail: one durable write less for each than saying so
    before the final dot, and a sender that dies in between has its mail marked although it was not sent.
    """
    if not _guard(session, mail, worker, now, settings):
        return None
    _strike(session, mail.struck)
    return _ready(mail, now, None)


def still_holds(mail: ReadyMail, *, worker: str, settings: MailSettings, now: datetime) -> bool:
    """Whether the final dot may go out: the mail is still this sender's and remains so until the answer must be there.

    Who slept is told by the clock that it is too late, whoever has the mail by now.
    """
    if now > mail.started_at + settings.deadline:
        return False
    with db.engine.connect() as connection:
        return connection.execute(_HOLDS, {"mail_id": mail.id, "worker": worker}).first() is not None


def end(mail: Ended, *, worker: str) -> None:
    """Write down that a mail is not sent after all, and why; nothing was begun with the server."""
    ours = (OutgoingMail.id == mail.id, OutgoingMail.lease_owner == worker, OutgoingMail.state == MailState.CLAIMED)
    with transaction() as session:
        hours = dict(zip(("not_before", "expires_at"), mail.hours or (), strict=False))
        where = {"address": mail.address} if mail.address else {}
        values = {"state": mail.state, "state_reason": mail.reason[:300], **hours, **where, **FREE}
        if change(session, OutgoingMail, *ours, **values):
            _strike(session, mail.struck)


def note_failure(mail: Unwritable, *, worker: str, now: datetime) -> None:
    """Let a mail that cannot be written wait, then lie: it must not stand in the way of the others."""
    with transaction() as session:
        ours = (OutgoingMail.id == mail.id, OutgoingMail.lease_owner == worker)
        row = session.scalars(
            sa.select(OutgoingMail).where(*ours).with_for_update().execution_options(populate_existing=True)
        ).first()
        if row is None or row.state is not MailState.CLAIMED:
            return
        row.compose_failures += 1
        row.last_error = f"{type(mail.error).__name__}: {mail.error}"[:500]
        row.not_before = now + rules.retry_delay(row.compose_failures, _chance.random())
        row.state = MailState.QUEUED
        if row.compose_failures >= rules.COMPOSE_LIMIT:
            row.state, row.state_reason = MailState.DEAD, N_("Không soạn được thư; xem nhật ký của hệ thống.")
        for column, value in FREE.items():
            setattr(row, column, value)


def _guard(session: Session, mail: Written, worker: str, now: datetime, settings: MailSettings) -> bool:
    """One conditional update: a sender that slept past its lease, or wrote what has changed since, finds no row."""
    about = {"mail_id": mail.id, "worker": worker, "seen": mail.seen, "written_to": mail.address}
    times = {"now": now, "until": now + settings.lease}
    return session.connection().execute(_BEGIN, {**about, **times}).rowcount == 1


def _strike(session: Session, struck: tuple[Struck, ...]) -> None:
    for line in struck:
        change(session, Occurrence, Occurrence.id == line.id, state=line.state, state_reason=line.reason)


def _ready(mail: Written, now: datetime, place: Place | None) -> ReadyMail:
    return ReadyMail(
        id=mail.id,
        organization_id=mail.organization_id,
        number=mail.number,
        address=mail.address,
        recipient=mail.recipient,
        message=mail.message,
        started_at=now,
        entry=mail.entry,
        place=place,
    )
