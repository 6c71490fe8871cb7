"""Telling the office of a head, a person in charge or a member of the standing committee whom no mail reaches.

What goes up to them must not vanish unseen. Once for each time their address is given up; the page that lists them, and
a line in the office's digest, go on saying it.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.addresses import count_unreached
from tracker.core.clock import today
from tracker.core.database import db, transaction
from tracker.mail import pauses
from tracker.mail.models import Occurrence
from tracker.mail.outbox import queue_news
from tracker.mail.status import OccurrenceKind
from tracker.organizations.models import Organization
from tracker.organizations.queries import all_organizations
from tracker.tasks.people import office_of, without
from tracker.tasks.unreached import Unreached, find_unreached


def tell_of_unreached(now: datetime) -> None:
    """Owe the office a line about each of them it has not heard of. Running it often, or twice at once, adds none.

    None while the clock may be wrong: a notice of a day that has not come would wait for it. Nor into an old database.
    """
    if pauses.nothing_new(db.session()):
        return
    for organization in all_organizations(db.session()):
        day = today(organization.time_zone, now)
        if count_unreached(db.session(), organization.id) and _untold(db.session(), organization, day):
            with suppress(IntegrityError), transaction() as session:  # another process was quicker
                for each in _untold(session, organization, day):
                    _tell(session, each, day, now)


def unreached_still(session: Session, lines: Iterable[Occurrence], organization_id: int, day: date) -> Collection[int]:
    """The people whom lines of this kind speak of and whom still no mail reaches, by account."""
    if not any(line.kind is OccurrenceKind.UNREACHED for line in lines):
        return frozenset()
    return frozenset(each.account.id for each in find_unreached(session, organization_id, day))


def _untold(session: Session, organization: Organization, day: date) -> list[Unreached]:
    weighty = [each for each in find_unreached(session, organization.id, day) if each.weighs and each.task_id]
    return [each for each in weighty if not _was_told(session, each)]


def _was_told(session: Session, each: Unreached) -> bool:
    query = sa.select(sa.exists().where(Occurrence.key.startswith(f"{_key(each)}:", autoescape=True)))
    return bool(session.scalar(query))


def _tell(session: Session, each: Unreached, day: date, now: datetime) -> None:
    home = each.account.organization_id
    queue_news(
        session,
        organization_id=home,
        recipients=without(office_of(session, home), each.account.id),
        kind=OccurrenceKind.UNREACHED,
        task_id=each.task_id or 0,
        key=_key(each),
        local_day=day,
        now=now,
        detail={"by": each.account.full_name, "account_id": each.account.id},
    )


def _key(each: Unreached) -> str:
    """One burial of one person's address; by its moment, for numbers of rows are given out again."""
    return f"unreached:{each.account.id}:{int(each.address.since.timestamp())}"
