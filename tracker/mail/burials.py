"""Addresses that take no mail: given up, and taken back. Called inside the caller's transaction."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.core.text import normalize_email
from tracker.mail.models import Bounce, DeadAddress
from tracker.mail.rows import change


def bury(
    session: Session, address: str, *, organization_id: int, reply: str, now: datetime, by_report: bool = False
) -> None:
    """Send nothing more to this address until somebody changes it. One known already keeps its first day and words."""
    known = normalize_email(address)
    with suppress(IntegrityError), session.begin_nested():
        session.add(
            DeadAddress(
                organization_id=organization_id, address=known, reply=reply[:500], since=now, by_report=by_report
            )
        )
    if by_report:
        change(session, DeadAddress, DeadAddress.address == known, by_report=True)


def take_back_answered(session: Session, address: str) -> None:
    """The mailbox takes mail again, says the very server whose refusal had buried it.

    Not so after a report: then the server that takes our mails never knew the mailbox.
    """
    refused = (DeadAddress.address == normalize_email(address), DeadAddress.by_report.is_(False))
    session.execute(sa.delete(DeadAddress).where(*refused))


def forgive(session: Session, address: str) -> bool:
    """A person wants the address tried again: what came back before counts no more. False if it was not given up."""
    known = normalize_email(address)
    gone = session.execute(sa.delete(DeadAddress).where(DeadAddress.address == known).returning(DeadAddress.id)).all()
    change(session, Bounce, Bounce.address == known, forgiven=True)
    return bool(gone)


def is_dead(session: Session, address: str) -> bool:
    """Whether nothing is sent to this address."""
    return bool(dead_among(session, {normalize_email(address)}))


def dead_among(session: Session, addresses: Collection[str]) -> set[str]:
    """Those of these addresses, normalised, to which nothing is sent."""
    return set(session.scalars(sa.select(DeadAddress.address).where(DeadAddress.address.in_(addresses))))
