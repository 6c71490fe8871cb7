"""The next two weeks: day by day who would get a digest and what stands in it. Nothing here sends anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import working_calendar
from tracker.calendar.words import why_off
from tracker.core import clock
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.groups.models import Group, Membership
from tracker.groups.queries import held_on
from tracker.organizations.models import Organization
from tracker.reminders.chase_rules import DEAD_ADDRESS
from tracker.reminders.forecast import ForecastDay, ForecastLine, ForecastPerson, forecast
from tracker.reminders.rules import Part
from tracker.reminders.words import rule_words

DAYS = 14
SHOWN_A_DAY = 20
"""People of a day on the page of all days; a day of its own has pages of fifty."""

PART_WORDS = {
    Part.IN_CHARGE: N_("người phụ trách"),
    Part.LEAD: N_("đơn vị chủ trì"),
    Part.HEAD: N_("trưởng, phó đơn vị"),
    Part.SUPPORTING: N_("đơn vị phối hợp"),
    Part.REVIEWER: N_("Văn phòng"),
    Part.COMMITTEE: N_("Thường trực"),
    Part.SILENT: N_("Văn phòng"),
}


@dataclass(frozen=True, kw_only=True)
class PreviewLine:
    """One task of a digest: by which rule it stands there, and in what part it reaches the person."""

    task_id: int
    code: str
    title: str
    rule: str
    part: str


@dataclass(frozen=True, kw_only=True)
class PreviewPerson:
    """One digest. `unreached` says why it would reach nobody, `report` of which quarter's position it tells."""

    account_id: int
    name: str
    unreached: str
    lines: tuple[PreviewLine, ...]
    report: Quarter | None = None


@dataclass(frozen=True, kw_only=True)
class PreviewDay:
    """A day of the calendar. `off` says why nobody works; `written`: its digests are made already."""

    day: date
    people: tuple[PreviewPerson, ...]
    off: str = ""
    written: bool = False

    @property
    def mails(self) -> int:
        """How many leave: nothing is sent to an address that takes no mail."""
        return sum(not person.unreached for person in self.people)

    @property
    def lines(self) -> int:
        return sum(len(person.lines) + (person.report is not None) for person in self.people)

    @property
    def shown(self) -> Sequence[PreviewPerson]:
        """The first people of the day, by name."""
        return self.people[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.people) - SHOWN_A_DAY)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """All days, with what one may narrow them to."""

    days: tuple[PreviewDay, ...]
    people: tuple[tuple[int, str], ...]
    groups: tuple[tuple[int, str], ...]

    @property
    def mails(self) -> int:
        return sum(day.mails for day in self.days)

    @property
    def persons(self) -> int:
        return len({person.account_id for day in self.days for person in day.people if not person.unreached})


def preview(
    session: Session, organization_id: int, *, now: datetime, person_id: int | None, group_id: int | None
) -> Preview:
    """The forecast as a page, narrowed to a person or to the members of a group."""
    zone = session.get_one(Organization, organization_id).time_zone
    today = clock.today(zone, now)
    coming = forecast(session, organization_id, now=now, days=DAYS)
    members = _members(session, group_id, today) if group_id is not None else None
    by_day = {each.day: _narrowed(each, person_id, members) for each in coming}
    calendar = working_calendar(session, organization_id, today)
    own_words = _own_words(session, organization_id, today)
    days = []
    for day in (today + timedelta(days=number) for number in range(DAYS + 1)):
        off = "" if calendar.is_working(day) else why_off(day, own_words)
        written = day == today and not off and day not in by_day
        days.append(PreviewDay(day=day, people=by_day.get(day, ()), off=off, written=written))
    names = {person.account_id: person.name for each in coming for person in each.people}
    return Preview(days=tuple(days), people=tuple(names.items()), groups=_groups(session, organization_id))


def _narrowed(day: ForecastDay, person_id: int | None, members: frozenset[int] | None) -> tuple[PreviewPerson, ...]:
    return tuple(
        _person(each)
        for each in day.people
        if person_id in {None, each.account_id} and (members is None or each.account_id in members)
    )


def _person(person: ForecastPerson) -> PreviewPerson:
    lines = tuple(_line(line) for line in person.lines)
    unreached = _(DEAD_ADDRESS) if person.is_dead else ""
    return PreviewPerson(
        account_id=person.account_id, name=person.name, unreached=unreached, lines=lines, report=person.report
    )


def _line(line: ForecastLine) -> PreviewLine:
    return PreviewLine(
        task_id=line.task_id,
        code=line.code,
        title=line.title,
        rule=rule_words(line.rule),
        part=_(PART_WORDS[line.part]),
    )


def _members(session: Session, group_id: int, day: date) -> frozenset[int]:
    query = sa.select(Membership.account_id).where(Membership.group_id == group_id, held_on(day))
    return frozenset(session.scalars(query))


def _groups(session: Session, organization_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        sa.select(Group.id, Group.name)
        .where(Group.organization_id == organization_id, Group.closed_on.is_(None))
        .order_by(Group.position, Group.name, Group.id)
    )
    return tuple((row.id, row.name) for row in rows)


def _own_words(session: Session, organization_id: int, today: date) -> Mapping[date, str]:
    rows = session.execute(
        sa.select(CalendarOverride.day, CalendarOverride.reason).where(
            CalendarOverride.organization_id == organization_id,
            CalendarOverride.day.between(today, today + timedelta(days=DAYS)),
        )
    )
    return {row.day: row.reason for row in rows}
