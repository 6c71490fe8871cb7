"""The working days whose reminders are still to be written down, and the hours in which their digests may leave."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor
from tracker.reminders.rules import moment_of
from tracker.reminders.rungs import LONGEST_GAP


@dataclass(frozen=True, kw_only=True)
class Window:
    """When digests of a day may leave: from their time on, until the office's day ends."""

    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The working day of one organization that is to be written down. `cursor` is what the table said.

    `weekly_report`: the standing committee is to hear each week how the quarter stands.
    """

    organization_id: int
    today: date
    cursor: date
    calendar: WorkingCalendar
    window: Window
    weekly_report: bool = False

    @property
    def after(self) -> date:
        """The last day already looked at, not further back than is of use."""
        yesterday = self.today - timedelta(days=1)
        return min(yesterday, max(self.cursor, self.today - LONGEST_GAP))

    @property
    def gap(self) -> tuple[date, date] | None:
        """The first and the last working day that nobody looked at, because nothing ran."""
        first, last = self.calendar.shift(self.cursor, 1), self.calendar.shift(self.today, -1)
        return (first, last) if self.cursor < first <= last else None


def mornings(session: Session, now: datetime) -> list[Morning]:
    """The organizations that have a working day inside its window, not yet looked at."""
    rows = session.execute(
        sa.select(Organization, ReminderCursor.done_until)
        .outerjoin(ReminderCursor, ReminderCursor.organization_id == Organization.id)
        .order_by(Organization.id)
    )
    found = (_morning(session, organization, cursor, now) for organization, cursor in rows.all())
    return [morning for morning in found if morning is not None]


def window_of(organization: Organization, day: date) -> Window:
    """The hours of a day. A digest time outside them, from before there were any, gives way to them."""
    start, end = organization.window_from, organization.window_until
    at = organization.digest_at if start <= organization.digest_at < end else start
    zone = organization.time_zone
    return Window(not_before=moment_of(day, at, zone), expires_at=moment_of(day, end, zone))


def morning_on(organization: Organization, day: date, cursor: date, calendar: WorkingCalendar) -> Morning:
    """A working day of an organization, gone through up to `cursor`."""
    return Morning(
        organization_id=organization.id,
        today=day,
        cursor=cursor,
        calendar=calendar,
        window=window_of(organization, day),
        weekly_report=organization.weekly_report,
    )


def day_end(organization: Organization, day: date) -> datetime:
    """The midnight at which a day is over."""
    return moment_of(day + timedelta(days=1), time(), organization.time_zone)


def is_closed(organization: Organization, day: date) -> bool:
    """Whether the organization has ended before that day."""
    return organization.valid_to is not None and organization.valid_to < day


def _morning(session: Session, organization: Organization, cursor: date | None, now: datetime) -> Morning | None:
    today = clock.today(organization.time_zone, now)
    window = window_of(organization, today)
    if is_closed(organization, today) or cursor == today or not window.not_before <= now < window.expires_at:
        return None
    calendar = working_calendar(session, organization.id, today)
    if not calendar.is_working(today):
        return None
    return morning_on(organization, today, cursor or today - timedelta(days=1), calendar)
