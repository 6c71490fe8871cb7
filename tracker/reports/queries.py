"""What a report asks beyond the tallies of the board: one line for each task, and the words that were saved."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.board.queries import Scope
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive, SourceDocument
from tracker.groups.models import Group
from tracker.reports.lines import TaskLine
from tracker.reports.models import StatusReport
from tracker.reports.narrative import WRITTEN, Narrative
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.rules import Dates


def task_lines(session: Session, scope: Scope) -> tuple[TaskLine, ...]:
    """The tasks that the board counts and may name, by their directives, each with what its lead group said last.

    One SELECT.
    """
    said = last_said()
    found = session.execute(
        sa.select(
            Task,
            Directive.quotation,
            SourceDocument.type,
            SourceDocument.number,
            SourceDocument.issued_on,
            Group.name.label("lead"),
            StatusUpdate,
        )
        .join(Task.directive)
        .join(Directive.document)
        .join(Group, Group.id == Task.lead_group_id)
        .outerjoin(StatusUpdate, StatusUpdate.id == said)
        .where(scope.named())
        .order_by(Directive.number, Task.part, Task.id)
    )
    return tuple(map(_line, found))


def last_said() -> Any:
    """The last update of the lead group that says something."""
    return (
        sa.select(sa.func.max(StatusUpdate.id))
        .where(
            StatusUpdate.task_id == Task.id,
            StatusUpdate.group_id == Task.lead_group_id,
            StatusUpdate.no_change.is_(False),
        )
        .correlate(Task)
        .scalar_subquery()
    )


def _line(row: Any) -> TaskLine:
    task: Task = row.Task
    said: StatusUpdate | None = row.StatusUpdate
    return TaskLine(
        id=task.id,
        code=task.code,
        title=task.title,
        lead=row.lead,
        quotation=row.quotation,
        document_type=row.type,
        document_number=row.number,
        document_on=row.issued_on,
        dates=Dates(
            state=task.state,
            due_on=task.due_on,
            reported_on=task.reported_on,
            assigned_on=task.assigned_on,
            last_update_on=task.last_update_on,
        ),
        done_text=said.done_text if said else "",
        closing_note=said.closing_note if said else "",
        product_number=said.document_number if said else "",
        product_on=said.document_date if said else None,
        proposal=said.difficulty if said else "",
        needs_decision=bool(said and said.needs_decision),
    )


def find_report(session: Session, organization_id: int, quarter: Quarter, *, hold: bool = False) -> StatusReport | None:
    """The words of a committee on a quarter, if anybody has saved some; `hold` locks them."""
    rows = sa.select(StatusReport).where(
        StatusReport.organization_id == organization_id, StatusReport.quarter == str(quarter)
    )
    return session.scalars(rows.with_for_update() if hold else rows).first()


def narrative_of(report: StatusReport | None) -> Narrative:
    """The words as plain values."""
    if report is None:
        return Narrative()
    return Narrative(version=report.version, **{name: getattr(report, name) for name in WRITTEN})
