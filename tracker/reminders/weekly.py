"""The week's report: with the first digest of a week the standing committee is told how the quarter stands.

It is owed once, under a key of person and day, in the transaction that writes the digest it goes in. Whoever has
nothing else to hear that day gets a digest with it alone.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.calendar.rules import WorkingCalendar
from tracker.core.quarter import Quarter
from tracker.mail.models import OutgoingMail
from tracker.mail.rows import insert_new
from tracker.mail.status import MailState
from tracker.reminders.models import ReportLine
from tracker.reminders.mornings import Morning
from tracker.reminders.planning import Person

NEVER_LEFT = (MailState.CANCELLED, MailState.EXPIRED)
"""Ends of a mail in which nobody has read it: a report that was in it is still owed."""


def report_key(account_id: int, quarter: Quarter, day: date) -> str:
    """What makes a person hear of a quarter once a day."""
    return f"report:{quarter}:{account_id}:{day:%Y-%m-%d}"


def first_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The first working day of the week in which `day` lies, or of a later one where the whole week is off."""
    sunday_before = day - timedelta(days=day.weekday() + 1)
    return calendar.shift(sunday_before, 1)


def weekly_day(morning: Morning) -> date | None:
    """The day of this week's report, if it is to be told this morning; later in the week where nothing ran on it."""
    first = first_working_day(morning.today, morning.calendar)
    return first if morning.weekly_report and morning.after < first <= morning.today else None


def owed_weekly(session: Session, morning: Morning, people: list[Person]) -> frozenset[int]:
    """Those of `people` who are to hear how the quarter stands and have not heard it yet. At most one SELECT."""
    day = weekly_day(morning)
    watching = {each.account_id for each in people if Role.STANDING_COMMITTEE in each.roles}
    if day is None or not watching:
        return frozenset()
    told = (
        sa.select(ReportLine.account_id)
        .join(OutgoingMail, OutgoingMail.id == ReportLine.mail_id)
        .where(
            ReportLine.organization_id == morning.organization_id,
            ReportLine.quarter == str(Quarter.of(morning.today)),
            ReportLine.account_id.in_(watching),
            ReportLine.local_day.between(day, morning.today),
            OutgoingMail.state.not_in(NEVER_LEFT),
        )
    )
    return frozenset(watching - set(session.scalars(told)))


def owe_reports(
    session: Session,
    mails: Mapping[int, int],
    *,
    organization_id: int,
    quarter: Quarter,
    day: date,
    now: datetime,
    asked_by_id: int | None = None,
) -> None:
    """Write down that these accounts are told of the quarter in these mails; an earlier mail never left."""
    rows = [
        {
            "organization_id": organization_id,
            "key": report_key(account_id, quarter, day),
            "account_id": account_id,
            "quarter": str(quarter),
            "local_day": day,
            "mail_id": mail_id,
            "asked_by_id": asked_by_id,
            "created_at": now,
        }
        for account_id, mail_id in mails.items()
    ]
    session.execute(sa.delete(ReportLine).where(ReportLine.key.in_([row["key"] for row in rows]), never_left()))
    insert_new(session, ReportLine, rows, "key")


def never_left() -> sa.ColumnElement[bool]:
    return ReportLine.mail_id.in_(sa.select(OutgoingMail.id).where(OutgoingMail.state.in_(NEVER_LEFT)))
