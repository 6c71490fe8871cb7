"""Questions about the working calendar of an organization."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.models import CalendarOverride
from tracker.calendar.rules import WorkingCalendar, build_calendar
from tracker.core.database import ask

_OVERRIDES = sa.select(CalendarOverride.day, CalendarOverride.works).where(
    CalendarOverride.organization_id == sa.bindparam("of_id", type_=sa.Integer)
)  # asked for nearly every page, so built once


def working_calendar(
    session: Session, organization_id: int, around: date, *, changes: Mapping[date, bool | None] | None = None
) -> WorkingCalendar:
    """The organization's calendar, sure for the year of `around` and the years before and after it.

    `changes` are days as they might become: worked, off, or (None) again as the law has them.
    """
    rows = ask(session, _OVERRIDES, of_id=organization_id)
    words: dict[date, bool | None] = {row.day: row.works for row in rows}
    words |= changes or {}
    own = {day: works for day, works in words.items() if works is not None}
    return build_calendar(range(around.year - 1, around.year + 2), own)


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
