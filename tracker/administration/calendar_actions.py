"""What the office adds to the calendar of the law, and takes away again."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.audit.trail import record
from tracker.calendar.day_list import ListedDay, spell_days
from tracker.calendar.imports import Import, ImportedDay, weigh
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import find_override, find_override_on
from tracker.core.database import transaction
from tracker.core.days import format_day
from tracker.core.errors import Invalid, NotFound, Stale
from tracker.core.words import N_
from tracker.organizations.models import Organization


def add_override(day: date, *, works: bool, reason: str, actor: Actor, now: datetime) -> CalendarOverride:
    """Say of a day whether it is worked, whatever the calendar says."""
    with transaction() as session:
        if find_override_on(session, actor.organization_id, day) is not None:
            raise _taken(day)
        made = CalendarOverride(organization_id=actor.organization_id, day=day, works=works, reason=reason)
        session.add(made)
        try:
            session.flush()
        except IntegrityError as error:  # somebody else spoke of the day between our look and our write
            raise _taken(day) from error
        _record(session, made, "calendar.day_added", actor, now)
    return made


def import_days(year: int, days: Sequence[ListedDay], *, seal: str, actor: Actor, now: datetime) -> Import:
    """Write the days of a list that change the calendar, all of them or none.

    `seal` is that of the page that showed what would change; Stale if the calendar is another by now.
    """
    with transaction() as session:
        session.get_one(Organization, actor.organization_id, with_for_update=True)  # one list after the other
        found = weigh(session, actor.organization_id, year, days)
        if found.seal != seal:
            raise CalendarMoved
        if not found.to_write:
            raise Invalid(N_("Lịch đã đúng như danh sách; không có gì để ghi."), field="text")
        for each in found.to_write:
            _write(session, each, actor)
        try:
            session.flush()
        except IntegrityError as error:  # somebody else spoke of one of the days at this moment
            raise CalendarMoved from error
        _record_import(session, year, found, actor, now)
    return found


class CalendarMoved(Stale):
    """The calendar of the preview is not the calendar of this moment."""

    def __init__(self) -> None:
        super().__init__(N_("Lịch vừa được sửa ở nơi khác. Xem lại rồi ghi."))


def _write(session: Session, each: ImportedDay, actor: Actor) -> None:
    listed, row = each.listed, each.standing
    if row is None:
        row = CalendarOverride(organization_id=actor.organization_id, day=listed.day)
        session.add(row)
    row.works, row.reason = listed.works, listed.reason


def _record_import(session: Session, year: int, found: Import, actor: Actor, now: datetime) -> None:
    written = spell_days((each.listed.day, each.listed.works, each.listed.reason) for each in found.to_write)
    record(
        session,
        actor=actor,
        now=now,
        organization_id=actor.organization_id,
        action="calendar.days_imported",
        subject="calendar",
        subject_id=year,
        subject_label=str(year),
        changes={"days": (None, written)},
    )


def remove_override(override_id: int, *, actor: Actor, now: datetime) -> date:
    """Let the day be again what the calendar says; return the day."""
    with transaction() as session:
        found = find_override(session, actor.organization_id, override_id)
        if found is None:
            raise NotFound
        _record(session, found, "calendar.day_removed", actor, now)
        session.delete(found)
        return found.day


def _taken(day: date) -> Invalid:
    return Invalid(N_("Ngày %(day)s đã có điều chỉnh. Bỏ điều chỉnh cũ trước."), field="day", day=format_day(day))


def _record(session: Session, about: CalendarOverride, action: str, actor: Actor, now: datetime) -> None:
    """The day added, or the day taken away, which looks the other way round."""
    value = (None, about.works) if action == "calendar.day_added" else (about.works, None)
    record(
        session,
        actor=actor,
        now=now,
        organization_id=about.organization_id,
        action=action,
        subject="calendar",
        subject_id=about.id,
        subject_label=format_day(about.day),
        changes={"works": value},
        reason=about.reason,
    )
