"""Reading what is true for the mails of a batch. For each organization a fixed number of SELECTs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import Role
from tracker.accounts.addresses import count_unreached
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.directives.models import Directive
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.organizations.models import Organization
from tracker.reminders.facts import EARLIER, Facts, Others
from tracker.reminders.plans import plans_of
from tracker.reminders.position import read_positions
from tracker.reminders.readers import read_readers
from tracker.reminders.superiors import read_superiors
from tracker.reminders.unreached import unreached_still
from tracker.reminders.work import owed_tasks
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Assignment, Direction, Review, StatusUpdate, Task
from tracker.tasks.rules import day_view
from tracker.tasks.status import OPEN_STATES, ReviewDecision, State


def read_facts(
    session: Session,
    mails: Sequence[OutgoingMail],
    lines: Mapping[int, Sequence[Occurrence]],
    now: datetime,
) -> Mapping[int, Facts]:
    """What is true at `now` for these mails, by organization: for each the same number of SELECTs for any number."""
    by_organization: defaultdict[int, list[OutgoingMail]] = defaultdict(list)
    for mail in mails:
        by_organization[mail.organization_id].append(mail)
    return {
        organization_id: _read(session, session.get_one(Organization, organization_id), theirs, lines, now)
        for organization_id, theirs in by_organization.items()
    }


def _read(
    session: Session,
    organization: Organization,
    mails: Sequence[OutgoingMail],
    lines: Mapping[int, Sequence[Occurrence]],
    now: datetime,
) -> Facts:
    today = clock.today(organization.time_zone, now)
    calendar = working_calendar(session, organization.id, today)
    readers = read_readers(session, organization, mails, now, today=today, calendar=calendar)
    task_ids = {line.task_id for mail in mails for line in lines[mail.id]}
    tasks = {task.id: task for task in session.scalars(_whole(task_ids))}
    behind = _behind(today, calendar)
    groups = {group_id for reader in readers.values() for group_id in reader.actor.group_ids}
    office = any(reader.actor.has(Role.OFFICE) for reader in readers.values())
    leads = {task.lead_group_id for task in tasks.values()}
    return Facts(
        readers=readers,
        tasks=tasks,
        owed=owed_tasks(session, Task.id.in_(task_ids), today, plans_of(session, organization.id)),
        updates=_last_updates(session, task_ids),
        returns=_latest_returns(session, task_ids),
        superiors=read_superiors(session, organization.id, leads, today),
        open_by_group=_open_by_group(session, organization.id, groups, behind),
        behind=_open_and_behind(session, task_ids, behind),
        waiting=_count_waiting(session, organization.id) if office else 0,
        unreached=count_unreached(session, organization.id) if office else 0,
        positions=read_positions(session, organization, mails, today=today, calendar=calendar),
        lost=unreached_still(session, [line for mail in mails for line in lines[mail.id]], organization.id, today),
    )


def _whole(task_ids: Collection[int]) -> sa.Select[Task]:
    return (
        sa.select(Task)
        .where(Task.id.in_(task_ids))
        .options(
            joinedload(Task.directive).joinedload(Directive.document),
            joinedload(Task.lead_group),
            joinedload(Task.in_charge),
            selectinload(Task.supporting).joinedload(Assignment.group),
            selectinload(Task.directions).joinedload(Direction.author),
        )
    )


def _behind(day: date, calendar: WorkingCalendar) -> sa.ColumnElement[bool]:
    """Late or returned."""
    return sa.or_(within(Slice.OVER, day_view(day, calendar)), Task.state == State.RETURNED)


def _open_by_group(
    session: Session, organization_id: int, groups: Collection[int], behind: sa.ColumnElement[bool]
) -> Mapping[int, Others]:
    """By lead group, how many of its open tasks are behind and how many go as planned."""
    query = (
        sa.select(Task.lead_group_id, sa.func.count(), sa.func.count(sa.case((behind, 1))))
        .where(
            Task.organization_id == organization_id,
            Task.lead_group_id.in_(groups),
            Task.state.in_(OPEN_STATES),
        )
        .group_by(Task.lead_group_id)
    )
    return {group: Others(behind=late, on_plan=total - late) for group, total, late in session.execute(query)}


def _open_and_behind(session: Session, task_ids: Collection[int], behind: sa.ColumnElement[bool]) -> Mapping[int, bool]:
    """Of the open ones among these tasks, whether each is behind."""
    query = sa.select(Task.id, sa.case((behind, 1), else_=0)).where(Task.id.in_(task_ids), Task.state.in_(OPEN_STATES))
    return {task_id: bool(late) for task_id, late in session.execute(query)}


def _count_waiting(session: Session, organization_id: int) -> int:
    """How many reports of completion the office has not answered."""
    query = sa.select(sa.func.count()).where(
        Task.organization_id == organization_id, Task.state == State.AWAITING_CONFIRMATION
    )
    return session.scalars(query).one()


def _last_updates(session: Session, task_ids: Collection[int]) -> Mapping[int, list[StatusUpdate]]:
    """The lead group's last three updates of each task, newest first."""
    ranked = (
        sa.select(
            StatusUpdate.id,
            sa.func.row_number()
            .over(partition_by=StatusUpdate.task_id, order_by=StatusUpdate.id.desc())
            .label("place"),
        )
        .join(Task, Task.id == StatusUpdate.task_id)
        .where(StatusUpdate.task_id.in_(task_ids), StatusUpdate.group_id == Task.lead_group_id)
        .subquery()
    )
    last = sa.select(ranked.c.id).where(ranked.c.place <= 1 + EARLIER)
    updates: defaultdict[int, list[StatusUpdate]] = defaultdict(list)
    query = sa.select(StatusUpdate).where(StatusUpdate.id.in_(last)).order_by(StatusUpdate.id.desc())
    for update in session.scalars(query):
        updates[update.task_id].append(update)
    return updates


def _latest_returns(session: Session, task_ids: Collection[int]) -> dict[int, Review]:
    last = (
        sa.select(sa.func.max(Review.id))
        .where(Review.task_id.in_(task_ids), Review.decision == ReviewDecision.RETURNED)
        .group_by(Review.task_id)
    )
    found = session.scalars(sa.select(Review).where(Review.id.in_(last)).options(joinedload(Review.reviewer)))
    return {review.task_id: review for review in found}
