"""Writing claimed mails, several from one reading of what is true.

Reading is most of the work, and it costs the same for one mail as for many. So what is written here is good only for
a moment, and each mail says by `seen` what it was written from: the start guard (`readiness`) looks whether that
still stands. Nothing is changed here; what a composer changed on its mail and lines goes into the books with the guard.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.database import db
from tracker.core.languages import gettext, speaking
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.mail import burials
from tracker.mail.claims import TAKES_NO_MAIL, TOO_LATE
from tracker.mail.composers import Lines, Writer, composer_of
from tracker.mail.identity import database_name
from tracker.mail.journal import Entry
from tracker.mail.letter import BadAddress, Letter, Nothing, NotNow, envelope_address, to_message
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.papers import Ended, Paper, Struck, Unwritable, Written
from tracker.mail.seen import SEEN_BY_MAIL
from tracker.mail.settings import MailSettings
from tracker.mail.status import MailKind, MailState, OccurrenceState

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What is read for a batch, whoever writes its mails."""

    settings: MailSettings
    now: datetime
    database: str
    seen: Mapping[int, int]
    lines: Lines
    people: Mapping[int | None, tuple[str, str]]
    committees: Mapping[int, tuple[str, str]]
    writers: Mapping[MailKind, Writer]


def write(mail_ids: Sequence[int], *, settings: MailSettings, now: datetime) -> dict[int, Paper]:
    """Write these mails as things stand at this moment. One that cannot be written takes no other with it."""
    papers: dict[int, Paper] = {}
    database = database_name()
    left, most = list(mail_ids), len(mail_ids)
    while left:
        try:
            with _reading() as session:
                papers |= _write(session, left[:most], settings, now, database)
        except (OperationalError, InterfaceError):  # the database is not there: that says nothing about these mails
            raise
        except Exception as error:
            if most == 1:
                log.exception("Mail %s could not be written", left[0])
                papers[left[0]] = Unwritable(id=left[0], error=error)
            most = 1  # something in the reading for all: each by itself, so that only the one fails
        left = [mail_id for mail_id in left if mail_id not in papers]
    return papers


@contextmanager
def _reading() -> Iterator[Session]:
    """A session that sees what is true now and writes nothing, whatever is changed on its rows."""
    session = db.session()
    session.rollback()
    try:
        with session.no_autoflush:
            yield session
    finally:
        session.rollback()


def _write(
    session: Session, mail_ids: Sequence[int], settings: MailSettings, now: datetime, database: str
) -> dict[int, Paper]:
    """The mails up to the first that cannot be written: what it did to the session must not harm the next."""
    mails, facts = _read(session, mail_ids, settings, now, database)
    papers: dict[int, Paper] = {}
    for mail in mails:
        try:
            papers[mail.id] = _paper(mail, facts)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("Mail %s could not be written", mail.id)
            papers[mail.id] = Unwritable(id=mail.id, error=error)
            break
    return _without_dead(session, mails, papers)


def _read(
    session: Session, mail_ids: Sequence[int], settings: MailSettings, now: datetime, database: str
) -> tuple[Sequence[OutgoingMail], _Facts]:
    """The mails and what all need. What they are written from is noted first: a change during reading shows."""
    seen = {row.id: row.seen for row in session.execute(SEEN_BY_MAIL, {"mail_ids": mail_ids})}
    mails = session.scalars(
        sa.select(OutgoingMail).where(OutgoingMail.id.in_(mail_ids)).order_by(OutgoingMail.id)
    ).all()
    lines = _open_lines(session, mail_ids)
    of_kind = {kind: [mail for mail in mails if mail.kind is kind] for kind in {mail.kind for mail in mails}}
    return mails, _Facts(
        settings=settings,
        now=now,
        database=database,
        seen=seen,
        lines=lines,
        people=_people(session, {mail.account_id for mail in mails}),
        committees=_committees(session, {mail.organization_id for mail in mails}),
        writers={kind: composer_of(kind)(session, some, lines, now) for kind, some in of_kind.items()},
    )


def _paper(mail: OutgoingMail, facts: _Facts) -> Written | Ended:
    if mail.expires_at <= facts.now:
        return Ended(id=mail.id, state=MailState.EXPIRED, reason=TOO_LATE)
    name, locale = facts.people.get(mail.account_id, ("", "vi"))
    committee, zone = facts.committees[mail.organization_id]
    with speaking(locale):
        letter = facts.writers[mail.kind](mail)
        from_name = gettext("%(committee)s – Theo dõi chỉ đạo", committee=committee)
    struck = tuple(_struck(facts.lines[mail.id]))
    if isinstance(letter, Nothing):
        return Ended(id=mail.id, state=MailState.CANCELLED, reason=letter.reason, struck=struck)
    if isinstance(letter, NotNow):
        state = MailState.QUEUED if letter.hours else MailState.EXPIRED
        return Ended(id=mail.id, state=state, reason=letter.reason, hours=letter.hours, struck=struck)
    try:
        recipient = envelope_address(mail.address)
    except BadAddress:
        reason = N_("Địa chỉ thư không đúng.")
        return Ended(id=mail.id, state=MailState.FAILED, reason=reason, address=mail.address, struck=struck)
    return Written(
        id=mail.id,
        organization_id=mail.organization_id,
        number=mail.attempt + 1,
        address=mail.address,
        recipient=recipient,
        message=_message(letter, mail, facts, to_name=name, from_name=from_name, zone=zone),
        entry=_entry(mail, facts.database),
        struck=struck,
        seen=facts.seen.get(mail.id, 0),
    )


def _entry(mail: OutgoingMail, database: str) -> Entry:
    """What the journal will say once the mail is accepted."""
    return Entry(
        database=database,
        organization_id=mail.organization_id,
        account_id=mail.account_id,
        address=mail.address,
        kind=mail.kind,
        dedupe_key=mail.dedupe_key,
        message_id=mail.message_id,
        local_day=mail.local_day,
    )


def _message(letter: Letter, mail: OutgoingMail, facts: _Facts, *, to_name: str, from_name: str, zone: str) -> bytes:
    return to_message(
        letter,
        mail_id=mail.id,
        message_id=mail.message_id,
        address=mail.address,
        to_name=to_name,
        from_address=facts.settings.sender,
        from_name=from_name,
        date=clock.local(facts.now, zone),
    )


def _struck(lines: Sequence[Occurrence]) -> Iterator[Struck]:
    for line in lines:
        if line.state is not OccurrenceState.ATTACHED:
            yield Struck(line.id, line.state, line.state_reason)


def _without_dead(session: Session, mails: Sequence[OutgoingMail], papers: dict[int, Paper]) -> dict[int, Paper]:
    """Nothing more goes to an address that is no mailbox; only a test may find out that it lives again."""
    written = {
        mail.id: normalize_email(mail.address)
        for mail in mails
        if mail.kind is not MailKind.TEST and isinstance(papers.get(mail.id), Written)
    }
    dead = burials.dead_among(session, set(written.values()))
    for mail_id, address in written.items():
        paper = papers[mail_id]
        if address in dead and isinstance(paper, Written):
            papers[mail_id] = Ended(
                id=mail_id,
                state=MailState.SUPPRESSED,
                reason=TAKES_NO_MAIL,
                address=paper.address,
                struck=paper.struck,
            )
    return papers


def _open_lines(session: Session, mail_ids: Sequence[int]) -> Lines:
    lines: dict[int, list[Occurrence]] = {mail_id: [] for mail_id in mail_ids}
    query = (
        sa.select(Occurrence)
        .where(Occurrence.mail_id.in_(mail_ids), Occurrence.state == OccurrenceState.ATTACHED)
        .order_by(Occurrence.id)
    )
    for line in session.scalars(query):
        if line.mail_id is not None:
            lines[line.mail_id].append(line)
    return lines


def _people(session: Session, account_ids: set[int | None]) -> Mapping[int | None, tuple[str, str]]:
    """The names and the languages of those they go to. By table name: accounts is a room above."""
    account = sa.table("account", sa.column("id"), sa.column("full_name"), sa.column("locale"))
    query = sa.select(account.c.id, account.c.full_name, account.c.locale).where(account.c.id.in_(account_ids - {None}))
    return {row.id: (row.full_name, row.locale) for row in session.execute(query)}


def _committees(session: Session, organization_ids: set[int]) -> Mapping[int, tuple[str, str]]:
    organization = sa.table("organization", sa.column("id"), sa.column("short_name"), sa.column("time_zone"))
    query = sa.select(organization.c.id, organization.c.short_name, organization.c.time_zone)
    rows = session.execute(query.where(organization.c.id.in_(organization_ids)))
    return {row.id: (row.short_name, row.time_zone) for row in rows}
