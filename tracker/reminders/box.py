"""What the page of a task, in a room below, is told of its reminders: whose ladder it has, what the reader may do."""

from dataclasses import dataclass

from tracker.accounts.access import current_actor
from tracker.accounts.policy import Right, allows
from tracker.core.database import db
from tracker.reminders.plans import Scope, plans_of
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Task
from tracker.tasks.status import ALIVE_STATES, OPEN_STATES


@dataclass(frozen=True, kw_only=True)
class ReminderBox:
    """`own`: the task has a ladder of its own; `paused`: its ladder, whosever it is, sends nothing."""

    own: bool
    paused: bool
    may_chase: bool
    may_change: bool


def reminder_box(task: Task) -> ReminderBox:
    """The box for the one who reads the page."""
    plans = plans_of(db.session(), task.organization_id)
    changes = allows(current_actor(), Right.CHANGE_TASK, subject_of(task))
    return ReminderBox(
        own=str(Scope(task_id=task.id)) in plans.rows,
        paused=plans.of(task.id, task.quarter).paused,
        may_chase=changes and task.state in OPEN_STATES,
        may_change=changes and task.state in ALIVE_STATES,
    )
