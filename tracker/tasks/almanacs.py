"""What today means for several committees at once: most share their working days, some have days of their own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tracker.calendar.models import CalendarOverride
from tracker.calendar.rules import build_calendar
from tracker.core.clock import today
from tracker.core.kept import Kept, rows_of
from tracker.organizations.models import Organization
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Task
from tracker.tasks.queries import Almanac, almanac
from tracker.tasks.rules import day_view

REACH = timedelta(days=90)
"""How far from today a day off can change what is silent or soon due, with room for the longest holidays."""

_Days = frozenset[tuple[date, bool]]


@dataclass(frozen=True, kw_only=True)
class Almanacs:
    """`usual` for all committees but those of `others`, each with its own.

    Called with a part it says as SQL whether a task belongs to it. Equal ones say the same, so what is built with one
    can be kept.
    """

    usual: Almanac
    others: tuple[tuple[Almanac, frozenset[int]], ...] = ()

    def of(self, organization_id: int) -> Almanac:
        """Today for one committee."""
        return next((each for each, ids in self.others if organization_id in ids), self.usual)

    def __call__(self, part: Slice) -> ColumnElement[bool]:
        """Whether a task belongs to `part` on the day of its own committee."""
        if not self.others:
            return within(part, self.usual.view)
        apart = frozenset[int]().union(*(ids for _, ids in self.others))
        return sa.or_(
            sa.and_(Task.organization_id.not_in(apart), within(part, self.usual.view)),
            *(sa.and_(Task.organization_id.in_(ids), within(part, each.view)) for each, ids in self.others),
        )


def almanacs(session: Session, organization_ids: Collection[int], now: datetime) -> Almanacs:
    """Today for each of these committees. At most three SELECTs; what most have in common is the usual."""
    if len(organization_ids) == 1:
        return Almanacs(usual=almanac(session, next(iter(organization_ids)), now))
    zones, own_days = _zones(session, organization_ids), _own_days(session, now)
    alike: dict[tuple[str, _Days], set[int]] = defaultdict(set)
    for each in organization_ids:
        alike[zones[each], own_days.get(each, frozenset())].add(each)
    found = sorted(
        ((_almanac(zone, days, now), ids) for (zone, days), ids in alike.items()), key=lambda it: -len(it[1])
    )
    (usual, _), *others = found
    return Almanacs(usual=usual, others=tuple((each, frozenset(ids)) for each, ids in others))


def _almanac(zone: str, days: Iterable[tuple[date, bool]], now: datetime) -> Almanac:
    day = today(zone, now)
    calendar = build_calendar(range(day.year - 1, day.year + 2), dict(days))
    return Almanac(view=day_view(day, calendar), calendar=calendar, zone=zone)


def _zones(session: Session, organization_ids: Iterable[int]) -> Mapping[int, str]:
    """The zone of each committee. A country mostly has one: then nobody is looked up."""
    known = rows_of(session, _KNOWN_ZONES)
    if len(known) == 1:
        return dict.fromkeys(organization_ids, str(known[0].time_zone))
    return {row.id: str(row.time_zone) for row in rows_of(session, _ZONES)}


_KNOWN_ZONES = Kept(sa.select(Organization.time_zone).distinct())
_ZONES = Kept(sa.select(Organization.id, Organization.time_zone))


_OWN_DAYS = Kept(
    sa.select(CalendarOverride.organization_id, CalendarOverride.day, CalendarOverride.works).where(
        CalendarOverride.day.between(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))
    )
)


def _own_days(session: Session, now: datetime) -> dict[int, _Days]:
    """The days near today on which a committee differs from the law's calendar by its own word."""
    near = {"first": (now - REACH).date(), "last": (now + REACH).date()}
    found: dict[int, set[tuple[date, bool]]] = defaultdict(set)
    for organization_id, day, works in rows_of(session, _OWN_DAYS, near):
        found[organization_id].add((day, works))
    return {organization_id: frozenset(days) for organization_id, days in found.items()}
