"""What the board asks of the database: a fixed number of questions, the same for five tasks and for five thousand."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.board.counts import Counts
from tracker.board.rows import DayTally, Judged, Named, QuarterFacts, Tally
from tracker.board.trend import last_quarters
from tracker.core.clock import local
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.organizations.models import FieldOfWork
from tracker.organizations.queries import below
from tracker.tasks.conditions import Slice, counted, within
from tracker.tasks.models import Task
from tracker.tasks.rules import DayView
from tracker.tasks.sight import Sight, figures_at, figures_for, places_of, sight_of, visible_at, visible_to


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose tasks a board shows to whom, and on which day (`view`, in the zone of the organization).

    `lead_group_id` narrows what is counted to the tasks that one group leads; `with_below` widens it to the
    organization with all those under it.
    """

    actor: Actor
    organization_id: int
    quarter: Quarter
    view: DayView
    zone: str
    lead_group_id: int | None = None
    with_below: bool = False

    def seen(self) -> ColumnElement[bool]:
        """The tasks of the organization that stand in this person's figures."""
        its_own = Task.organization_id == self.organization_id
        homes = Task.organization_id.in_(below(self.organization_id)) if self.with_below else its_own
        return sa.and_(figures_for(self.actor), homes)

    def named(self) -> ColumnElement[bool]:
        """Of what the board counts, what may be called by its name."""
        return sa.and_(self.counted(), visible_to(self.actor))

    def counted(self) -> ColumnElement[bool]:
        """What the board of this quarter counts."""
        led = sa.true() if self.lead_group_id is None else Task.lead_group_id == self.lead_group_id
        return sa.and_(self.seen(), counted(), Task.quarter == str(self.quarter), led)

    def kind(self) -> "Kind":
        """By what the statements of this board differ from those of another."""
        return Kind(sight=sight_of(self.actor), view=self.view, led=self.lead_group_id is not None)

    def places(self, **more: object) -> dict[str, Any]:
        """What stands in the places of a statement that is built once for all boards of a kind."""
        own = {"organization": self.organization_id, "quarter": str(self.quarter), "group": self.lead_group_id}
        return {**places_of(self.actor), **own, **more}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Boards of which the statements are the same but for their places. They are built once for all of them."""

    sight: Sight
    view: DayView
    led: bool

    def seen(self) -> ColumnElement[bool]:
        """As `Scope.seen`."""
        return sa.and_(figures_at(self.sight), Task.organization_id == sa.bindparam("organization", type_=sa.Integer))

    def named(self) -> ColumnElement[bool]:
        """As `Scope.named`."""
        return sa.and_(self.counted(), visible_at(self.sight))

    def counted(self) -> ColumnElement[bool]:
        """As `Scope.counted`."""
        led = Task.lead_group_id == sa.bindparam("group", type_=sa.Integer) if self.led else sa.true()
        return sa.and_(self.seen(), counted(), Task.quarter == sa.bindparam("quarter", type_=sa.String), led)


KINDS = 128
"""Statements kept of each question: a few kinds of readers, on a few days."""


def tallies(session: Session, scope: Scope, by: str) -> tuple[Tally, ...]:
    """The figures of each lead group, or of each field of work, in their fixed order. One SELECT."""
    found = rows_of(session, _tallies(scope.kind(), by), scope.places())
    return tuple(
        Tally(of=Named(id=row_id or 0, name=name or ""), counts=_counts(figures)) for row_id, name, *figures in found
    )


@lru_cache(maxsize=KINDS)
def _tallies(kind: Kind, by: str) -> Kept:
    row_id, name, rows = _rows_by(by)
    return Kept(
        rows.add_columns(*_figures(kind.view))
        .where(kind.counted())
        .group_by(row_id, name, *_order_by(by))
        .order_by(*_order_by(by), name, row_id)
    )


def due_days(session: Session, scope: Scope) -> tuple[DayTally, ...]:
    """The figures of each day on which something falls due, and of what has no deadline. One SELECT."""
    found = rows_of(session, _due_days(scope.kind()), scope.places())
    return tuple(DayTally(day=day, counts=_counts(figures)) for day, *figures in found)


@lru_cache(maxsize=KINDS)
def _due_days(kind: Kind) -> Kept:
    figures = _figures(kind.view)
    return Kept(sa.select(Task.due_on, *figures).where(kind.counted()).group_by(Task.due_on).order_by(Task.due_on))


def _rows_by(by: str) -> tuple[Any, Any, Select[*tuple[Any, ...]]]:
    if by == "group":
        # That a group leads tasks of its own committee alone tells PostgreSQL to read only that committee's groups.
        led = sa.and_(Task.lead_group_id == Group.id, Task.organization_id == Group.organization_id)
        rows = sa.select(Group.id.label("id"), Group.name.label("name")).join(Task, led)
        return Group.id, Group.name, rows
    rows = (
        sa.select(FieldOfWork.id.label("id"), FieldOfWork.name.label("name"))
        .select_from(Task)
        .join(Task.directive)
        .outerjoin(Directive.field)
    )
    return FieldOfWork.id, FieldOfWork.name, rows


def _order_by(by: str) -> tuple[Any, ...]:
    """The fixed order; tasks without a field stand last on both engines."""
    return (Group.position,) if by == "group" else (FieldOfWork.id.is_(None), FieldOfWork.position)


_FIGURES = tuple(each.name for each in fields(Counts))


def _figures(view: DayView) -> tuple[ColumnElement[int], ...]:
    return tuple(how_many(condition_of(name, view)).label(name) for name in _FIGURES)


def condition_of(name: str, view: DayView) -> ColumnElement[bool]:
    """The condition behind one figure: the same that its list uses."""
    return within(Slice(name), view)


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """A conditional sum that both engines know."""
    return sa.func.count(sa.case((condition, sa.literal_column("1"))))


def _counts(figures: Sequence[int]) -> Counts:
    return Counts(**dict(zip(_FIGURES, figures, strict=True)))


def quarters(session: Session, scope: Scope) -> tuple[QuarterFacts, ...]:
    """The quarters of the organization that have tasks, latest first, and what each holds. One SELECT."""
    found = rows_of(session, _quarters(scope.kind()), scope.places())
    return tuple(
        QuarterFacts(quarter=Quarter.parse(quarter), tasks=tasks, directives=directives, groups=groups)
        for quarter, tasks, directives, groups in found
    )


@lru_cache(maxsize=KINDS)
def _quarters(kind: Kind) -> Kept:
    return Kept(
        sa.select(
            Task.quarter,
            sa.func.count(Task.id),
            sa.func.count(Task.directive_id.distinct()),
            sa.func.count(Task.lead_group_id.distinct()),
        )
        .where(kind.seen(), counted())
        .group_by(Task.quarter)
        .order_by(Task.quarter.desc())
    )


def judged(session: Session, scope: Scope, by: str) -> tuple[Judged, ...]:
    """For each row and each of six quarters: finished in time, of what can be judged. One SELECT."""
    six = last_quarters(scope.quarter)
    places = scope.places(first=str(six[0]), last=str(six[-1]))
    found = rows_of(session, _judged(scope.kind(), by), places)
    return tuple(
        Judged(of_id=row or 0, quarter=Quarter.parse(quarter), on_time=done, fallen_due=due)
        for row, quarter, done, due in found
    )


@lru_cache(maxsize=KINDS)
def _judged(kind: Kind, by: str) -> Kept:
    row_id, _, rows = _rows_by(by)
    of_six = Task.quarter.between(sa.bindparam("first", type_=sa.String), sa.bindparam("last", type_=sa.String))
    return Kept(
        rows.with_only_columns(
            row_id,
            Task.quarter,
            how_many(within(Slice.DONE, kind.view)),
            how_many(within(Slice.FALLEN_DUE, kind.view)),
            maintain_column_froms=True,
        )
        .where(kind.seen(), counted(), of_six)
        .group_by(row_id, Task.quarter)
    )


def local_day(moment: datetime | None, zone: str) -> date | None:
    """The day of a moment in the organization's zone."""
    return None if moment is None else local(moment, zone).date()
