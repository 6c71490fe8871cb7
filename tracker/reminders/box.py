"""What the page of a task, in a room below, is told of its reminders: whose ladder it has, what the reader may do."""

from dataclasses import dataclass

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, allows
from tracker.core.database import db
from tracker.reminders.mute_actions import find_mute
from tracker.reminders.plans import Scope, plans_of
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Task
from tracker.tasks.status import ALIVE_STATES, OPEN_STATES


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
    changes = allows(actor, Right.CHANGE_TASK, subject_of(task))
    dated = task.due_on is not None or task.default_due_on is not None
    return ReminderBox(
        own=str(Scope(task_id=task.id)) in plans.rows,
        paused=plans.of(task.id, task.quarter).paused,
        muted=find_mute(db.session(), task.id, actor) is not None,
        may_mute=allows(actor, Right.REPORT, subject_of(task)) and task.state in OPEN_STATES and dated,
        may_chase=changes and task.state in OPEN_STATES,
        may_change=changes and task.state in ALIVE_STATES,
    )
