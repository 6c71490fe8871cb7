"""A task as one line of a list: plain columns, because to make an object of each row is most of what a list costs."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from tracker.groups.models import Group
from tracker.tasks.dossier import Dossier
from tracker.tasks.models import Task
from tracker.tasks.rules import Dates
from tracker.tasks.status import Kind, State


class TaskLine(NamedTuple):
    """What a line shows and what it is judged by; `group` is the short name of the lead group."""

    id: int
    code: str
    title: str
    organization_id: int
    quarter: str
    kind: Kind
    due_text: str
    state: State
    due_on: date | None
    reported_on: date | None
    assigned_on: date
    last_update_on: date | None
    group: str


LINES = (
    sa.select(
        Task.id,
        Task.code,
        Task.title,
        Task.organization_id,
        Task.quarter,
        Task.kind,
        Task.due_text,
        Task.state,
        Task.due_on,
        Task.reported_on,
        Task.assigned_on,
        Task.last_update_on,
        Group.short_name,
    )
    .join(Task.directive)
    .join(Task.lead_group)
)
"""Every task as a line, in the order of the fields above; its directive is there to narrow and to sort by."""


def line_of(task: Task) -> TaskLine:
    """The line of a task that has been loaded with its lead group."""
    return TaskLine(
        id=task.id,
        code=task.code,
        title=task.title,
        organization_id=task.organization_id,
        quarter=task.quarter,
        kind=task.kind,
        due_text=task.due_text,
        state=task.state,
        due_on=task.due_on,
        reported_on=task.reported_on,
        assigned_on=task.assigned_on,
        last_update_on=task.last_update_on,
        group=task.lead_group.short_name,
    )


def dates_of(task: Task | TaskLine | Dossier) -> Dates:
    """The dates of a task, for the rules."""
    return Dates(
        state=task.state,
        due_on=task.due_on,
        reported_on=task.reported_on,
        assigned_on=task.assigned_on,
        last_update_on=task.last_update_on,
    )
