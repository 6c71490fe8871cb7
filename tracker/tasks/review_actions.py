"""The office answers a report of completion: it is done, or it goes back with a reason."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import NotFound
from tracker.mail.outbox import was_told
from tracker.mail.status import OccurrenceKind
from tracker.tasks import review_rules
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.loading import changed_meanwhile, local_day, task_to_change
from tracker.tasks.models import Review, StatusUpdate, Task
from tracker.tasks.news import tell_the_groups
from tracker.tasks.status import ReviewDecision, State
from tracker.tasks.whole import last_answer, last_report

_NEWS = {
    ReviewDecision.CONFIRMED: OccurrenceKind.CONFIRMED,
    ReviewDecision.RETURNED: OccurrenceKind.RETURNED,
}


def confirm(task_id: int, version: int, *, actor: Actor, now: datetime) -> Task:
    """The work is done. Judged on time or late by the day the group reported, not by today."""
    return _review(task_id, version, ReviewDecision.CONFIRMED, "", actor=actor, now=now)


def send_back(task_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Task:
    """The work is not done yet, and why. The task is open again from its original deadline."""
    return _review(task_id, version, ReviewDecision.RETURNED, reason, actor=actor, now=now)


def take_back(task_id: int, version: int, *, actor: Actor, now: datetime) -> Task:
    """Undo one's own answer of a moment ago: the report awaits an answer again, as on the day it was made.

    Refused once ten minutes have passed or anything else has happened to the task.
    """
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REVIEW, version=version)
        answer = last_answer(session, task.id)
        report = last_report(session, task)
        mine = answer is not None and answer.reviewer_id == actor.account_id
        review_rules.check_second_thought(
            task.state, answered_at=answer.created_at if answer and mine else None, now=now
        )
        if answer is None or report is None:
            raise NotFound
        before, day = task.state, local_day(session, task.organization_id, now)
        session.add(_answer(report, ReviewDecision.WITHDRAWN, "", actor=actor, now=now))
        task.state, task.state_since = State.AWAITING_CONFIRMATION, report.created_at
        task.reported_on, task.confirmed_on = report.reported_on, None
        task.version += 1
        _trail(session, task, ReviewDecision.WITHDRAWN, before, "", actor=actor, now=now)
        event = f"{answer.decision}:{answer.id}:"
        if was_told(session, event):
            key = f"withdrawn:{answer.id}"
            groups = [task.lead_group_id]
            by = {"by": actor.name}
            tell_the_groups(
                session,
                task,
                OccurrenceKind.WITHDRAWN,
                key=key,
                actor=actor,
                now=now,
                day=day,
                detail=by,
                groups=groups,
            )
        return task


def _review(task_id: int, version: int, decision: ReviewDecision, reason: str, *, actor: Actor, now: datetime) -> Task:
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REVIEW)
        if version != task.version:
            _refuse_the_same_answer(session, task, decision, actor)
            raise changed_meanwhile(session, task)
        report = last_report(session, task)
        own = report is not None and report.author_id == actor.account_id
        before, to_state = task.state, review_rules.decide_review(task.state, decision, reason=reason, own_report=own)
        if report is None:
            raise NotFound  # a task awaits confirmation only after a report
        day = local_day(session, task.organization_id, now)
        review = _answer(report, decision, reason, actor=actor, now=now)
        session.add(review)
        session.flush()
        _settle(task, to_state, day=day, now=now)
        _trail(session, task, decision, before, reason, actor=actor, now=now)
        tell_the_groups(
            session,
            task,
            _NEWS[decision],
            key=f"{decision}:{review.id}",
            actor=actor,
            now=now,
            day=day,
            detail={"reason": reason, "by": actor.name},
            groups=[task.lead_group_id],
        )
        return task


def _refuse_the_same_answer(session: Session, task: Task, decision: ReviewDecision, actor: Actor) -> None:
    """A button pressed twice is no conflict: the first press has been recorded."""
    latest = last_answer(session, task.id)
    answered = task.state in {State.COMPLETED, State.RETURNED}
    if answered and latest and latest.decision is decision and latest.reviewer_id == actor.account_id:
        raise AlreadyRecorded


def _answer(report: StatusUpdate, decision: ReviewDecision, reason: str, *, actor: Actor, now: datetime) -> Review:
    return Review(
        organization_id=report.organization_id,
        task_id=report.task_id,
        status_update_id=report.id,
        reviewer_id=actor.account_id,
        decision=decision,
        reason=reason,
        created_at=now,
    )


def _settle(task: Task, to_state: State, *, day: date, now: datetime) -> None:
    task.state = to_state
    task.state_since = now
    task.version += 1
    if to_state is State.COMPLETED:
        task.confirmed_on = day
    else:
        task.returned_on = day
        task.reported_on = None


def _trail(
    session: Session, task: Task, decision: ReviewDecision, before: State, reason: str, *, actor: Actor, now: datetime
) -> None:
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
        changes={"state": (before, task.state)},
        reason=reason,
    )
