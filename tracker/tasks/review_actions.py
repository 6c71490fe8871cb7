"""The office answers a report of completion, and the standing committee gives directions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.mail.status import OccurrenceKind
from tracker.tasks import rules
from tracker.tasks.assigning import tell_the_groups
from tracker.tasks.loading import local_day, task_to_change
from tracker.tasks.models import Direction, Review, StatusUpdate, Task
from tracker.tasks.status import ALIVE_STATES, ReviewDecision, State


def confirm(task_id: int, version: int, *, actor: Actor, now: datetime) -> Task:
    """The work is done. Judged on time or late by the day the group reported, not by today."""
    return _review(task_id, version, ReviewDecision.CONFIRMED, "", actor=actor, now=now)


def send_back(task_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Task:
    """The work is not done yet, and why. The task is open again from its original deadline."""
    return _review(task_id, version, ReviewDecision.RETURNED, reason, actor=actor, now=now)


def _review(task_id: int, version: int, decision: ReviewDecision, reason: str, *, actor: Actor, now: datetime) -> Task:
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REVIEW)
        report = last_report(session, task)
        own = report is not None and report.author_id == actor.account_id
        to_state = rules.decide_review(task.state, decision, reason=reason, own_report=own)
        task = task_to_change(session, task_id, actor, Right.REVIEW, version=version)
        day = local_day(session, task.organization_id, now)
        assert report is not None  # noqa: S101  # a task awaits confirmation only after a report
        review = Review(
            organization_id=task.organization_id,
            task_id=task.id,
            status_update_id=report.id,
            reviewer_id=actor.account_id,
            decision=decision,
            reason=reason,
            created_at=now,
        )
        session.add(review)
        session.flush()
        before = task.state
        _settle(task, to_state, day=day, now=now)
        record(
            session,
            actor=actor,
            now=now,
            organization_id=task.organization_id,
            action=f"task.{decision}",
            subject="task",
            subject_id=task.id,
            subject_label=f"{task.code} {task.title}",
            task_id=task.id,
            changes={"state": (before, to_state)},
            reason=reason,
        )
        kind = OccurrenceKind.CONFIRMED if decision is ReviewDecision.CONFIRMED else OccurrenceKind.RETURNED
        tell_the_groups(
            session,
            task,
            kind,
            key=f"{decision}:{review.id}",
            actor=actor,
            now=now,
            day=day,
            detail={"reason": reason, "by": actor.name},
            lead_only=True,
        )
        return task


def _settle(task: Task, to_state: State, *, day: date, now: datetime) -> None:
    task.state = to_state
    task.state_since = now
    task.version += 1
    if to_state is State.COMPLETED:
        task.confirmed_on = day
    else:
        task.returned_on = day
        task.reported_on = None


def last_report(session: Session, task: Task) -> StatusUpdate | None:
    """The report of completion that awaits, or got, the office's answer."""
    return session.scalars(
        sa.select(StatusUpdate)
        .where(
            StatusUpdate.task_id == task.id,
            StatusUpdate.group_id == task.lead_group_id,
            StatusUpdate.to_state == State.AWAITING_CONFIRMATION,
        )
        .order_by(StatusUpdate.id.desc())
        .limit(1)
    ).first()


def direct(task_id: int, text: str, *, actor: Actor, now: datetime) -> Direction:
    """Leave a direction on a task; the lead group answers it with an update."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.DIRECT)
        if task.state not in ALIVE_STATES:
            raise Invalid(N_("Việc này đã kết thúc, không ghi ý kiến chỉ đạo được nữa."), field="text")
        if not text:
            raise Invalid(N_("Ghi nội dung ý kiến chỉ đạo."), field="text")
        direction = Direction(
            organization_id=task.organization_id,
            task_id=task.id,
            author_id=actor.account_id,
            text=text,
            created_at=now,
        )
        session.add(direction)
        session.flush()
        record(
            session,
            actor=actor,
            now=now,
            organization_id=task.organization_id,
            action="task.direction",
            subject="task",
            subject_id=task.id,
            subject_label=f"{task.code} {task.title}",
            task_id=task.id,
            reason=text,
        )
        tell_the_groups(
            session,
            task,
            OccurrenceKind.DIRECTION,
            key=f"direction:{direction.id}",
            actor=actor,
            now=now,
            day=local_day(session, task.organization_id, now),
            detail={"text": text, "by": actor.name},
        )
        return direction
