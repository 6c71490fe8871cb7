"""Reading the dossier of a task: a statement for each table, built once, its rows taken in as plain values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.core.kept import Kept, rows_of
from tracker.directives.models import Directive, SourceDocument
from tracker.groups.models import Group
from tracker.indicators.models import Indicator, Measurement
from tracker.organizations.models import FieldOfWork
from tracker.tasks.dossier import Answer, Dossier, File, Goal, Order, Reading, Support, Update
from tracker.tasks.models import Assignment, Direction, Evidence, Review, StatusUpdate, Task
from tracker.tasks.sight import Sight, places_of, sight_of, visible_at

_Value = TypeVar("_Value")


def read_dossier(session: Session, task_id: int, actor: Actor) -> Dossier | None:
    """Everything about one task, if it exists for this person. At most 8 SELECTs."""
    found = rows_of(session, _task(sight_of(actor)), {**places_of(actor), "task_id": task_id})
    if not found:
        return None

    def rows(question: Kept) -> list[Any]:
        return rows_of(session, question, {"task_id": task_id})

    goals = rows(_GOALS)
    readings = _all(Reading, rows(_READINGS)) if goals else []
    updates = rows(_UPDATES)
    return Dossier(
        **found[0]._asdict(),
        supporting=_all(Support, rows(_SUPPORTING)),
        indicators=_goals(goals, readings),
        updates=_updates(updates, readings, _all(File, rows(_FILES)) if updates else []),
        reviews=_all(Answer, rows(_ANSWERS)) if updates else [],  # only reports are answered
        directions=_all(Order, rows(_ORDERS)),
    )


def _all(make: Callable[..., _Value], rows: list[Any]) -> list[_Value]:
    """The columns of these statements are named as the fields of the values."""
    return [make(**row._asdict()) for row in rows]


def _goals(rows: list[Any], readings: Sequence[Reading]) -> list[Goal]:
    in_order = sorted(readings, key=lambda reading: (reading.measured_on, reading.id))
    of_goal = _by(in_order, lambda reading: reading.indicator_id)
    return [Goal(**row._asdict(), measurements=of_goal[row.id]) for row in rows]


def _updates(rows: list[Any], readings: Sequence[Reading], files: Sequence[File]) -> list[Update]:
    numbers = _by(readings, lambda reading: reading.status_update_id)
    papers = _by(files, lambda file: file.status_update_id)
    return [Update(**row._asdict(), measurements=numbers[row.id], evidence=papers[row.id]) for row in rows]


def _by(values: Iterable[_Value], key: Callable[[_Value], int]) -> defaultdict[int, list[_Value]]:
    found: defaultdict[int, list[_Value]] = defaultdict(list)
    for value in values:
        found[key(value)].append(value)
    return found


_TASK_ID = sa.bindparam("task_id", type_=sa.Integer)
_IN_CHARGE = aliased(Account)


@cache
def _task(sight: Sight) -> Kept:
    return Kept(
        sa.select(
            Task.id,
            Task.organization_id,
            Task.code,
            Task.quarter,
            Task.title,
            Task.kind,
            Task.lead_group_id,
            Group.name.label("lead_group"),
            Task.in_charge_id,
            _IN_CHARGE.full_name.label("in_charge"),
            Task.priority,
            Task.restricted,
            Task.assigned_on,
            Task.due_on,
            Task.due_text,
            Task.default_due_on,
            Task.due_revision,
            Task.state,
            Task.expected_on,
            Task.reported_on,
            Task.returned_on,
            Task.last_update_on,
            Task.carried_from_id,
            Task.version,
            Directive.number,
            Directive.issuer,
            Directive.quotation,
            Directive.start,
            Directive.end,
            FieldOfWork.name.label("field"),
            Directive.document_id,
            SourceDocument.type.label("document_type"),
            SourceDocument.number.label("document_number"),
            SourceDocument.issued_on.label("document_issued_on"),
            SourceDocument.text.label("document_text"),
        )
        .select_from(Task)
        .join(Group, Group.id == Task.lead_group_id)
        .outerjoin(_IN_CHARGE, _IN_CHARGE.id == Task.in_charge_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(SourceDocument, SourceDocument.id == Directive.document_id)
        .outerjoin(FieldOfWork, FieldOfWork.id == Directive.field_id)
        .where(Task.id == _TASK_ID, visible_at(sight))
    )


_SUPPORTING = Kept(
    sa.select(Assignment.group_id, Group.short_name, Assignment.duty)
    .join(Group, Group.id == Assignment.group_id)
    .where(Assignment.task_id == _TASK_ID)
    .order_by(Assignment.id)
)
_GOALS = Kept(
    sa.select(
        Indicator.id,
        Indicator.name,
        Indicator.unit,
        Indicator.baseline,
        Indicator.baseline_label,
        Indicator.target,
        Indicator.direction,
        Indicator.roll_up,
        Indicator.qualifier,
    )
    .where(Indicator.task_id == _TASK_ID)
    .order_by(Indicator.position)
)
_READINGS = Kept(
    sa.select(
        Measurement.id,
        Measurement.indicator_id,
        Measurement.status_update_id,
        Measurement.value,
        Measurement.measured_on,
    )
    .join(Indicator, Indicator.id == Measurement.indicator_id)
    .where(Indicator.task_id == _TASK_ID)
    .order_by(Measurement.id)
)
_UPDATES = Kept(
    sa.select(
        StatusUpdate.id,
        StatusUpdate.group_id,
        Group.short_name.label("group"),
        StatusUpdate.author_id,
        Account.full_name.label("author"),
        StatusUpdate.created_at,
        StatusUpdate.reported_on,
        StatusUpdate.from_state,
        StatusUpdate.to_state,
        StatusUpdate.no_change,
        StatusUpdate.self_rating,
        StatusUpdate.done_text,
        StatusUpdate.difficulty,
        StatusUpdate.needs_decision,
        StatusUpdate.expected_on,
        StatusUpdate.document_number,
        StatusUpdate.document_date,
        StatusUpdate.cases_received,
        StatusUpdate.cases_resolved,
        StatusUpdate.cases_remaining,
        StatusUpdate.launched_on,
        StatusUpdate.closing_note,
    )
    .join(Group, Group.id == StatusUpdate.group_id)
    .join(Account, Account.id == StatusUpdate.author_id)
    .where(StatusUpdate.task_id == _TASK_ID)
    .order_by(StatusUpdate.id)
)
_FILES = Kept(
    sa.select(Evidence.id, Evidence.status_update_id, Evidence.name, Evidence.size)
    .where(Evidence.task_id == _TASK_ID)
    .order_by(Evidence.id)
)
_ANSWERS = Kept(
    sa.select(Account.full_name.label("reviewer"), Review.decision, Review.reason, Review.created_at)
    .join(Account, Account.id == Review.reviewer_id)
    .where(Review.task_id == _TASK_ID)
    .order_by(Review.id)
)
_ORDERS = Kept(
    sa.select(Account.full_name.label("author"), Direction.text, Direction.created_at, Direction.answered_at)
    .join(Account, Account.id == Direction.author_id)
    .where(Direction.task_id == _TASK_ID)
    .order_by(Direction.id)
)
