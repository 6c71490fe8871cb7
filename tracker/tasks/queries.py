"""The lists of tasks that every number links to, and the days they are judged by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, SQLColumnExpression
from sqlalchemy.orm import Session, contains_eager, load_only

from tracker.accounts.actor import Actor
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core.clock import today
from tracker.core.text import fold
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.organizations.models import Organization
from tracker.organizations.queries import below
from tracker.tasks.conditions import Mine, Slice, concerning, counted, due_within
from tracker.tasks.dossier import Dossier
from tracker.tasks.models import Assignment, Task
from tracker.tasks.rules import Dates, DayView, day_view
from tracker.tasks.sight import visible_to
from tracker.web.paging import PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class Almanac:
    """Today as one organization sees it, with its working days."""

    view: DayView
    calendar: WorkingCalendar
    zone: str


def almanac(session: Session, organization_id: int, now: datetime) -> Almanac:
    """What today means for the organization."""
    return almanac_in(session, organization_id, session.get_one(Organization, organization_id).time_zone, now)


def almanac_in(session: Session, organization_id: int, zone: str, now: datetime) -> Almanac:
    """The same for whoever knows the organization's zone already. 1 SELECT."""
    day = today(zone, now)
    calendar = working_calendar(session, organization_id, day)
    return Almanac(view=day_view(day, calendar), calendar=calendar, zone=zone)


def dates_of(task: Task | Dossier) -> Dates:
    """The dates of a task, for the rules."""
    return Dates(
        state=task.state,
        due_on=task.due_on,
        reported_on=task.reported_on,
        assigned_on=task.assigned_on,
        last_update_on=task.last_update_on,
    )


ROW_COLUMNS = (
    Task.code,
    Task.title,
    Task.organization_id,
    Task.quarter,
    Task.kind,
    Task.due_text,
    Task.state,
    Task.due_on,
    Task.reported_on,
    Task.assigned_on,
    Task.last_update_on,
)

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
class TaskList:
    """One page of tasks, its number, and how many there are in all."""

    tasks: Sequence[Task]
    total: int
    number: int = 1


def list_tasks(session: Session, actor: Actor, narrow: TaskFilter, within: Within, page: int = 1) -> TaskList:
    """The tasks of a filter, what is latest first: fixed number of SELECTs whatever there is."""
    conditions = conditions_of(actor, narrow, within)
    total = session.scalar(sa.select(sa.func.count(Task.id)).join(Task.directive).where(*conditions)) or 0
    rows = _WITH_LEAD.where(*conditions).order_by(*_order_of(narrow))
    return page_of(session, rows, total, page)


def page_of(session: Session, rows: Select[Task], total: int, page: int) -> TaskList:
    """That page, or the last one if there are not so many."""
    number = min(page, max(1, -(-total // PAGE_SIZE)))
    some = rows.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return TaskList(tasks=session.scalars(some).unique().all(), total=total, number=number)


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
    return [visible_to(actor), *narrowed(actor, narrow, within)]


def narrowed(actor: Actor, narrow: TaskFilter, within: Within) -> list[ColumnElement[bool]]:
    """The same without what is hidden from the one who asks."""
    found: list[ColumnElement[bool]] = [_meant(narrow, within)]
    found += [concerning(actor, narrow.mine, within), due_within(narrow.due_from, narrow.due_until)]
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


_WITH_LEAD = (
    sa.select(Task)
    .join(Task.directive)
    .join(Task.lead_group)
    .options(contains_eager(Task.lead_group).load_only(Group.short_name), load_only(*ROW_COLUMNS))
)
"""A task as a row of a list shows it, and not a column more: most of the cost of a row is to take it in."""
