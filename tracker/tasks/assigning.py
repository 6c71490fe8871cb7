"""Giving work: each directive becomes one task for every lead group it is given to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.core.text import fold
from tracker.core.words import N_
from tracker.directives.models import Directive, SourceDocument
from tracker.groups.models import Group
from tracker.indicators.models import Indicator
from tracker.indicators.status import Direction, Qualifier, RollUp
from tracker.mail.status import OccurrenceKind
from tracker.organizations.models import FieldOfWork
from tracker.tasks.loading import local_day
from tracker.tasks.models import Assignment, Task
from tracker.tasks.news import tell_the_groups
from tracker.tasks.people import is_member
from tracker.tasks.status import Kind, State

Row = TypeVar("Row", Group, FieldOfWork)


@dataclass(frozen=True, kw_only=True)
class NewIndicator:
    """A number the task is to reach; `target` None means that the total is unknown."""

    name: str
    unit: str
    baseline: Decimal | None = None
    baseline_label: str = ""
    target: Decimal | None = None
    direction: Direction = Direction.HIGHER
    roll_up: RollUp = RollUp.LATEST
    qualifier: Qualifier = Qualifier.NONE


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """What one lead group is to do. Without `due_on` it is *không giao hạn*."""

    title: str
    kind: Kind
    lead_group_id: int
    supporting_group_ids: tuple[int, ...] = ()
    due_on: date | None = None
    due_text: str = ""
    default_due_on: date | None = None
    in_charge_id: int | None = None
    priority: bool = False
    restricted: bool = False
    indicators: tuple[NewIndicator, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewDirective:
    """One sentence of the document and the tasks it becomes; `start`/`end` where it stands in the text."""

    quotation: str
    field_id: int | None
    issuer: str
    tasks: tuple[NewTask, ...]
    start: int | None = None
    end: int | None = None


def assign(
    document_id: int,
    directives: Sequence[NewDirective],
    *,
    actor: Actor,
    now: datetime,
    form_key: str | None = None,
    beside: Callable[[Session, SourceDocument, date], None] | None = None,
) -> list[Task]:
    """Make the directives of a document and their tasks, and tell the groups. All of them, or none.

    Each directive carries the key of its form and its place in it: the table refuses a form that is sent twice.
    `beside` is what else happens in the same transaction, on the day of the organization.
    Raises NotFound for a document, group or field of another organization, Invalid for work that cannot be given.
    """
    with transaction() as session:
        document = session.get(SourceDocument, document_id)
        if document is None or document.organization_id != actor.organization_id:
            raise NotFound
        if not allows(actor, Right.ASSIGN, Subject(organization_id=document.organization_id)):
            raise NotAllowed
        day = local_day(session, document.organization_id, now)
        if beside is not None:
            beside(session, document, day)
        number = _last_number(session, document)
        tasks: list[Task] = []
        for place, new in enumerate(directives, 1):
            key = f"{form_key}/{place}" if form_key else None
            directive = _enter(session, document, number + place, new, form_key=key, now=now)
            several = len(new.tasks) > 1
            tasks += [
                _make_task(session, directive, part, task, actor=actor, now=now, day=day, several=several)
                for part, task in enumerate(new.tasks, 1)
            ]
        return tasks


def _last_number(session: Session, document: SourceDocument) -> int:
    # The document row is locked so that two clerks never number at once (SQLite has one writer anyway).
    session.execute(
        sa.select(SourceDocument.id)
        .where(SourceDocument.organization_id == document.organization_id, SourceDocument.quarter == document.quarter)
        .with_for_update()
    )
    highest = session.scalar(
        sa.select(sa.func.max(Directive.number)).where(
            Directive.organization_id == document.organization_id, Directive.quarter == document.quarter
        )
    )
    return highest or 0


def _enter(
    session: Session,
    document: SourceDocument,
    number: int,
    new: NewDirective,
    *,
    form_key: str | None,
    now: datetime,
) -> Directive:
    if not new.tasks:
        raise Invalid(N_("Chọn đúng một đơn vị chủ trì."), field="lead_group_id")
    if new.field_id is not None:
        _own(session, FieldOfWork, new.field_id, document.organization_id)
    directive = Directive(
        organization_id=document.organization_id,
        document_id=document.id,
        field_id=new.field_id,
        quarter=document.quarter,
        number=number,
        quotation=new.quotation,
        start=new.start,
        end=new.end,
        issuer=new.issuer,
        created_at=now,
        form_key=form_key,
    )
    session.add(directive)
    session.flush()
    return directive


def _make_task(
    session: Session,
    directive: Directive,
    part: int,
    new: NewTask,
    *,
    actor: Actor,
    now: datetime,
    day: date,
    several: bool,
) -> Task:
    lead = _check(session, directive, new, day)
    task = Task(
        organization_id=directive.organization_id,
        directive_id=directive.id,
        part=part,
        code=f"{directive.number:02d}.{part}" if several else f"{directive.number:02d}",
        quarter=directive.quarter,
        title=new.title,
        folded=fold(f"{directive.number:02d} {new.title} {directive.quotation}"),
        kind=new.kind,
        lead_group_id=new.lead_group_id,
        in_charge_id=new.in_charge_id,
        priority=new.priority,
        restricted=new.restricted,
        assigned_on=day,
        due_on=new.due_on,
        due_text=new.due_text,
        default_due_on=None if new.due_on else new.default_due_on,
        state=State.NOT_STARTED,
        state_since=now,
        supporting=[
            Assignment(organization_id=directive.organization_id, group_id=group_id)
            for group_id in dict.fromkeys(new.supporting_group_ids)
        ],
        indicators=[_indicator(directive.organization_id, n, each) for n, each in enumerate(new.indicators, 1)],
    )
    session.add(task)
    session.flush()
    record(
        session,
        actor=actor,
        now=now,
        organization_id=task.organization_id,
        action="task.assigned",
        subject="task",
        subject_id=task.id,
        subject_label=f"{task.code} {task.title}",
        task_id=task.id,
        changes={"lead_group": (None, lead.name), "due_on": (None, task.due_on)},
    )
    tell_the_groups(session, task, OccurrenceKind.ASSIGNED, key=f"assigned:{task.id}", actor=actor, now=now, day=day)
    return task


def _check(session: Session, directive: Directive, new: NewTask, day: date) -> Group:
    lead = _own(session, Group, new.lead_group_id, directive.organization_id)
    if lead.closed_on is not None:
        raise Invalid(N_("Đơn vị chủ trì đã ngừng hoạt động; chọn đơn vị khác."), field="lead_group_id")
    if new.lead_group_id in new.supporting_group_ids:
        raise Invalid(N_("Đơn vị chủ trì không đồng thời là đơn vị phối hợp."), field="supporting_group_ids")
    for group_id in new.supporting_group_ids:
        _own(session, Group, group_id, directive.organization_id)
    if new.in_charge_id is not None and not is_member(session, new.in_charge_id, new.lead_group_id, day):
        raise Invalid(N_("Người phụ trách phải là thành viên của đơn vị chủ trì."), field="in_charge_id")
    return lead


def _own(session: Session, model: type[Row], row_id: int, organization_id: int) -> Row:
    row = session.get(model, row_id)
    if row is None or row.organization_id != organization_id:
        raise NotFound
    return row


def _indicator(organization_id: int, position: int, new: NewIndicator) -> Indicator:
    return Indicator(
        organization_id=organization_id,
        position=position,
        name=new.name,
        unit=new.unit,
        baseline=new.baseline,
        baseline_label=new.baseline_label,
        target=new.target,
        direction=new.direction,
        roll_up=new.roll_up,
        qualifier=new.qualifier,
    )
