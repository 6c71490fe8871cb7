"""Telling the people of a task's groups, and the office, what happened to it. The one who acted is left out."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.mail.outbox import queue_news
from tracker.mail.status import OccurrenceKind
from tracker.tasks.models import Task
from tracker.tasks.people import members_to_tell, office_of, without


def tell_the_groups(
    session: Session,
    task: Task,
    kind: OccurrenceKind,
    *,
    key: str,
    actor: Actor,
    now: datetime,
    day: date,
    detail: dict[str, str] | None = None,
    groups: Collection[int] | None = None,
) -> None:
    """Owe the people of `groups`, or of every group of the task, one line of news. `key` names the event."""
    if groups is None:
        groups = [task.lead_group_id, *(each.group_id for each in task.supporting)]
    queue_news(
        session,
        organization_id=task.organization_id,
        recipients=without(members_to_tell(session, groups, day), actor.account_id),
        kind=kind,
        task_id=task.id,
        key=key,
        local_day=day,
        now=now,
        detail=detail,
    )


def tell_the_office(
    session: Session, task: Task, kind: OccurrenceKind, *, key: str, actor: Actor, now: datetime, day: date
) -> None:
    """Owe the office staff one line of news about a task of theirs."""
    queue_news(
        session,
        organization_id=task.organization_id,
        recipients=without(office_of(session, task.organization_id), actor.account_id),
        kind=kind,
        task_id=task.id,
        key=key,
        local_day=day,
        now=now,
    )
