"""The rules of dates once more, as SQL: what a list shows and what a number counts come from here alone."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.tasks.models import Direction, StatusUpdate, Task
from tracker.tasks.rules import DayView
from tracker.tasks.sight import sits_on
from tracker.tasks.status import LEFT_STATES, OPEN_STATES, SelfRating, State


class Slice(StrEnum):
    """The part of a quarter's tasks that a number counts and its list shows: the value of `state=` in addresses."""

    DONE = "done"
    LATE = "late"
    TERM = "term"
    SOON = "soon"
    OVER = "over"
    NO_DEADLINE = "nodl"
    WITH_DEADLINE = "dl"
    FALLEN_DUE = "due"
    PLANNED = "planned"
    FINISHED = "finished"
    WAIT = "wait"
    BACK = "back"
    NONE = "none"
    PROGRESS = "progress"
    COMPLETED = "completed"
    MUTE = "mute"
    NEVER = "never"
    OWED = "owed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    RISK = "risk"
    DIRECTION = "direction"
    ATTENTION = "attention"
    OPEN = "open"
    CANCELLED = "cancel"
    CARRIED = "carry"


class Mine(StrEnum):
    """What of the tasks concerns the reader: the value of `mine=` in addresses, the same for whoever opens them."""

    GROUP = "group"
    WAITING = "waiting"


# The five that add up to a quarter's total.
FIVE = (Slice.DONE, Slice.LATE, Slice.TERM, Slice.OVER, Slice.NO_DEADLINE)


def concerning(actor: Actor, mine: Mine | None, in_part: Callable[[Slice], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The tasks of the reader's own groups; or those that wait for the reader to act."""
    if mine is None:
        return sa.true()
    return sits_on(actor) if mine is Mine.GROUP else _waits_for(actor, in_part)


def _waits_for(actor: Actor, in_part: Callable[[Slice], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Work that the reader's groups lead and still owe and that asks for attention; for the office also reports."""
    owed = sa.and_(Task.lead_group_id.in_(actor.group_ids), Task.state.in_(OPEN_STATES), in_part(Slice.ATTENTION))
    reviews = allows(actor, Right.REVIEW, Subject(organization_id=actor.organization_id))
    asked = sa.or_(owed, in_part(Slice.WAIT)) if reviews else owed
    return sa.and_(Task.organization_id == actor.organization_id, asked)


def due_within(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Whether the deadline lies between these days, both included; None leaves that side open."""
    since = sa.true() if first is None else Task.due_on >= first
    return sa.and_(since, sa.true() if last is None else Task.due_on <= last)


@cache
def counted() -> ColumnElement[bool]:
    """Still in the quarter's count: neither stopped nor carried over."""
    # Not `NOT IN`: SQLAlchemy writes its places anew at each execution, and nearly every page asks this.
    return sa.and_(*(Task.state != state for state in sorted(LEFT_STATES)))


_Condition = Callable[[DayView], ColumnElement[bool]]


@lru_cache(maxsize=512)
def within(part: Slice, view: DayView) -> ColumnElement[bool]:
    """Whether a task belongs to `part` on the day of `view`. Built once for a day: many pages ask it many times."""
    return sa.and_(counted() if part not in {Slice.CANCELLED, Slice.CARRIED} else sa.true(), _CONDITIONS[part](view))


def _judged(view: DayView) -> ColumnElement[object]:
    return sa.func.coalesce(Task.reported_on, sa.literal(view.today, sa.Date))


def _done(_view: DayView) -> ColumnElement[bool]:
    return sa.and_(Task.due_on.is_not(None), Task.state == State.COMPLETED)


def _over(view: DayView) -> ColumnElement[bool]:
    waiting = Task.state == State.AWAITING_CONFIRMATION
    return sa.and_(
        Task.due_on.is_not(None),
        Task.state != State.COMPLETED,
        sa.or_(
            sa.and_(waiting, Task.due_on < _judged(view)),
            sa.and_(sa.not_(waiting), Task.due_on < view.today),
        ),
    )


def _term(view: DayView) -> ColumnElement[bool]:
    return sa.and_(Task.due_on.is_not(None), Task.state != State.COMPLETED, sa.not_(_over(view)))


def _soon(view: DayView) -> ColumnElement[bool]:
    return sa.and_(_term(view), Task.state != State.AWAITING_CONFIRMATION, Task.due_on <= view.soon_until)


def _mute(view: DayView) -> ColumnElement[bool]:
    heard = sa.func.coalesce(Task.last_update_on, Task.assigned_on)
    return sa.and_(Task.state.in_(OPEN_STATES), heard <= view.silent_from)


def _updated(view: DayView) -> ColumnElement[bool]:
    return sa.and_(Task.state.in_(OPEN_STATES), Task.last_update_on > view.silent_from)


def _unchanged(view: DayView) -> ColumnElement[bool]:
    """Of those heard of lately: where the lead group's latest word was that nothing has changed."""
    last = (
        sa.select(sa.func.max(StatusUpdate.id))
        .where(StatusUpdate.task_id == Task.id, StatusUpdate.group_id == Task.lead_group_id)
        .correlate(Task)
        .scalar_subquery()
    )
    confirmed = sa.select(StatusUpdate.id).where(StatusUpdate.id == last, StatusUpdate.no_change)
    return sa.and_(_updated(view), confirmed.exists())


def _risk(_view: DayView) -> ColumnElement[bool]:
    return sa.and_(Task.state.in_(OPEN_STATES), Task.self_rating == SelfRating.AT_RISK)


def _direction(_view: DayView) -> ColumnElement[bool]:
    open_ones = sa.select(Direction.task_id).where(Direction.answered_at.is_(None))
    return sa.and_(Task.state != State.COMPLETED, Task.id.in_(open_ones))


def _attention(view: DayView) -> ColumnElement[bool]:
    return sa.or_(
        _direction(view),
        _over(view),
        Task.state == State.RETURNED,
        _risk(view),
        _mute(view),
        _soon(view),
    )


_CONDITIONS: dict[Slice, _Condition] = {
    Slice.DONE: lambda view: sa.and_(_done(view), _judged(view) <= Task.due_on),
    Slice.LATE: lambda view: sa.and_(_done(view), _judged(view) > Task.due_on),
    Slice.TERM: _term,
    Slice.SOON: _soon,
    Slice.OVER: _over,
    Slice.NO_DEADLINE: lambda _view: Task.due_on.is_(None),
    Slice.WITH_DEADLINE: lambda _view: Task.due_on.is_not(None),
    Slice.FALLEN_DUE: lambda view: sa.or_(_done(view), _over(view)),
    Slice.PLANNED: lambda view: Task.due_on <= view.today,
    Slice.FINISHED: _done,
    Slice.WAIT: lambda _view: Task.state == State.AWAITING_CONFIRMATION,
    Slice.BACK: lambda _view: Task.state == State.RETURNED,
    Slice.NONE: lambda _view: Task.state == State.NOT_STARTED,
    Slice.PROGRESS: lambda _view: Task.state == State.IN_PROGRESS,
    Slice.COMPLETED: lambda _view: Task.state == State.COMPLETED,
    Slice.MUTE: _mute,
    Slice.NEVER: lambda _view: sa.and_(Task.state.in_(OPEN_STATES), Task.last_update_on.is_(None)),
    Slice.OWED: lambda _view: Task.state.in_(OPEN_STATES),
    Slice.UPDATED: _updated,
    Slice.UNCHANGED: _unchanged,
    Slice.RISK: _risk,
    Slice.DIRECTION: _direction,
    Slice.ATTENTION: _attention,
    Slice.OPEN: lambda _view: Task.state.in_(OPEN_STATES | {State.AWAITING_CONFIRMATION}),
    Slice.CANCELLED: lambda _view: Task.state == State.CANCELLED,
    Slice.CARRIED: lambda _view: Task.state == State.CARRIED_OVER,
}
