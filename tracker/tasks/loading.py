"""Getting a task through the actor: an outsider finds nothing, a reader may not write, a stale form is told so."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import today
from tracker.core.days import format_clock
from tracker.core.errors import NotAllowed, NotFound
from tracker.organizations.models import Organization
from tracker.tasks.dossier import Dossier
from tracker.tasks.errors import Change, ChangedMeanwhile
from tracker.tasks.history import last_change
from tracker.tasks.models import Task
from tracker.tasks.sight import visible_to


def subject_of(task: Task | Dossier) -> Subject:
    """The task as the policy sees it."""
    return Subject(
        organization_id=task.organization_id,
        lead_group_id=task.lead_group_id,
        supporting_group_ids=frozenset(each.group_id for each in task.supporting),
        restricted=task.restricted,
    )


def task_to_change(session: Session, task_id: int, actor: Actor, right: Right, *, version: int | None = None) -> Task:
    """The task, locked, if the actor may do `right` to it and nothing happened since `version` was shown."""
    task = session.scalars(
        sa.select(Task).where(Task.id == task_id, visible_to(actor)).with_for_update(of=Task)
    ).first()
    if task is None:
        raise NotFound
    if not allows(actor, right, subject_of(task)):
        raise NotAllowed
    if version is not None and version != task.version:
        raise changed_meanwhile(session, task)
    return task


def changed_meanwhile(session: Session, task: Task) -> ChangedMeanwhile:
    """Who touched the task last, according to the trail."""
    last = last_change(session, task.id)
    if last is None:
        return ChangedMeanwhile()
    zone = session.get_one(Organization, task.organization_id).time_zone
    return ChangedMeanwhile(
        Change(
            name=last.actor_name,
            at=last.at,
            clock=format_clock(last.at, zone),
            action=last.action,
            changes=last.changes,
            reason=last.reason,
        )
    )


def local_day(session: Session, organization_id: int, now: datetime) -> date:
    """The day it is for an organization."""
    zone = session.get_one(Organization, organization_id).time_zone
    return today(zone, now)
