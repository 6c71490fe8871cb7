"""What the ladder looks at: the tasks that may reach the people of a page, and what these were told before.

A page costs the same number of SELECTs whatever is on it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.accounts.models import Account
from tracker.calendar.rules import WorkingCalendar
from tracker.core.quarter import Quarter
from tracker.groups.models import Membership
from tracker.groups.queries import held_on
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.planning import Mentions, OpenTask, Person
from tracker.reminders.plans import Plans
from tracker.reminders.rules import DEFAULT_PLAN
from tracker.reminders.rungs import TaskDates
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Assignment, StatusUpdate, Task
from tracker.tasks.rules import day_view
from tracker.tasks.status import ALIVE_STATES, OPEN_STATES, State

VOID = "void:"
"""How the key of a digest begins that was written on a day to come; see `rewinding`."""

_EARLY = ("-%", "d-%", "m%", "f%")
"""The rules of early reminders, as the table has them."""


def tasks_for(
    session: Session,
    organization_id: int,
    people: Collection[Person],
    plans: Plans,
    *,
    calendar: WorkingCalendar,
    day: date,
) -> list[OpenTask]:
    """The tasks of which some rung could reach one of these people on `day`. 3 SELECTs."""
    groups = {group_id for person in people for group_id in person.seats}
    reach = [
        sa.and_(
            Task.state.in_(OPEN_STATES),
            sa.or_(
                Task.lead_group_id.in_(groups),
                Task.id.in_(sa.select(Assignment.task_id).where(Assignment.group_id.in_(groups))),
            ),
        )
    ]
    roles = {role for person in people for role in person.roles}
    if Role.OFFICE in roles:
        reach += [Task.state == State.AWAITING_CONFIRMATION, _perhaps_silent(plans, calendar, day)]
    if Role.STANDING_COMMITTEE in roles:
        reach.append(sa.and_(Task.state.in_(OPEN_STATES), Task.due_on < day))
    which = sa.and_(Task.organization_id == organization_id, sa.or_(*reach))
    return list(owed_tasks(session, which, day, plans).values())


def owed_tasks(session: Session, which: sa.ColumnElement[bool], day: date, plans: Plans) -> dict[int, OpenTask]:
    """Those of `which` that are not at their end, by id in their order. 3 SELECTs."""
    owing = _owing_groups(session, which, day)
    authors = _authors(session, which)
    seated = sa.exists().where(
        Membership.account_id == Task.in_charge_id,
        Membership.group_id == Task.lead_group_id,
        held_on(day),
        Account.id == Task.in_charge_id,
        Account.disabled_at.is_(None),
    )
    rows = session.execute(
        sa.select(
            Task.id,
            Task.quarter,
            Task.lead_group_id,
            sa.case((seated, Task.in_charge_id)).label("in_charge_id"),
            Task.due_revision,
            Task.assigned_on,
            Task.due_on,
            Task.default_due_on,
            Task.returned_on,
            Task.reported_on,
            Task.last_update_on,
            Task.state,
        )
        .where(which, Task.state.in_(ALIVE_STATES))
        .order_by(Task.id)
    )
    return {row.id: _open_task(row, owing[row.id], authors.get(row.id), plans) for row in rows}


def keys_told(session: Session, account_ids: Sequence[int], after: date) -> frozenset[str]:
    """The keys of the reminders these people were given for days later than `after`."""
    query = sa.select(Occurrence.key).where(
        Occurrence.account_id.in_(account_ids),
        Occurrence.kind == OccurrenceKind.REMINDER,
        Occurrence.local_day > after,
    )
    return frozenset(session.scalars(query))


def mentions_until(session: Session, account_ids: Collection[int], day: date) -> Mentions:
    """How often these people were told, up to `day`, of tasks whose deadline was still to come then. 1 SELECT."""
    to_come = sa.func.coalesce(Task.due_on, Task.default_due_on)
    query = (
        sa.select(Occurrence.account_id, Occurrence.task_id, sa.func.count())
        .join(Task, Task.id == Occurrence.task_id)
        .where(
            Occurrence.account_id.in_(account_ids),
            Occurrence.kind == OccurrenceKind.REMINDER,
            Occurrence.state == OccurrenceState.ATTACHED,
            Occurrence.local_day <= day,
            sa.or_(*(Occurrence.rule.like(rule) for rule in _EARLY)),
            Task.state.in_(OPEN_STATES),
            sa.or_(to_come.is_(None), to_come > day),
        )
        .group_by(Occurrence.account_id, Occurrence.task_id)
    )
    return {(account_id, task_id): told for account_id, task_id, told in session.execute(query)}


def lines_left_over(
    session: Session, account_ids: Sequence[int], *, since: date, now: datetime, lock: bool = True
) -> list[Occurrence]:
    """Reminders whose digest could not be handed over while it was of use: they were due and nobody was told."""
    too_late = sa.and_(OutgoingMail.state == MailState.QUEUED, OutgoingMail.expires_at <= now)
    voided = sa.and_(OutgoingMail.state == MailState.CANCELLED, OutgoingMail.dedupe_key.like(f"{VOID}%"))
    query = (
        sa.select(Occurrence)
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .where(
            Occurrence.account_id.in_(account_ids),
            Occurrence.kind == OccurrenceKind.REMINDER,
            Occurrence.state == OccurrenceState.ATTACHED,
            Occurrence.local_day > since,
            OutgoingMail.kind == MailKind.DIGEST,
            sa.or_(OutgoingMail.state == MailState.EXPIRED, too_late, voided),
        )
        .order_by(Occurrence.local_day, Occurrence.id)
    )
    if lock:
        query = query.with_for_update(of=OutgoingMail)
    return list(session.scalars(query))


def _perhaps_silent(plans: Plans, calendar: WorkingCalendar, day: date) -> sa.ColumnElement[bool]:
    """Silent by the shortest patience that any plan has; the ladder of each task decides."""
    numbers = {plan.silent_after for plan in (*plans.rows.values(), DEFAULT_PLAN)} - {0}
    if not numbers:
        return sa.false()
    return within(Slice.MUTE, day_view(day, calendar, silent_after=min(numbers)))


def _open_task(row: sa.Row[*tuple[Any, ...]], owing: frozenset[int], author_id: int | None, plans: Plans) -> OpenTask:
    dates = TaskDates(
        assigned_on=row.assigned_on,
        due_on=row.due_on,
        default_due_on=row.default_due_on,
        returned_on=row.returned_on,
        reported_on=row.reported_on,
        last_update_on=row.last_update_on,
        state=row.state,
    )
    return OpenTask(
        id=row.id,
        lead_group_id=row.lead_group_id,
        in_charge_id=row.in_charge_id,
        due_revision=row.due_revision,
        dates=dates,
        owing_group_ids=owing,
        plan=plans.of(row.id, row.quarter),
        author_id=author_id,
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


def _authors(session: Session, which: sa.ColumnElement[bool]) -> Mapping[int, int]:
    """By task, who filed the report of completion that awaits an answer."""
    query = (
        sa.select(StatusUpdate.task_id, StatusUpdate.author_id)
        .join(Task, Task.id == StatusUpdate.task_id)
        .where(
            which,
            Task.state == State.AWAITING_CONFIRMATION,
            StatusUpdate.to_state == State.AWAITING_CONFIRMATION,
            StatusUpdate.group_id == Task.lead_group_id,
        )
        .order_by(StatusUpdate.id)
    )
    return {row.task_id: row.author_id for row in session.execute(query)}
