"""Questions about one task: everything its page shows, where it came from, the report that awaits an answer."""

from collections.abc import Sequence
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import Actor
from tracker.core.kept import Kept, rows_of
from tracker.directives.models import Directive
from tracker.indicators.models import Indicator
from tracker.tasks.dossier import Dossier
from tracker.tasks.loading import TASK_ID
from tracker.tasks.models import Assignment, Direction, Evidence, Review, StatusUpdate, Task
from tracker.tasks.sight import Sight, places_of, sight_of, visible_at, visible_to
from tracker.tasks.status import ReviewDecision, State


def whole_task(session: Session, task_id: int, actor: Actor) -> Task | None:
    """One task with everything its page shows, if it exists for this person."""
    rows = session.scalars(_whole(sight_of(actor)), {**places_of(actor), "task_id": task_id})
    return rows.unique().first()


_BEFORE = Kept(sa.select(Task.assigned_on, Task.carried_from_id).where(Task.id == TASK_ID))


@cache
def _whole(sight: Sight) -> Select[Task]:
    return (
        sa.select(Task)
        .where(Task.id == TASK_ID, visible_at(sight))
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


def find_evidence(session: Session, evidence_id: int, actor: Actor) -> Evidence | None:
    """A file of a task that exists for this person."""
    return session.scalars(
        sa.select(Evidence).join(Evidence.task).where(Evidence.id == evidence_id, visible_to(actor))
    ).first()


def last_report(session: Session, task: Task) -> StatusUpdate | None:
    """The report of completion that awaits, or got, the office's answer."""
    newest = _reports([task.id]).order_by(StatusUpdate.id.desc()).limit(1)
    return session.scalars(newest).first()


def last_answer(session: Session, task_id: int) -> Review | None:
    """What the office answered last, unless it took that back."""
    newest = sa.select(Review).where(Review.task_id == task_id).order_by(Review.id.desc()).limit(1)
    found = session.scalars(newest).first()
    return found if found is not None and found.decision is not ReviewDecision.WITHDRAWN else None


def last_reports(session: Session, task_ids: Sequence[int]) -> dict[int, StatusUpdate]:
    """The newest report of completion of each task, with all that a reviewer must see."""
    newest = _reports(task_ids).with_only_columns(sa.func.max(StatusUpdate.id)).group_by(StatusUpdate.task_id)
    rows = (
        sa.select(StatusUpdate)
        .where(StatusUpdate.id.in_(newest))
        .options(
            joinedload(StatusUpdate.author),
            joinedload(StatusUpdate.group),
            selectinload(StatusUpdate.evidence),
            selectinload(StatusUpdate.measurements),
        )
    )
    return {each.task_id: each for each in session.scalars(rows)}


def _reports(task_ids: Sequence[int]) -> Select[StatusUpdate]:
    return (
        sa.select(StatusUpdate)
        .join(StatusUpdate.task)
        .where(
            StatusUpdate.task_id.in_(task_ids),
            StatusUpdate.group_id == Task.lead_group_id,
            StatusUpdate.to_state == State.AWAITING_CONFIRMATION,
        )
    )


def first_promised(session: Session, task: Task | Dossier) -> tuple[int, date]:
    """How many quarters the work has been running, and when it was first given."""
    quarters, earliest, before = 1, task.assigned_on, task.carried_from_id
    while before is not None:
        ((earliest, before),) = rows_of(session, _BEFORE, {"task_id": before})
        quarters += 1
    return quarters, earliest


def carried_to(session: Session, task: Task | Dossier) -> int | None:
    """The task of the next quarter in which this one goes on."""
    if task.state is not State.CARRIED_OVER:
        return None
    return session.scalar(sa.select(Task.id).where(Task.carried_from_id == task.id))
