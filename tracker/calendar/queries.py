"""Questions about the working calendar of an organization."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.models import CalendarOverride
from tracker.calendar.rules import WorkingCalendar, build_calendar
from tracker.core.clock import today
from tracker.core.kept import Kept, rows_of

# Organizations are kept by a room above this one; here only the table's name is known.
_organization = sa.table("organization", sa.column("id", sa.Integer), sa.column("time_zone", sa.String))
_OF_ID = sa.bindparam("of_id", type_=sa.Integer)
_OVERRIDES = Kept(
    sa.select(CalendarOverride.day, CalendarOverride.works).where(CalendarOverride.organization_id == _OF_ID)
)
_WITH_ZONE = Kept(
    sa.select(_organization.c.time_zone, CalendarOverride.day, CalendarOverride.works)
    .select_from(_organization)
    .outerjoin(CalendarOverride, CalendarOverride.organization_id == _organization.c.id)
    .where(_organization.c.id == _OF_ID)
)  # asked for nearly every page, so built once


def calendar_and_zone(session: Session, organization_id: int, now: datetime) -> tuple[WorkingCalendar, str]:
    """The organization's calendar around today, and the zone in which its day is told. One SELECT."""
    rows = rows_of(session, _WITH_ZONE, {"of_id": organization_id})
    zone = str(rows[0].time_zone)
    own = {row.day: row.works for row in rows if row.day is not None}
    return _around(today(zone, now), own), zone


def working_calendar(
    session: Session, organization_id: int, around: date, *, changes: Mapping[date, bool | None] | None = None
) -> WorkingCalendar:
    """The organization's calendar, sure for the year of `around` and the years before and after it.

    `changes` are days as they might become: worked, off, or (None) again as the law has them.
    """
    rows = rows_of(session, _OVERRIDES, {"of_id": organization_id})
    words: dict[date, bool | None] = {row.day: row.works for row in rows}
    words |= changes or {}
    own = {day: works for day, works in words.items() if works is not None}
    return _around(around, own)


def _around(day: date, own: Mapping[date, bool]) -> WorkingCalendar:
    return build_calendar(range(day.year - 1, day.year + 2), own)


def overrides_in(session: Session, organization_id: int, year: int) -> Sequence[CalendarOverride]:
    """What the organization added to the calendar of `year`, by day."""
    return session.scalars(
        sa.select(CalendarOverride)
        .where(
            CalendarOverride.organization_id == organization_id,
            CalendarOverride.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(CalendarOverride.day)
    ).all()


def find_override_on(session: Session, organization_id: int, day: date) -> CalendarOverride | None:
    """The organization's own word on that day."""
    return session.scalars(
        sa.select(CalendarOverride).where(
            CalendarOverride.organization_id == organization_id, CalendarOverride.day == day
        )
    ).first()


def find_override(session: Session, organization_id: int, override_id: int) -> CalendarOverride | None:
    """One of the organization's own words, by its id."""
    return session.scalars(
        sa.select(CalendarOverride).where(
            CalendarOverride.organization_id == organization_id, CalendarOverride.id == override_id
        )
    ).first()
