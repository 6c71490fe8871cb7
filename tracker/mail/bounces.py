"""Taking in a report of a mail that came back: whose mail it was, whether to believe it, what it means for the address.

Believed is a report that came to the sealed return path of a mail, or that brings back the Message-ID of one together
with the recipient it went to. Both are known only to those through whose hands the mail has passed.
"""

import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.core.clock import today
from tracker.core.database import transaction
from tracker.core.text import normalize_email
from tracker.mail import bounce_rules, burials, return_path
from tracker.mail.models import Bounce, OutgoingMail
from tracker.mail.reports import Failure, Report, read_report
from tracker.mail.status import Reading

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The mail that came back, from which address, and with which failure."""

    mail: OutgoingMail
    address: str
    failure: Failure


def take_in(source: bytes, *, now: datetime, came_to: str = "") -> Reading:
    """Count what a message reports. `came_to` is the address it was sent to, where the mail server tells.

    One report counts once, by whatever ways and however often it arrives.
    """
    report = read_report(source)
    if report is None:
        return Reading.NO_REPORT
    if not report.failures:
        return Reading.NO_FAILURE
    with transaction() as session:
        found = _find(session, report, came_to)
        if found is None:
            return Reading.NOT_OURS
        kept = _write_down(session, found, report, now)
        if kept is None:
            return Reading.KNOWN
        _judge(session, kept, now)
    log.info("Mail %s to %s came back: %s %s", found.mail.id, found.address, found.failure.code, found.failure.text)
    return Reading.COUNTED


def _find(session: Session, report: Report, came_to: str) -> _Found | None:
    return _by_return_path(session, report, came_to) or _by_message_id(session, report)


def _by_return_path(session: Session, report: Report, came_to: str) -> _Found | None:
    """By the sealed address it came to. The mail had one recipient, so whomever the report names, it is about them."""
    for mark in return_path.marks_in(f"{came_to}\n{report.came_to}"):
        mail = session.get(OutgoingMail, mark.mail_id)
        if mail is None:
            continue
        named = {address for failure in report.failures for address in failure.addresses}
        address = return_path.sealed_recipient(mark, [*_addresses(session, mail), *named])
        if address is not None:
            gravest = max(report.failures, key=lambda failure: bounce_rules.points(failure.code))
            return _Found(mail=mail, address=normalize_email(address), failure=gravest)
    return None


def _by_message_id(session: Session, report: Report) -> _Found | None:
    """By the mail that came back with it; the recipient must be one that this mail may have gone to."""
    if not report.message_id:
        return None
    mail = session.scalars(sa.select(OutgoingMail).where(OutgoingMail.message_id == report.message_id)).first()
    if mail is None:
        return None
    ours = {normalize_email(address) for address in _addresses(session, mail)}
    for failure in report.failures:
        for address in sorted(failure.addresses & ours):
            return _Found(mail=mail, address=address, failure=failure)
    return None


def _addresses(session: Session, mail: OutgoingMail) -> list[str]:
    """Where a mail went, or may have gone before its person got another address. By table name: a room above."""
    account = sa.table("account", sa.column("id"), sa.column("email"), sa.column("alternative_email"))
    query = sa.select(account.c.email, account.c.alternative_email).where(account.c.id == mail.account_id)
    row = session.execute(query).first()
    return [each for each in (mail.address, *(row or ())) if each]


def _write_down(session: Session, found: _Found, report: Report, now: datetime) -> Bounce | None:
    """Keep the report; None if it is kept already."""
    said = f"{found.mail.id}:{found.address}:{report.digest}"
    kept = Bounce(
        organization_id=found.mail.organization_id,
        mail_id=found.mail.id,
        key=hashlib.sha256(said.encode()).hexdigest(),
        address=found.address,
        hard=bounce_rules.is_hard(found.failure.code),
        code=found.failure.code,
        text=found.failure.text,
        received_at=now,
    )
    with suppress(IntegrityError), session.begin_nested():
        session.add(kept)
        session.flush()
        return kept
    return None


def _judge(session: Session, newest: Bounce, now: datetime) -> None:
    """Give the address up if that is what all its reports come to."""
    organization = sa.table("organization", sa.column("id"), sa.column("time_zone", sa.String))
    query = sa.select(organization.c.time_zone).where(organization.c.id == newest.organization_id)
    zone: str = session.scalars(query).one()
    remembered = sa.select(Bounce.received_at, Bounce.code).where(
        Bounce.address == newest.address, Bounce.forgiven.is_(False), Bounce.received_at > now - bounce_rules.REMEMBERED
    )
    reports = [(today(zone, at), code) for at, code in session.execute(remembered)]
    if bounce_rules.is_given_up(reports):
        burials.bury(
            session,
            newest.address,
            organization_id=newest.organization_id,
            reply=newest.words,
            now=now,
            by_report=True,
        )
