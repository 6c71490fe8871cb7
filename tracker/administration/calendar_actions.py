"""What the office adds to the calendar of the law, and takes away again."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.audit.trail import record
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import find_override, find_override_on
from tracker.core.database import transaction
from tracker.core.days import format_day
from tracker.core.errors import Invalid, NotFound
from tracker.core.words import N_


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
