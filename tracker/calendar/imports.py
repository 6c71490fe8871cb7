"""What a list of days would change in the calendar of an organization."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from tracker.calendar.day_list import ListedDay
from tracker.calendar.models import CalendarOverride
from tracker.calendar.queries import overrides_in, working_calendar


class Effect(StrEnum):
    """What a line does."""

    NEW = "new"
    REPLACED = "replaced"  # the organization has said the contrary of that day before
    ALREADY = "already"  # the calendar says so anyhow: nothing is written


@dataclass(frozen=True, kw_only=True)
class ImportedDay:
    """A line with what it does; `standing` is what the organization has written about the day."""

    listed: ListedDay
    effect: Effect
    standing: CalendarOverride | None


@dataclass(frozen=True, kw_only=True)
class Import:
    """All lines in the order of the calendar."""

    days: tuple[ImportedDay, ...]

    @property
    def to_write(self) -> tuple[ImportedDay, ...]:
        """The lines that change the calendar."""
        return tuple(each for each in self.days if each.effect is not Effect.ALREADY)

    @property
    def changes(self) -> Mapping[date, bool]:
        """By day, whether it will be worked."""
        return {each.listed.day: each.listed.works for each in self.to_write}

    @property
    def seal(self) -> str:
        """Changes as soon as the calendar or the list does: what was looked at is what is saved."""
        told = [(each.listed.day, each.listed.works, each.listed.reason, each.effect) for each in self.days]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def weigh(session: Session, organization_id: int, year: int, days: Sequence[ListedDay]) -> Import:
    """What the lines would change now. 2 SELECTs."""
    calendar = working_calendar(session, organization_id, date(year, 1, 1))
    own = {each.day: each for each in overrides_in(session, organization_id, year)}

    def weighed(each: ListedDay) -> ImportedDay:
        standing = own.get(each.day)
        effect = Effect.NEW if standing is None else Effect.REPLACED
        if calendar.is_working(each.day) == each.works:
            effect = Effect.ALREADY
        return ImportedDay(listed=each, effect=effect, standing=standing)

    return Import(days=tuple(weighed(each) for each in sorted(days, key=lambda listed: listed.day)))
