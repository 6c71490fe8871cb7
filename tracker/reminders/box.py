"""What pages of tasks, in a room below, are told of reminders: the ladder, the ledger, what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tracker.accounts.access import current_actor
from tracker.core.database import db
from tracker.reminders.models import ReminderMute
from tracker.reminders.mute_actions import has_muted
from tracker.reminders.plans import Scope, plans_about
from tracker.reminders.queries import LedgerRow, ledger_of_task
from tracker.tasks.dossier import Dossier
from tracker.tasks.models import Task
from tracker.tasks.sight import sits_on
from tracker.tasks.status import OPEN_STATES
from tracker.tasks.task_page import TaskPage


@dataclass(frozen=True, kw_only=True)
class ReminderBox:
    """`own`: the task has a ladder of its own; `paused`: its ladder, whosever it is, sends nothing.

    `muted`: the reader, who might have them, wants no reminders of it before its deadline. `told` is the ledger,
    `coming` are the next rungs.
    """

    own: bool
    paused: bool
    muted: bool
    may_mute: bool
    may_chase: bool
    may_change: bool
    told: Sequence[LedgerRow]
    coming: Sequence[LedgerRow]


def reminder_box(task: Dossier, page: TaskPage) -> ReminderBox:
    """The box for the one who reads the page."""
    session = db.session()
    plans = plans_about(session, task.organization_id, task.id, task.quarter)
    plan = plans.of(task.id, task.quarter)
    ledger = ledger_of_task(session, task, page.almanac, plan)
    dated = task.due_on is not None or task.default_due_on is not None
    may_mute = page.doing.report and task.state in OPEN_STATES and dated
    return ReminderBox(
        own=str(Scope(task_id=task.id)) in plans.rows,
        paused=plan.paused,
        muted=may_mute and has_muted(session, task.id, current_actor()),
        may_mute=may_mute,
        may_chase=page.doing.chase,
        may_change=page.doing.change,
        told=[row for row in ledger if not row.future],
        coming=[row for row in ledger if row.future],
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
