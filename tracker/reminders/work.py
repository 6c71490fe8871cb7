"""What the ladder looks at: people a page at a time, their seats, and the open tasks of their groups.

A page costs the same number of SELECTs whatever is on it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.core.quarter import Quarter
from tracker.groups.models import Membership
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.planning import OpenTask, Person
from tracker.reminders.rules import TaskDates
from tracker.tasks.models import Assignment, StatusUpdate, Task
from tracker.tasks.status import OPEN_STATES, State


def people_after(
    session: Session, organization_id: int, *, after_id: int, most: int, day: date
) -> tuple[list[Person], int | None]:
    """The next `most` active people with a seat on `day`, and the id to go on after, None at the end. 2 SELECTs."""
    page = (
        sa.select(Account.id, Account.email)
        .where(
            Account.organization_id == organization_id,
            Account.id > after_id,
            Account.disabled_at.is_(None),
            sa.exists().where(Membership.account_id == Account.id, _held(day)),
        )
        .order_by(Account.id)
        .limit(most)
    )
    rows = session.execute(page).all()
    seats = _seats(session, [account_id for account_id, _ in rows], day)
    people = [Person(account_id=account_id, address=email, seats=seats[account_id]) for account_id, email in rows]
    return people, rows[-1][0] if len(rows) == most else None


def open_tasks(session: Session, organization_id: int, group_ids: Collection[int], day: date) -> list[OpenTask]:
    """The open tasks of these groups that some ladder hangs on. 2 SELECTs."""
    return list(owed_tasks(session, _tasks_of(organization_id, group_ids), day).values())


def owed_tasks(session: Session, which: sa.ColumnElement[bool], day: date) -> dict[int, OpenTask]:
    """The open ones of `which`, by id in their order. 2 SELECTs."""
    owing = _owing_groups(session, which, day)
    seated = sa.exists().where(
        Membership.account_id == Task.in_charge_id,
        Membership.group_id == Task.lead_group_id,
        _held(day),
        Account.id == Task.in_charge_id,
        Account.disabled_at.is_(None),
    )
    rows = session.execute(
        sa.select(
            Task.id,
            Task.lead_group_id,
            sa.case((seated, Task.in_charge_id)).label("in_charge_id"),
            Task.due_revision,
            Task.assigned_on,
            Task.due_on,
            Task.default_due_on,
            sa.case((Task.state == State.RETURNED, Task.returned_on)).label("returned_on"),
        )
        .where(which, Task.state.in_(OPEN_STATES))
        .order_by(Task.id)
    )
    return {row.id: _open_task(row, owing[row.id]) for row in rows}


def keys_told(session: Session, account_ids: Sequence[int], after: date) -> frozenset[str]:
    """The keys of the reminders these people were given for days later than `after`."""
    query = sa.select(Occurrence.key).where(
        Occurrence.account_id.in_(account_ids),
        Occurrence.kind == OccurrenceKind.REMINDER,
        Occurrence.local_day > after,
    )
    return frozenset(session.scalars(query))


def lines_left_over(session: Session, account_ids: Sequence[int], *, since: date, now: datetime) -> list[Occurrence]:
    """Reminders whose digest could not be handed over while it was of use: they were due and nobody was told."""
    too_late = sa.and_(OutgoingMail.state == MailState.QUEUED, OutgoingMail.expires_at <= now)
    query = (
        sa.select(Occurrence)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(
            Occurrence.account_id.in_(account_ids),
            Occurrence.kind == OccurrenceKind.REMINDER,
            Occurrence.state == OccurrenceState.ATTACHED,
            Occurrence.local_day > since,
            OutgoingMail.kind == MailKind.DIGEST,
            sa.or_(OutgoingMail.state == MailState.EXPIRED, too_late),
        )
        .order_by(Occurrence.id)
        .with_for_update(of=OutgoingMail)
    )
    return list(session.scalars(query))


def _held(day: date) -> sa.ColumnElement[bool]:
    return sa.and_(Membership.from_on <= day, sa.or_(Membership.until_on.is_(None), Membership.until_on >= day))


def _seats(session: Session, account_ids: Sequence[int], day: date) -> Mapping[int, Mapping[int, SeatRole]]:
    query = sa.select(Membership.account_id, Membership.group_id, Membership.role).where(
        Membership.account_id.in_(account_ids), _held(day)
    )
    seats: dict[int, dict[int, SeatRole]] = defaultdict(dict)
    for account_id, group_id, role in session.execute(query):
        seats[account_id][group_id] = role
    return seats


def _tasks_of(organization_id: int, group_ids: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.and_(
        Task.organization_id == organization_id,
        sa.or_(Task.due_on.is_not(None), Task.default_due_on.is_not(None), Task.state == State.RETURNED),
        sa.or_(
            Task.lead_group_id.in_(group_ids),
            Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id.in_(group_ids))),
        ),
    )


def _open_task(row: sa.Row[*tuple[Any, ...]], owing: frozenset[int]) -> OpenTask:
    dates = TaskDates(
        assigned_on=row.assigned_on,
        due_on=row.due_on,
        default_due_on=row.default_due_on,
        returned_on=row.returned_on,
    )
    return OpenTask(
        id=row.id,
        lead_group_id=row.lead_group_id,
        in_charge_id=row.in_charge_id,
        due_revision=row.due_revision,
        dates=dates,
        owing_group_ids=owing,
    )


def _owing_groups(session: Session, which: sa.ColumnElement[bool], day: date) -> Mapping[int, frozenset[int]]:
    """By task, the supporting groups that have filed nothing since the quarter of `day` began."""
    filed = sa.exists().where(
        StatusUpdate.task_id == Assignment.task_id,
        StatusUpdate.group_id == Assignment.group_id,
        StatusUpdate.reported_on >= Quarter.of(day).first_day,
    )
    rows = session.execute(
        sa.select(Assignment.task_id, Assignment.group_id)
        .join(Task, Task.id == Assignment.task_id)
        .where(which, Task.state.in_(OPEN_STATES), sa.not_(filed))
    )
    owing: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for task_id, group_id in rows:
        owing[task_id] |= {group_id}
    return owing
