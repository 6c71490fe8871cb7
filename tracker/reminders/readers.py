"""Who reads the mails of a batch: each account as an actor, as the ladder sees it, on the day of the committee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.queries import actors_of
from tracker.calendar.rules import WorkingCalendar
from tracker.mail.models import OutgoingMail
from tracker.organizations.models import Organization
from tracker.reminders.people import persons_of
from tracker.reminders.planning import Person


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The person a mail goes to, on the day it is written."""

    account: Account
    actor: Actor
    organization: Organization
    now: datetime
    today: date
    calendar: WorkingCalendar
    person: Person


def read_readers(
    session: Session,
    organization: Organization,
    mails: Sequence[OutgoingMail],
    now: datetime,
    *,
    today: date,
    calendar: WorkingCalendar,
) -> Mapping[int, Reader]:
    """By account, who reads these mails of one organization, without the disabled. A fixed number of SELECTs."""
    ids = {mail.account_id for mail in mails if mail.account_id is not None}
    query = sa.select(Account).where(Account.id.in_(ids), Account.disabled_at.is_(None))
    accounts = session.scalars(query.options(selectinload(Account.roles))).all()
    actors = actors_of(session, accounts, organization, now)
    persons = persons_of(session, accounts, actors)
    return {
        account.id: Reader(
            account=account,
            actor=actors[account.id],
            organization=organization,
            now=now,
            today=today,
            calendar=calendar,
            person=persons[account.id],
        )
        for account in accounts
    }
