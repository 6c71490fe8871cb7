"""What pages of tasks, in a room below, are told of reminders: whose ladder a task has, what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, allows
from tracker.core.database import db
from tracker.reminders.models import ReminderMute
from tracker.reminders.mute_actions import find_mute
from tracker.reminders.plans import Scope, plans_of
from tracker.tasks.doing import doing_to
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Task
from tracker.tasks.sight import sits_on
from tracker.tasks.status import OPEN_STATES


@dataclass(frozen=True, kw_only=True)
class ReminderBox:
    """`own`: the task has a ladder of its own; `paused`: its ladder, whosever it is, sends nothing.

    `muted`: the reader wants no reminder of it before its deadline.
    """

    own: bool
    paused: bool
    muted: bool
    may_mute: bool
    may_chase: bool
    may_change: bool


def reminder_box(task: Task) -> ReminderBox:
    """The box for the one who reads the page."""
    actor = current_actor()
    plans = plans_of(db.session(), task.organization_id)
    doing = doing_to(actor, subject_of(task), task.state)
    dated = task.due_on is not None or task.default_due_on is not None
    return ReminderBox(
        own=str(Scope(task_id=task.id)) in plans.rows,
        paused=plans.of(task.id, task.quarter).paused,
        muted=find_mute(db.session(), task.id, actor) is not None,
        may_mute=allows(actor, Right.REPORT, subject_of(task)) and task.state in OPEN_STATES and dated,
        may_chase=doing.chase,
        may_change=doing.change,
    )


def muted_tasks() -> Sequence[Task]:
    """The open tasks whose early reminders the reader has turned off, as long as they are the reader's to report."""
    actor = current_actor()
    query = (
        sa.select(Task)
        .join(ReminderMute, ReminderMute.task_id == Task.id)
        .where(ReminderMute.account_id == actor.account_id, Task.state.in_(OPEN_STATES), sits_on(actor))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.code, Task.id)
    )
    return db.session.scalars(query).all()
