"""When each group was last written to by hand, so that nobody presses twice in a morning without knowing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.days import format_clock, format_day
from tracker.core.languages import gettext as _
from tracker.groups.models import Group
from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceKind
from tracker.tasks.models import Task
from tracker.tasks.queries import Almanac


@dataclass(frozen=True, kw_only=True)
class LastChase:
    """The last chase about work that a group leads. `recent`: less than a working day ago."""

    group: str
    words: str
    recent: bool


def last_chases(
    session: Session, group_ids: Collection[int], almanac: Almanac, *, now: datetime
) -> dict[int, LastChase]:
    """By lead group; groups that were never chased are not among them. 1 SELECT."""
    last = (
        sa.select(sa.func.max(Occurrence.id))
        .join(Task, Task.id == Occurrence.task_id)
        .where(Occurrence.kind == OccurrenceKind.CHASE, Task.lead_group_id.in_(group_ids))
        .group_by(Task.lead_group_id)
    )
    rows = session.execute(
        sa.select(Group.id, Group.name, Occurrence.created_at, Occurrence.detail)
        .join(Task, Task.lead_group_id == Group.id)
        .join(Occurrence, Occurrence.task_id == Task.id)
        .where(Occurrence.id.in_(last))
    )
    return {
        row.id: LastChase(
            group=row.name,
            words=_words(row.created_at, str(row.detail.get("by") or ""), almanac, now),
            recent=is_recent(row.created_at, now, almanac.calendar, almanac.zone),
        )
        for row in rows
    }


def is_recent(at: datetime, now: datetime, calendar: WorkingCalendar, zone: str) -> bool:
    """Whether less than a working day has gone by: until the same hour of the next working day."""
    day = clock.today(zone, at)
    return now < at + (calendar.shift(day, 1) - day)


def _words(at: datetime, by: str, almanac: Almanac, now: datetime) -> str:
    clock_time, name = format_clock(at, almanac.zone), _("đ/c %(name)s", name=by)
    day = clock.today(almanac.zone, at)
    if day == clock.today(almanac.zone, now):
        return _("đã đôn đốc lúc %(time)s hôm nay, %(name)s", time=clock_time, name=name)
    return _("đã đôn đốc lúc %(time)s ngày %(day)s, %(name)s", time=clock_time, day=format_day(day), name=name)
