"""What a committee above others asks for: its children, and the figures that come through each of them."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.board.counts import Figures
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.organizations.queries import below, organization_and_below
from tracker.tallies.queries import figures_through_children, own_figures
from tracker.tasks.almanacs import Almanacs, almanacs


@dataclass(frozen=True, kw_only=True)
class Child:
    """A committee directly below another, or that one itself with its own tasks (`itself`)."""

    id: int
    name: str
    figures: Figures
    has_children: bool
    itself: bool


@dataclass(frozen=True, kw_only=True)
class Below:
    """The children with their figures, and the days on which these are true."""

    children: tuple[Child, ...]
    days: Almanacs


def has_children(session: Session, organization_id: int) -> bool:
    """Whether the committee stands above others."""
    return bool(rows_of(session, _HAS_CHILDREN, {"of_id": organization_id}))


def look_below(
    session: Session, of_id: int, quarter: Quarter, now: datetime, *, ids: Collection[int] | None = None
) -> Below:
    """The children of a committee in a quarter. A fixed number of SELECTs, whatever lies below.

    `ids` are the committee with all below it, where they are known already.

    The tallies are asked once, on the day that most committees share; those with days of their own are taken out
    of that and put in again as they stand on theirs, so that each figure is the one of the committee's own board.
    """
    days = almanacs(session, ids or organization_and_below(session, of_id), now)
    found = figures_through_children(session, of_id, str(quarter), days.usual.view)
    if days.others:
        via = _ways(session, of_id)
        for organization_id, change in _own_days(session, quarter, days).items():
            found.setdefault(via(organization_id), Counter()).update(change)
    rows = _children(session, of_id, quarter, found.keys())
    return Below(
        children=tuple(
            Child(
                id=row.id,
                name=row.name,
                figures=_figures(found.get(row.id, {})),
                has_children=row.id != of_id and row.above_others,
                itself=row.id == of_id,
            )
            for row in rows
        ),
        days=days,
    )


def _own_days(session: Session, quarter: Quarter, days: Almanacs) -> dict[int, Counter[str]]:
    """By how much the figures of committees with days of their own differ from what the usual day says of them."""
    changes: dict[int, Counter[str]] = {}
    for almanac, ids in days.others:
        usual = own_figures(session, ids, str(quarter), days.usual.view)
        for organization_id, own in own_figures(session, ids, str(quarter), almanac.view).items():
            own.subtract(usual[organization_id])
            changes[organization_id] = own
    return changes


def _ways(session: Session, of_id: int) -> Callable[[int], int]:
    """Tells through which direct child of `of_id` a committee below it is seen. One SELECT."""
    rows = sa.select(Organization.id, Organization.parent_id).where(Organization.id.in_(below(of_id)))
    parents: dict[int, int | None] = dict(iter(session.execute(rows)))

    def via(organization_id: int) -> int:
        parent = parents[organization_id]
        if organization_id == of_id or parent is None or parent == of_id:
            return organization_id
        return via(parent)

    return via


def _children(session: Session, of_id: int, quarter: Quarter, busy: Container[int]) -> list[Any]:
    """Those that stood in the quarter or have work in it; the committee itself only if it has work. One SELECT."""
    rows = rows_of(session, _CHILDREN, {"of_id": of_id})
    return [row for row in rows if row.id in busy or (row.id != of_id and _stood(row, quarter))]


def _stood(row: Any, quarter: Quarter) -> bool:
    ended: date | None = row.valid_to
    return bool(row.valid_from <= quarter.last_day) and (ended is None or ended >= quarter.first_day)


_OF_ID = sa.bindparam("of_id", type_=sa.Integer)
_HAS_CHILDREN = Kept(sa.select(Organization.id).where(Organization.parent_id == _OF_ID).limit(1))
_lower = aliased(Organization)
_CHILDREN = Kept(
    sa.select(
        Organization.id,
        Organization.name,
        Organization.valid_from,
        Organization.valid_to,
        sa.exists().where(_lower.parent_id == Organization.id).label("above_others"),
    ).where(sa.or_(Organization.parent_id == _OF_ID, Organization.id == _OF_ID))
)


def _figures(found: Mapping[str, int]) -> Figures:
    return Figures(**{each.name: found.get(each.name, 0) for each in fields(Figures)})
