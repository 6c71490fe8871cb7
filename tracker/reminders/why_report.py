"""The line of a digest that is about no task: when the standing committee was, or will be, told of the quarter."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tracker.accounts.actor import Role
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.mail.models import OutgoingMail
from tracker.organizations.models import Organization
from tracker.reminders.models import ReminderCursor, ReportLine
from tracker.reminders.mornings import is_closed, morning_on, window_of
from tracker.reminders.planning import Person
from tracker.reminders.weekly import owed_weekly
from tracker.reminders.why_told import in_mail

LOOK_AHEAD = 28


def report_of(
    session: Session,
    person: Person,
    organization: Organization,
    calendar: WorkingCalendar,
    *,
    now: datetime,
    day: date | None,
) -> Iterator[str]:
    """What was told on one day or ever, and when it comes next; nothing about those who are not of the committee."""
    yield from _told(session, person.account_id, day)
    if Role.STANDING_COMMITTEE not in person.roles:
        return
    if not organization.weekly_report:
        yield _("Báo cáo tình hình hằng tuần tới Thường trực chưa được bật.")
        return
    coming = _next_day(session, person, organization, calendar, now)
    if coming is not None:
        yield _(
            "Báo cáo tình hình Quý %(quarter)s, nếu không có gì thay đổi: %(day)s, trong thư đầu tuần.",
            quarter=Quarter.of(coming).roman,
            day=format_day(coming),
        )


def _told(session: Session, account_id: int, day: date | None) -> Iterator[str]:
    query = (
        sa.select(ReportLine, OutgoingMail)
        .join(OutgoingMail, OutgoingMail.id == ReportLine.mail_id)
        .where(ReportLine.account_id == account_id)
        .options(selectinload(OutgoingMail.attempts))
        .order_by(ReportLine.local_day, ReportLine.id)
    )
    if day is not None:
        query = query.where(ReportLine.local_day == day)
    for line, mail in session.execute(query):
        what = _("báo cáo hằng tuần") if line.asked_by_id is None else _("báo cáo do Văn phòng gửi")
        quarter = _("Tình hình Quý %(quarter)s", quarter=Quarter.parse(line.quarter).roman)
        yield f"{format_day(line.local_day)} {quarter}, {what}: {in_mail(mail)}"


def _next_day(
    session: Session, person: Person, organization: Organization, calendar: WorkingCalendar, now: datetime
) -> date | None:
    """The first morning to come on which the person is owed the report, gone through as the mornings themselves do."""
    today = clock.today(organization.time_zone, now)
    cursor = session.get(ReminderCursor, organization.id, populate_existing=True)
    done = cursor.done_until if cursor is not None else today - timedelta(days=1)
    over = now >= window_of(organization, today).expires_at
    for each in (today + timedelta(days=n) for n in range(over, LOOK_AHEAD)):
        if each <= done or not calendar.is_working(each) or is_closed(organization, each):
            continue
        if owed_weekly(session, morning_on(organization, each, done, calendar), [person]):
            return each
        done = each
    return None
