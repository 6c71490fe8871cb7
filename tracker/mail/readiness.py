"""Taking one claimed mail to the point where its text may go out: the start guard, and the letter written now."""

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.database import transaction
from tracker.core.languages import gettext, speaking
from tracker.core.words import N_
from tracker.mail import burials, pauses, rate, rules
from tracker.mail.claims import FREE, TAKES_NO_MAIL, TOO_LATE
from tracker.mail.composers import composer_of
from tracker.mail.identity import identity_of
from tracker.mail.journal import Entry
from tracker.mail.letter import BadAddress, Nothing, NotNow, envelope_address, to_message
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.pauses import Paused
from tracker.mail.rate import NoRoom, Place
from tracker.mail.rows import change
from tracker.mail.settings import MailSettings
from tracker.mail.status import MailKind, MailState, OccurrenceState

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


@dataclass(frozen=True)
class _End:
    """Why a mail is not sent after all, or, with `hours`, not yet."""

    state: MailState
    reason: str
    hours: tuple[datetime, datetime] | None = None


def make_ready(mail_id: int, *, worker: str, settings: MailSettings, now: datetime) -> ReadyMail | None:
    """Guard the mail and write it, in one transaction; None if it is no longer ours or not to be sent.

    NoRoom when the minute is full, Paused when nothing may leave.
    """
    try:
        with transaction() as session:
            session.expire_all()  # what an earlier mail read may have changed since
            if not _guard(session, mail_id, worker, now + settings.lease):
                return None
            pauses.refuse_while_paused(session)
            mail = session.get_one(OutgoingMail, mail_id, populate_existing=True)
            ready = _write(session, mail, settings, now)
            if isinstance(ready, _End):
                _end(mail, ready)
                return None
            return _with_place(session, ready, settings, now)
    except (NoRoom, Paused):  # says nothing about this mail either: it goes back untouched
        raise
    except (OperationalError, InterfaceError):  # the database is not there: that says nothing about this mail
        raise
    except Exception as error:
        log.exception("Mail %s could not be written", mail_id)
        _note_failure(mail_id, worker, error, now)
        return None


def _with_place(session: Session, ready: ReadyMail, settings: MailSettings, now: datetime) -> ReadyMail:
    if not settings.per_minute:
        return ready
    until = now + settings.lease + settings.deadline
    return replace(ready, place=rate.take(session, settings.server.name, settings.per_minute, now=now, until=until))


def _guard(session: Session, mail_id: int, worker: str, lease_until: datetime) -> bool:
    """Begin the mail if it is still ours: a sender that slept past its lease finds that it is not."""
    begun = change(
        session,
        OutgoingMail,
        OutgoingMail.id == mail_id,
        OutgoingMail.lease_owner == worker,
        OutgoingMail.state == MailState.CLAIMED,
        state=MailState.SENDING,
        attempt=OutgoingMail.attempt + 1,
        lease_until=lease_until,
        data_started_at=None,
    )
    return begun == 1


def _write(session: Session, mail: OutgoingMail, settings: MailSettings, now: datetime) -> ReadyMail | _End:
    if mail.expires_at <= now:
        return _End(MailState.EXPIRED, TOO_LATE)
    name, locale = _person(session, mail.account_id)
    committee, zone = _committee(session, mail.organization_id)
    with speaking(locale):
        letter = composer_of(mail.kind)(session, mail, _open_lines(session, mail.id), now)
        from_name = gettext("%(committee)s – Theo dõi chỉ đạo", committee=committee)
    if isinstance(letter, Nothing):
        return _End(MailState.CANCELLED, letter.reason)
    if isinstance(letter, NotNow):
        return _End(MailState.QUEUED if letter.hours else MailState.EXPIRED, letter.reason, letter.hours)
    if mail.kind is not MailKind.TEST and burials.is_dead(session, mail.address):  # a test may try whether it lives
        return _End(MailState.SUPPRESSED, TAKES_NO_MAIL)
    try:
        recipient = envelope_address(mail.address)
    except BadAddress:
        return _End(MailState.FAILED, N_("Địa chỉ thư không đúng."))
    message = to_message(
        letter,
        mail_id=mail.id,
        message_id=mail.message_id,
        address=mail.address,
        to_name=name,
        from_address=settings.sender,
        from_name=from_name,
        date=clock.local(now, zone),
    )
    return ReadyMail(
        id=mail.id,
        organization_id=mail.organization_id,
        number=mail.attempt,
        address=mail.address,
        recipient=recipient,
        message=message,
        started_at=now,
        entry=_entry(session, mail),
    )


def _entry(session: Session, mail: OutgoingMail) -> Entry:
    return Entry(
        database=identity_of(session),
        organization_id=mail.organization_id,
        account_id=mail.account_id,
        address=mail.address,
        kind=mail.kind,
        dedupe_key=mail.dedupe_key,
        message_id=mail.message_id,
        local_day=mail.local_day,
    )


def _open_lines(session: Session, mail_id: int) -> list[Occurrence]:
    query = (
        sa.select(Occurrence)
        .where(Occurrence.mail_id == mail_id, Occurrence.state == OccurrenceState.ATTACHED)
        .order_by(Occurrence.id)
    )
    return list(session.scalars(query))


def _end(mail: OutgoingMail, end: _End) -> None:
    mail.state, mail.state_reason = end.state, end.reason[:300]
    mail.attempt -= 1  # nothing was begun with the server
    mail.lease_owner = mail.lease_until = None
    if end.hours is not None:
        mail.not_before, mail.expires_at = end.hours


def _note_failure(mail_id: int, worker: str, error: Exception, now: datetime) -> None:
    """Let a mail that cannot be written wait, then lie: it must not stand in the way of the others."""
    with transaction() as session:
        mail = session.scalars(
            sa.select(OutgoingMail)
            .where(OutgoingMail.id == mail_id, OutgoingMail.lease_owner == worker)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()
        if mail is None or mail.state is not MailState.CLAIMED:
            return
        mail.compose_failures += 1
        mail.last_error = f"{type(error).__name__}: {error}"[:500]
        mail.not_before = now + rules.retry_delay(mail.compose_failures, _chance.random())
        mail.state = MailState.QUEUED
        if mail.compose_failures >= rules.COMPOSE_LIMIT:
            mail.state, mail.state_reason = MailState.DEAD, N_("Không soạn được thư; xem nhật ký của hệ thống.")
        for column, value in FREE.items():
            setattr(mail, column, value)


def _person(session: Session, account_id: int | None) -> tuple[str, str]:
    """The name and the language of whom it goes to. By table name: accounts is a room above."""
    account = sa.table("account", sa.column("id"), sa.column("full_name"), sa.column("locale"))
    query = sa.select(account.c.full_name, account.c.locale).where(account.c.id == account_id)
    found = session.execute(query).first()
    return (found.full_name, found.locale) if found else ("", "vi")


def _committee(session: Session, organization_id: int) -> tuple[str, str]:
    organization = sa.table("organization", sa.column("id"), sa.column("short_name"), sa.column("time_zone"))
    query = sa.select(organization.c.short_name, organization.c.time_zone).where(organization.c.id == organization_id)
    found = session.execute(query).one()
    return found.short_name, found.time_zone
