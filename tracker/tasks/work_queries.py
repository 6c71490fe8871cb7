"""What a person has to do: the tasks of a member's groups, and what waits for the answer of the office."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from tracker.accounts.actor import Actor
from tracker.tasks.models import Review, StatusUpdate, Task, UpdateDraft
from tracker.tasks.queries import TaskList, page_within
from tracker.tasks.review_rules import SECOND_THOUGHT
from tracker.tasks.sight import sits_on, visible_to
from tracker.tasks.status import ALIVE_STATES, ReviewDecision, State
from tracker.web.paging import PAGE_SIZE


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
    rows = (
        _with_groups(sa.select(Task))
        .where(sits_on(actor), Task.state.in_(ALIVE_STATES))
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
    return dict(iter(rows))


def drafts_of(session: Session, actor: Actor) -> dict[int, datetime]:
    """The tasks on which the actor has an unfinished update, and when it was saved."""
    rows = session.execute(
        sa.select(UpdateDraft.task_id, UpdateDraft.saved_at).where(UpdateDraft.account_id == actor.account_id)
    )
    return dict(iter(rows))


def groups_heard(session: Session, task_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Which groups have reported on which task: (task id, group id)."""
    rows = session.execute(
        sa.select(StatusUpdate.task_id, StatusUpdate.group_id).where(StatusUpdate.task_id.in_(task_ids)).distinct()
    )
    return {(task_id, group_id) for task_id, group_id in rows}


def review_queue(session: Session, actor: Actor, page: int = 1) -> TaskList[Task]:
    """What awaits the office's answer in its own organization, the oldest report first."""
    waiting = (
        visible_to(actor),
        Task.organization_id == actor.organization_id,
        Task.state == State.AWAITING_CONFIRMATION,
    )
    total = session.scalar(sa.select(sa.func.count(Task.id)).where(*waiting)) or 0
    number, first = page_within(total, page)
    rows = (
        _with_groups(sa.select(Task))
        .where(*waiting)
        .options(selectinload(Task.indicators))
        .order_by(Task.reported_on, Task.state_since, Task.id)
        .limit(PAGE_SIZE)
        .offset(first)
    )
    return TaskList(tasks=session.scalars(rows).unique().all(), total=total, number=number)


def just_answered(session: Session, actor: Actor, now: datetime) -> Sequence[Task]:
    """The tasks whose report the actor has answered a moment ago and may still take back, the latest first."""
    newest = sa.select(sa.func.max(Review.id)).where(Review.task_id == Task.id).correlate(Task).scalar_subquery()
    rows = (
        sa.select(Task)
        .join(Review, Review.id == newest)
        .where(
            visible_to(actor),
            Review.reviewer_id == actor.account_id,
            Review.created_at >= now - SECOND_THOUGHT,
            Review.decision != ReviewDecision.WITHDRAWN,
            Task.state.in_((State.COMPLETED, State.RETURNED)),
        )
        .order_by(Review.id.desc())
    )
    return session.scalars(rows).all()
