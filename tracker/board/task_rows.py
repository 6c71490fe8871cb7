"""The tasks a board names: those that ask for attention, and the first cards of each state."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnCollection, ColumnElement, Select
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Subject
from tracker.board.queries import KINDS, Kind, Scope, local_day
from tracker.board.rows import AttentionRow, CardRow, Reason, TaskRow
from tracker.core.database import spelt
from tracker.core.kept import Kept, rows_of
from tracker.groups.models import Group
from tracker.tasks.conditions import Slice, within
from tracker.tasks.doing import doing_to
from tracker.tasks.models import Assignment, Direction, StatusUpdate, Task
from tracker.tasks.rules import Dates, DayView
from tracker.tasks.status import State

ATTENTION_ROWS = 7
CARDS = 10

_SHOWN = (
    Task.id,
    Task.code,
    Task.title,
    Group.short_name,
    Task.kind,
    Task.due_text,
    Task.state,
    Task.due_on,
    Task.reported_on,
    Task.assigned_on,
    Task.last_update_on,
    Task.returned_on,
)


def attention(session: Session, scope: Scope, limit: int | None = ATTENTION_ROWS) -> tuple[AttentionRow, ...]:
    """The first tasks that ask for attention, by reason and then by age. One SELECT."""
    found = rows_of(session, _attention(scope.kind(), limit), scope.places())
    return tuple(
        AttentionRow(task=_row(row), reason=Reason(row.reason), directed_on=local_day(row.directed_at, scope.zone))
        for row in found
    )


@lru_cache(maxsize=KINDS)
def _attention(kind: Kind, limit: int | None) -> Kept:
    asking = (
        _tasks(reason_of(kind.view).label("reason"), _first_open_direction().label("directed_at"))
        .where(kind.named(), within(Slice.ATTENTION, kind.view))
        .subquery()
    )
    return Kept(sa.select(asking).order_by(*_by_age(asking.c), asking.c.code, asking.c.id).limit(limit))


@lru_cache(maxsize=64)
def reason_of(view: DayView) -> ColumnElement[int]:
    """The first reason that holds, as a number that sorts."""
    return sa.case(
        (within(Slice.DIRECTION, view), _number(Reason.DIRECTION)),
        (within(Slice.OVER, view), _number(Reason.OVERDUE)),
        (within(Slice.BACK, view), _number(Reason.RETURNED)),
        (within(Slice.RISK, view), _number(Reason.RISK)),
        (within(Slice.MUTE, view), _number(Reason.SILENT)),
        else_=_number(Reason.SOON),
    )


def _number(reason: Reason) -> ColumnElement[int]:
    return sa.literal_column(str(int(reason)), sa.Integer)


def _first_open_direction() -> ColumnElement[Any]:
    return (
        sa.select(sa.func.min(Direction.created_at))
        .where(Direction.task_id == Task.id, Direction.answered_at.is_(None))
        .scalar_subquery()
    )


def _by_age(of: ColumnCollection[str, ColumnElement[Any]]) -> tuple[Any, ...]:
    """By reason, and then the oldest first, by the day each reason is about.

    Work that was reported too late waits for the office, and its delay no longer grows: after what is still owed.
    """
    heard = sa.func.coalesce(of.last_update_on, of.assigned_on)
    day = sa.case(
        (of.reason == _number(Reason.RETURNED), of.returned_on),
        (of.reason == _number(Reason.SILENT), heard),
        else_=of.due_on,
    )
    return (
        of.reason,
        sa.case((of.reason == _number(Reason.DIRECTION), of.directed_at)).asc().nulls_last(),
        of.state == spelt(State.AWAITING_CONFIRMATION),
        day.asc().nulls_last(),
    )


def cards(session: Session, scope: Scope, limit: int = CARDS) -> tuple[CardRow, ...]:
    """The first cards of each state: what is overdue, then by deadline, then without one. One SELECT."""
    urgent = sa.case((within(Slice.OVER, scope.view), 0), else_=1)
    place = sa.func.row_number().over(
        partition_by=Task.state, order_by=(urgent, Task.due_on.asc().nulls_last(), Task.code, Task.id)
    )
    placed = sa.select(Task.id, place.label("place")).where(scope.named()).subquery()
    found = session.execute(
        _tasks(*_for_the_menu(scope.actor))
        .join(placed, placed.c.id == Task.id)
        .where(placed.c.place <= limit)
        .order_by(placed.c.place, Task.id)
    )
    return tuple(_card(row, scope.actor) for row in found)


def of_quiet_days(session: Session, scope: Scope, most: int) -> tuple[TaskRow, ...]:
    """The tasks of each day of the quarter on which no more than `most` fall due. One SELECT.

    A day on which one of them may not be named is not among them: its number has to stand for all.
    """
    quarter = scope.quarter
    of_day = sa.func.count().over(partition_by=Task.due_on).label("of_day")
    unnamed = sa.func.sum(sa.case((scope.named(), 0), else_=1)).over(partition_by=Task.due_on).label("unnamed")
    due = (
        sa.select(Task.id, of_day, unnamed)
        .where(scope.counted(), Task.due_on.between(quarter.first_day, quarter.last_day))
        .subquery()
    )
    few = _tasks().join(due, due.c.id == Task.id).where(due.c.of_day <= most, due.c.unnamed == 0)
    return tuple(map(_row, session.execute(few.order_by(Task.due_on, Task.code, Task.id))))


def _for_the_menu(actor: Actor) -> tuple[Any, ...]:
    """What the policy asks of a task: whose it is, a supporting group the reader sits in, who reported completion."""
    part = sa.select(sa.func.min(Assignment.group_id)).where(
        Assignment.task_id == Task.id, Assignment.group_id.in_(actor.group_ids)
    )
    reporter = (
        sa.select(StatusUpdate.author_id)
        .where(
            StatusUpdate.task_id == Task.id,
            StatusUpdate.group_id == Task.lead_group_id,
            StatusUpdate.to_state == State.AWAITING_CONFIRMATION,
        )
        .order_by(StatusUpdate.id.desc())
        .limit(1)
    )
    return (
        Task.organization_id,
        Task.lead_group_id,
        part.scalar_subquery().label("part"),
        reporter.scalar_subquery().label("reporter"),
    )


def _card(row: Any, actor: Actor) -> CardRow:
    subject = Subject(
        organization_id=row.organization_id,
        lead_group_id=row.lead_group_id,
        supporting_group_ids=frozenset() if row.part is None else frozenset({row.part}),
    )
    own = row.reporter is not None and row.reporter == actor.account_id
    return CardRow(task=_row(row), doing=doing_to(actor, subject, row.state, own_report=own))


def _tasks(*more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return sa.select(*_SHOWN, *more).join(Group, Group.id == Task.lead_group_id)


def _row(row: Any) -> TaskRow:
    return TaskRow(
        id=row.id,
        code=row.code,
        title=row.title,
        group=row.short_name,
        kind=row.kind,
        due_text=row.due_text,
        dates=Dates(
            state=row.state,
            due_on=row.due_on,
            reported_on=row.reported_on,
            assigned_on=row.assigned_on,
            last_update_on=row.last_update_on,
        ),
        returned_on=row.returned_on,
    )
