"""What the pages of organizations, fields and the calendar show, put together from rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.calendar.models import CalendarOverride
from tracker.calendar.rules import build_calendar, vietnamese_holidays
from tracker.calendar.words import holiday_words
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.organizations.models import LEVEL_WORDS, FieldOfWork, Organization


@dataclass(frozen=True, kw_only=True)
class OrganizationRow:
    """One line of the tree, `depth` levels below the reader's own organization."""

    organization_id: int
    depth: int
    name: str
    short_name: str
    level: str
    valid_from: date
    valid_to: date | None
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One field of work, and how many directives belong to it."""

    field_id: int
    name: str
    directives: int
    closed_on: date | None
    is_first: bool
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class DayLine:
    """A day that is not as its weekday would have it, and why."""

    day: date
    works: bool
    words: str
    override_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MonthBox:
    """A month: how many days are worked, and which differ."""

    number: int
    working_days: int
    lines: tuple[DayLine, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """The twelve months of a year."""

    year: int
    working_days: int
    months: tuple[MonthBox, ...]
    overrides: tuple[DayLine, ...]


def organization_rows(tree: Iterable[tuple[int, Organization]], today: date) -> list[OrganizationRow]:
    """The lines of the tree."""
    return [
        OrganizationRow(
            organization_id=each.id,
            depth=depth,
            name=each.name,
            short_name=each.short_name,
            level=gettext(LEVEL_WORDS[each.level]),
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            is_over=each.valid_to is not None and each.valid_to < today,
        )
        for depth, each in tree
    ]


def field_rows(fields: Sequence[FieldOfWork], directives: Mapping[int, int]) -> list[FieldRow]:
    """The lines of the list of fields."""
    used = [each.id for each in fields if each.closed_on is None]
    return [
        FieldRow(
            field_id=each.id,
            name=each.name,
            directives=directives.get(each.id, 0),
            closed_on=each.closed_on,
            is_first=used[:1] == [each.id],
            is_last=used[-1:] == [each.id],
        )
        for each in fields
    ]


def calendar_page(year: int, overrides: Sequence[CalendarOverride]) -> CalendarPage:
    """The year with its holidays, swapped Saturdays and the organization's own words, which win."""
    own = {each.day: each for each in overrides}
    calendar = build_calendar([year], {day: each.works for day, each in own.items()})
    lines = {**_lines_of_law(year), **{day: _own_line(each) for day, each in own.items()}}
    months = []
    for number in range(1, 13):
        first = date(year, number, 1)
        last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
        months.append(
            MonthBox(
                number=number,
                working_days=calendar.working_days_in(first, last),
                lines=tuple(lines[day] for day in sorted(lines) if first <= day <= last),
            )
        )
    return CalendarPage(
        year=year,
        working_days=sum(month.working_days for month in months),
        months=tuple(months),
        overrides=tuple(_own_line(own[day]) for day in sorted(own)),
    )


def _lines_of_law(year: int) -> dict[date, DayLine]:
    law = vietnamese_holidays([year])
    free = {day: DayLine(day=day, works=False, words=holiday_words(name)) for day, name in law.days_off.items()}
    worked = gettext(N_("Làm bù"))
    return {**free, **{day: DayLine(day=day, works=True, words=worked) for day in law.working_saturdays}}


def _own_line(override: CalendarOverride) -> DayLine:
    return DayLine(day=override.day, works=override.works, words=override.reason, override_id=override.id)
