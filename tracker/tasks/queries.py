"""The lists of tasks that every number links to, and the days they are judged by."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.calendar.queries import calendar_and_zone
from tracker.calendar.rules import WorkingCalendar
from tracker.core.clock import today
from tracker.core.kept import Kept, Statement, rows_of
from tracker.core.text import fold
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.organizations.queries import below
from tracker.tasks.conditions import Mine, Slice, concerning, counted, due_within
from tracker.tasks.lines import LINES, TaskLine
from tracker.tasks.models import Assignment, Task
from tracker.tasks.rules import DayView, day_view
from tracker.tasks.sight import Sight, places_of, sight_of, visible_at, visible_to
from tracker.web.paging import PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class Almanac:
    """Today as one organization sees it, with its working days."""

    view: DayView
    calendar: WorkingCalendar
    zone: str


def almanac(session: Session, organization_id: int, now: datetime) -> Almanac:
    """What today means for the organization."""
    calendar, zone = calendar_and_zone(session, organization_id, now)
    return Almanac(view=day_view(today(zone, now), calendar), calendar=calendar, zone=zone)


Each = TypeVar("Each")
Within = Callable[[Slice], ColumnElement[bool]]
"""Whether a task belongs to a part, on the day that whoever asks has in mind."""


class Order(StrEnum):
    """By what a list is sorted: the value of `sort=` in addresses, with a minus for the other way round."""

    DUE = "due"
    CODE = "code"
    GROUP = "group"
    UPDATED = "updated"


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """What a list is narrowed to; None or empty narrows nothing. `quarter` None means every quarter.

    `under_id` is a committee with all those below it, `organization_id` one alone.
    `ids` are exactly these tasks, ended ones too, as far as the reader may see them.

    `order` None puts what is due first on top, or for a search what is spelt exactly so.
    """

    quarter: str | None = None
    organization_id: int | None = None
    under_id: int | None = None
    part: Slice | None = None
    group_id: int | None = None
    supporting: bool = False
    field_id: int | None = None
    document_id: int | None = None
    ids: frozenset[int] = frozenset()
    mine: Mine | None = None
    due_from: date | None = None
    due_until: date | None = None
    text: str = ""
    order: Order | None = None
    backwards: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskList(Generic[Each]):
    """One page of tasks, its number, and how many there are in all."""

    tasks: Sequence[Each]
    total: int
    number: int = 1


def list_tasks(session: Session, actor: Actor, narrow: TaskFilter, within: Within, page: int = 1) -> TaskList[TaskLine]:
    """The tasks of a filter, what is latest first: two SELECTs whatever there is."""
    counting: Kept | Statement
    rows: Kept | Statement
    if narrow.mine is not None or narrow.text or narrow.ids:  # hardly ever the same again
        counting, rows = _questions(conditions_of(actor, narrow, within), narrow)
    else:
        counting, rows = _kept_questions(sight_of(actor), _alike(actor, narrow), within)
    places = places_of(actor)
    ((total,),) = rows_of(session, counting, places)
    number, first = page_within(total, page)
    found = rows_of(session, rows, {**places, "first": first})
    return TaskList(tasks=[TaskLine._make(row) for row in found], total=total, number=number)


def _alike(actor: Actor, narrow: TaskFilter) -> TaskFilter:
    """The filter without the own committee of whoever reads no other: so it is the same one for all committees."""
    own = sight_of(actor) is Sight.HOME and narrow.organization_id == actor.organization_id
    return replace(narrow, organization_id=None) if own else narrow


@lru_cache(maxsize=128)
def _kept_questions(sight: Sight, narrow: TaskFilter, within: Within) -> tuple[Kept, Kept]:
    """The questions of a filter, kept for all readers of a kind: to build them costs more than to ask them.

    `within` is a day's own and equal all that day, so tomorrow's questions are others.
    """
    counting, rows = _questions([visible_at(sight), *narrowed(narrow, within)], narrow)
    return Kept(counting), Kept(rows)


def _questions(conditions: Iterable[ColumnElement[bool]], narrow: TaskFilter) -> tuple[Statement, Statement]:
    """How many there are, and a page of them that begins behind `first`."""
    counting = sa.select(sa.func.count(Task.id)).join(Task.directive).where(*conditions)
    rows = LINES.where(*conditions).order_by(*_order_of(narrow)).limit(PAGE_SIZE)
    return counting, rows.offset(sa.bindparam("first", type_=sa.Integer))


def page_within(total: int, page: int) -> tuple[int, int]:
    """That page, or the last one if there are not so many, and how many rows stand before it."""
    number = min(page, max(1, -(-total // PAGE_SIZE)))
    return number, (number - 1) * PAGE_SIZE


def _order_of(narrow: TaskFilter) -> list[SQLColumnExpression[Any]]:
    by_number: list[SQLColumnExpression[Any]] = [Task.quarter.desc(), Directive.number, Task.part, Task.id]
    if narrow.order is None and narrow.text:
        return [Task.title.contains(narrow.text, autoescape=True).desc(), *by_number]
    columns: dict[Order, list[SQLColumnExpression[Any]]] = {
        Order.DUE: [Task.due_on],
        Order.CODE: [Task.quarter, Directive.number, Task.part],
        Order.GROUP: [Group.position, Group.name],
        Order.UPDATED: [Task.last_update_on],
    }
    order = narrow.order or Order.DUE
    chosen = [each.desc() if narrow.backwards else each for each in columns[order]]
    if order is Order.DUE:
        return [Task.due_on.is_(None), *chosen, *by_number]  # what has no deadline comes last either way
    if order is Order.UPDATED:
        return [Task.last_update_on.is_not(None), *chosen, *by_number]  # who was never heard comes first either way
    return [*chosen, *by_number]


def conditions_of(actor: Actor, narrow: TaskFilter, within: Within) -> list[ColumnElement[bool]]:
    """A filter as SQL. Without a slice it is what the quarter counts."""
    return [visible_to(actor), concerning(actor, narrow.mine, within), *narrowed(narrow, within)]


def narrowed(narrow: TaskFilter, within: Within) -> list[ColumnElement[bool]]:
    """The same without what depends on the one who asks."""
    found = [_meant(narrow, within), due_within(narrow.due_from, narrow.due_until)]
    if narrow.quarter:
        found.append(Task.quarter == narrow.quarter)
    if narrow.organization_id:
        found.append(Task.organization_id == narrow.organization_id)
    if narrow.under_id:
        found.append(Task.organization_id.in_(below(narrow.under_id)))
    if narrow.group_id:
        found.append(_on(narrow.group_id) if narrow.supporting else Task.lead_group_id == narrow.group_id)
    if narrow.field_id is not None:
        found.append(Directive.field_id == narrow.field_id if narrow.field_id else Directive.field_id.is_(None))
    if narrow.document_id:
        found.append(Directive.document_id == narrow.document_id)
    if narrow.text:
        found += [Task.folded.contains(each, autoescape=True) for each in fold(narrow.text).split()]
    return found


def _meant(narrow: TaskFilter, within: Within) -> ColumnElement[bool]:
    """The slice; without one, exactly the tasks that were named, or else what the quarter counts."""
    named = Task.id.in_(narrow.ids) if narrow.ids else sa.true()
    return sa.and_(within(narrow.part), named) if narrow.part else named if narrow.ids else counted()


def _on(group_id: int) -> ColumnElement[bool]:
    return Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id == group_id))
