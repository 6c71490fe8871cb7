"""Questions about tasks: lists that every number links to, my work, the office's queue, one whole task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from tracker.accounts.actor import Actor
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core.clock import today
from tracker.core.text import fold
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.indicators.models import Indicator
from tracker.organizations.models import Organization
from tracker.tasks.conditions import Slice, counted, visible_to, within
from tracker.tasks.models import Assignment, Direction, Evidence, Review, StatusUpdate, Task
from tracker.tasks.rules import Dates, DayView, day_view
from tracker.tasks.status import ALIVE_STATES, ReviewDecision, State
from tracker.web.paging import PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class Almanac:
    """Today as one organization sees it, with its working days."""

    view: DayView
    calendar: WorkingCalendar
    zone: str


def almanac(session: Session, organization_id: int, now: datetime) -> Almanac:
    """What today means for the organization."""
    zone = session.get_one(Organization, organization_id).time_zone
    day = today(zone, now)
    calendar = working_calendar(session, organization_id, day)
    return Almanac(view=day_view(day, calendar), calendar=calendar, zone=zone)


def dates_of(task: Task) -> Dates:
    """The dates of a task, for the rules."""
    return Dates(
        state=task.state,
        due_on=task.due_on,
        reported_on=task.reported_on,
        assigned_on=task.assigned_on,
        last_update_on=task.last_update_on,
    )


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """What a list is narrowed to; None or empty narrows nothing. `quarter` None means every quarter."""

    quarter: str | None = None
    organization_id: int | None = None
    part: Slice | None = None
    group_id: int | None = None
    supporting: bool = False
    field_id: int | None = None
    document_id: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskList:
    """One page of tasks and how many there are in all."""

    tasks: Sequence[Task]
    total: int


def list_tasks(session: Session, actor: Actor, narrow: TaskFilter, view: DayView, page: int = 1) -> TaskList:
    """The tasks of a filter, what is latest first: fixed number of SELECTs whatever there is."""
    conditions = conditions_of(actor, narrow, view)
    total = session.scalar(sa.select(sa.func.count(Task.id)).join(Task.directive).where(*conditions))
    rows = (
        _with_groups(sa.select(Task))
        .where(*conditions)
        .order_by(Task.due_on.is_(None), Task.due_on, Task.quarter, Task.code, Task.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    if narrow.text:
        rows = rows.order_by(None).order_by(
            Task.title.contains(narrow.text, autoescape=True).desc(), Task.quarter.desc(), Task.code, Task.id
        )
    return TaskList(tasks=session.scalars(rows).unique().all(), total=total or 0)


def conditions_of(actor: Actor, narrow: TaskFilter, view: DayView) -> list[ColumnElement[bool]]:
    """A filter as SQL. Without a slice it is what the quarter counts."""
    found: list[ColumnElement[bool]] = [visible_to(actor)]
    found.append(within(narrow.part, view) if narrow.part else counted())
    if narrow.quarter:
        found.append(Task.quarter == narrow.quarter)
    if narrow.organization_id:
        found.append(Task.organization_id == narrow.organization_id)
    if narrow.group_id:
        found.append(_on(narrow.group_id) if narrow.supporting else Task.lead_group_id == narrow.group_id)
    if narrow.field_id is not None:
        found.append(Directive.field_id == narrow.field_id if narrow.field_id else Directive.field_id.is_(None))
    if narrow.document_id:
        found.append(Directive.document_id == narrow.document_id)
    if narrow.text:
        found += [Task.folded.contains(each, autoescape=True) for each in fold(narrow.text).split()]
    return found


def _on(group_id: int) -> ColumnElement[bool]:
    return Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id == group_id))


def _with_groups(rows: Select[Task]) -> Select[Task]:
    return (
        rows.join(Task.directive)
        .join(Task.lead_group)
        .options(
            contains_eager(Task.directive),
            contains_eager(Task.lead_group),
            joinedload(Task.in_charge),
        )
    )


def my_tasks(session: Session, actor: Actor) -> Sequence[Task]:
    """The tasks of my groups that are still alive, lead or supporting, with what their cards show."""
    groups = actor.group_ids
    mine = sa.or_(
        Task.lead_group_id.in_(groups),
        Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id.in_(groups))),
    )
    rows = (
        _with_groups(sa.select(Task))
        .where(Task.organization_id == actor.organization_id, mine, Task.state.in_(ALIVE_STATES))
        .options(selectinload(Task.directions), selectinload(Task.supporting))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.code, Task.id)
    )
    return session.scalars(rows).unique().all()


def last_return_reasons(session: Session, task_ids: Sequence[int]) -> dict[int, str]:
    """Why each task was sent back last."""
    rows = session.execute(
        sa.select(Review.task_id, Review.reason)
        .where(Review.task_id.in_(task_ids), Review.decision == ReviewDecision.RETURNED)
        .order_by(Review.id)
    )
    return dict(rows.tuples().all())


def groups_heard(session: Session, task_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Which groups have reported on which task: (task id, group id)."""
    rows = session.execute(
        sa.select(StatusUpdate.task_id, StatusUpdate.group_id).where(StatusUpdate.task_id.in_(task_ids)).distinct()
    )
    return {(task_id, group_id) for task_id, group_id in rows}


def review_queue(session: Session, actor: Actor, page: int = 1) -> TaskList:
    """What awaits the office's answer in its own organization, the oldest report first."""
    waiting = (
        visible_to(actor),
        Task.organization_id == actor.organization_id,
        Task.state == State.AWAITING_CONFIRMATION,
    )
    total = session.scalar(sa.select(sa.func.count(Task.id)).where(*waiting))
    rows = (
        _with_groups(sa.select(Task))
        .where(*waiting)
        .options(selectinload(Task.indicators))
        .order_by(Task.reported_on, Task.state_since, Task.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return TaskList(tasks=session.scalars(rows).unique().all(), total=total or 0)


def next_in_queue(session: Session, actor: Actor) -> tuple[int | None, int]:
    """The oldest task that awaits an answer, and how many do."""
    queue = review_queue(session, actor)
    return (queue.tasks[0].id if queue.tasks else None), queue.total


def whole_task(session: Session, task_id: int, actor: Actor) -> Task | None:
    """One task with everything its page shows, if it exists for this person."""
    rows = (
        sa.select(Task)
        .where(Task.id == task_id, visible_to(actor))
        .options(
            joinedload(Task.directive).joinedload(Directive.document),
            joinedload(Task.directive).joinedload(Directive.field),
            joinedload(Task.lead_group),
            joinedload(Task.in_charge),
            selectinload(Task.supporting).joinedload(Assignment.group),
            selectinload(Task.indicators).selectinload(Indicator.measurements),
            selectinload(Task.updates).joinedload(StatusUpdate.author),
            selectinload(Task.updates).joinedload(StatusUpdate.group),
            selectinload(Task.updates).selectinload(StatusUpdate.evidence),
            selectinload(Task.updates).selectinload(StatusUpdate.measurements),
            selectinload(Task.reviews).joinedload(Review.reviewer),
            selectinload(Task.directions).joinedload(Direction.author),
        )
    )
    return session.scalars(rows).unique().first()


def find_evidence(session: Session, evidence_id: int, actor: Actor) -> Evidence | None:
    """A file of a task that exists for this person."""
    return session.scalars(
        sa.select(Evidence).join(Evidence.task).where(Evidence.id == evidence_id, visible_to(actor))
    ).first()


def choosable_groups(session: Session, organization_id: int) -> Sequence[Group]:
    """The groups that work may be given to, in their fixed order."""
    return session.scalars(
        sa.select(Group)
        .where(Group.organization_id == organization_id, Group.closed_on.is_(None))
        .order_by(Group.position, Group.name, Group.id)
    ).all()


def first_promised(session: Session, task: Task) -> tuple[int, date]:
    """How many quarters the work has been running, and when it was first given."""
    quarters, earliest, seen = 1, task.assigned_on, task
    while seen.carried_from_id is not None:
        seen = session.get_one(Task, seen.carried_from_id)
        quarters, earliest = quarters + 1, seen.assigned_on
    return quarters, earliest
