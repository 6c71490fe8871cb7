"""Getting a task through the actor: an outsider finds nothing, a reader may not write, a stale form is told so."""

from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Session, attributes

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import today
from tracker.core.days import format_clock
from tracker.core.errors import NotAllowed, NotFound
from tracker.core.kept import Kept, rows_of
from tracker.organizations.models import Organization
from tracker.tasks.dossier import Dossier, TaskToReport
from tracker.tasks.errors import Change, ChangedMeanwhile
from tracker.tasks.history import last_change
from tracker.tasks.models import Assignment, Direction, Task
from tracker.tasks.sight import Sight, places_of, sight_of, visible_at

# What every change of a task asks is built once.
TASK_ID = sa.bindparam("task_id", type_=sa.Integer)
_SUPPORTING = sa.select(Assignment).where(Assignment.task_id == TASK_ID).order_by(Assignment.id)
_DIRECTIONS = sa.select(Direction).where(Direction.task_id == TASK_ID).order_by(Direction.id)
_ZONE = Kept(
    sa.select(Organization.time_zone).where(Organization.id == sa.bindparam("organization_id", type_=sa.Integer))
)


def subject_of(task: Task | Dossier | TaskToReport) -> Subject:
    """The task as the policy sees it."""
    return Subject(
        organization_id=task.organization_id,
        lead_group_id=task.lead_group_id,
        supporting_group_ids=frozenset(each.group_id for each in task.supporting),
        restricted=task.restricted,
    )


def task_to_change(session: Session, task_id: int, actor: Actor, right: Right, *, version: int | None = None) -> Task:
    """The task, locked, if the actor may do `right` to it and nothing happened since `version` was shown."""
    task = session.scalars(_locked(sight_of(actor)), {**places_of(actor), "task_id": task_id}).first()
    if task is None:
        raise NotFound
    load_supporting(session, task)
    if not allows(actor, right, subject_of(task)):
        raise NotAllowed
    if version is not None and version != task.version:
        raise changed_meanwhile(session, task)
    return task


@cache
def _locked(sight: Sight) -> Select[Task]:
    return sa.select(Task).where(Task.id == TASK_ID, visible_at(sight)).with_for_update(of=Task)


def load_supporting(session: Session, task: Task) -> None:
    """Read who supports the task, by a statement that is kept."""
    attributes.set_committed_value(task, "supporting", session.scalars(_SUPPORTING, {"task_id": task.id}).all())


def load_directions(session: Session, task: Task) -> None:
    """Read the directions on the task in the same way."""
    attributes.set_committed_value(task, "directions", session.scalars(_DIRECTIONS, {"task_id": task.id}).all())


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
    ((zone,),) = rows_of(session, _ZONE, {"organization_id": organization_id})
    return today(zone, now)
