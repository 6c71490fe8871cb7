"""A group reports: an update with values and files, the task's new state, the trail, news to the office."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, heads, reporting_groups
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import NotFound, Refusal
from tracker.core.kept import Kept, rows_of
from tracker.core.marked_rows import write_row
from tracker.mail.status import OccurrenceKind
from tracker.tasks import rules
from tracker.tasks.dossier import TaskToReport
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.loading import changed_meanwhile, load_directions, local_day, subject_of, task_to_change
from tracker.tasks.models import StatusUpdate, Task, UpdateDraft
from tracker.tasks.news import tell_the_office
from tracker.tasks.recorded import Recorded, write_files, write_measurements
from tracker.tasks.status import SelfRating, State
from tracker.tasks.uploads import StoredFile, Upload, store_files

# Sent for every report, so built once.
_SENT_BEFORE = Kept(
    sa.select(StatusUpdate.id).where(StatusUpdate.form_key == sa.bindparam("form_key", type_=sa.String))
)
_DROP_DRAFT = Kept(
    sa.delete(UpdateDraft)
    .where(
        UpdateDraft.task_id == sa.bindparam("task", type_=sa.Integer),
        UpdateDraft.account_id == sa.bindparam("account", type_=sa.Integer),
    )
    .returning(UpdateDraft.id)
)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the form of an update says. `values` maps an indicator's id to what was reached.

    `stored` are files that were checked and kept before; `by_link`: it came by the link of a mail, without a password.
    """

    version: int
    form_key: str | None = None
    no_change: bool = False
    self_rating: SelfRating | None = None
    done_text: str = ""
    difficulty: str = ""
    needs_decision: bool = False
    expected_on: date | None = None
    values: Mapping[int, Decimal] = field(default_factory=dict)
    product: rules.Product = field(default_factory=rules.Product)
    cases_received: int | None = None
    cases_resolved: int | None = None
    uploads: tuple[Upload, ...] = ()
    stored: tuple[StoredFile, ...] = ()
    by_link: bool = False


def post_update(task_id: int, answers: Answers, *, actor: Actor, now: datetime) -> Recorded:
    """Record what a group reports.

    Raises NotFound or NotAllowed for the wrong person, ChangedMeanwhile when the task changed since the form was
    shown, AlreadyRecorded for the same form sent twice, and a refusal beside its field for what cannot be meant.
    """
    files = [*answers.stored, *store_files(answers.uploads)]  # on the disk before any row speaks of them
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        form_key = _own_key(answers.form_key, task, actor)
        _refuse_the_same_form(session, form_key)
        if answers.version != task.version:
            raise changed_meanwhile(session, task)
        load_directions(session, task)
        day = local_day(session, task.organization_id, now)
        group_id = speaking_for(actor, task)
        is_lead = group_id == task.lead_group_id
        to_state = _decide(task, answers, is_lead=is_lead, today=day)
        made = _recorded(
            session, task, answers, to_state, group_id=group_id, actor=actor, now=now, day=day, form_key=form_key
        )
        write_files(session, task, files, made, now)
        write_measurements(session, task, answers.values, made, now)
        if is_lead:
            _move(task, answers, made, now)
        task.version += 1
        _drop_draft(session, task, actor)
        _trail(session, task, made, actor=actor, now=now, by_link=answers.by_link)
        if made.reports_completion:
            key = f"reported:{made.id}"
            tell_the_office(session, task, OccurrenceKind.REPORTED, key=key, actor=actor, now=now, day=day)
        return made


def speaking_for(actor: Actor, task: Task | TaskToReport) -> int:
    """The group the actor speaks for: the lead where they sit in it, else the supporting group they head or sit in."""
    groups = reporting_groups(actor, subject_of(task))
    if not groups:
        raise NotFound
    if task.lead_group_id in groups:
        return task.lead_group_id
    return min(groups, key=lambda group_id: (not heads(actor, group_id), group_id))


def faults_of(task: Task, answers: Answers, *, is_lead: bool, today: date) -> list[Refusal]:
    """All that is missing or cannot be meant in a group's answers, each with its field."""
    faults = rules.faults_of_report(_report(task, answers, is_lead=is_lead), today)
    if is_lead and answers.self_rating is SelfRating.DONE and not answers.no_change:
        has_values = len(answers.values) == len(task.indicators)
        product = replace(answers.product, has_indicators=bool(task.indicators), has_values=has_values)
        faults += rules.faults_of_product(task.kind, product, today)
    return faults


def _report(task: Task, answers: Answers, *, is_lead: bool) -> rules.Report:
    return rules.Report(
        is_lead=is_lead,
        no_change=answers.no_change,
        self_rating=answers.self_rating,
        done_text=answers.done_text,
        expected_on=answers.expected_on,
        directed=any(each.answered_at is None for each in task.directions),
    )


def _decide(task: Task, answers: Answers, *, is_lead: bool, today: date) -> State:
    to_state = rules.decide_update(task.state, _report(task, answers, is_lead=is_lead))
    rules.refuse(faults_of(task, answers, is_lead=is_lead, today=today))
    if answers.values and not is_lead:
        raise NotFound  # a supporting group is not asked for the lead's numbers
    return to_state


def _own_key(form_key: str | None, task: Task, actor: Actor) -> str | None:
    """The form's key bound to its task and person, so that nobody's key can stand in another's way."""
    if not form_key:
        return None
    return hashlib.sha256(f"{task.id} {actor.account_id} {form_key}".encode()).hexdigest()[:40]


def _refuse_the_same_form(session: Session, form_key: str | None) -> None:
    if form_key and rows_of(session, _SENT_BEFORE, {"form_key": form_key}):
        raise AlreadyRecorded


def _recorded(
    session: Session,
    task: Task,
    answers: Answers,
    to_state: State,
    *,
    group_id: int,
    actor: Actor,
    now: datetime,
    day: date,
    form_key: str | None,
) -> Recorded:
    product = answers.product
    moved: dict[str, Any] = {
        "group_id": group_id,
        "reported_on": day,
        "from_state": task.state,
        "to_state": to_state,
        "no_change": answers.no_change,
    }
    said = {
        "organization_id": task.organization_id,
        "task_id": task.id,
        "author_id": actor.account_id,
        "created_at": now,
        "self_rating": task.self_rating if answers.no_change else answers.self_rating,
        "done_text": answers.done_text,
        "difficulty": answers.difficulty,
        "needs_decision": answers.needs_decision,
        "expected_on": answers.expected_on,
        "document_number": product.document_number,
        "document_date": product.document_date,
        "cases_received": answers.cases_received,
        "cases_resolved": answers.cases_resolved,
        "cases_remaining": product.cases_remaining,
        "launched_on": product.launched_on,
        "closing_note": product.closing_note,
        "form_key": form_key,
    }
    return Recorded(id=write_row(session, StatusUpdate, {**moved, **said}), **moved)


def _move(task: Task, answers: Answers, made: Recorded, now: datetime) -> None:
    """The lead's word moves the task, and answers every direction it was shown with."""
    if made.to_state is not task.state:
        task.state_since = now
    task.state = made.to_state
    task.self_rating = task.self_rating if made.no_change else answers.self_rating
    task.expected_on = answers.expected_on or task.expected_on
    task.last_update_on = made.reported_on
    task.reported_on = made.reported_on if made.to_state is State.AWAITING_CONFIRMATION else None
    for direction in task.directions:
        if direction.answered_at is None:
            direction.answered_at, direction.answer_id = now, made.id


def _drop_draft(session: Session, task: Task, actor: Actor) -> None:
    rows_of(session, _DROP_DRAFT, {"task": task.id, "account": actor.account_id})


def _trail(session: Session, task: Task, made: Recorded, *, actor: Actor, now: datetime, by_link: bool) -> None:
    moved = {} if made.from_state is made.to_state else {"state": (made.from_state, made.to_state)}
    action = "task.reported" if made.reports_completion else "task.updated"
    record(
        session,
        actor=actor,
        now=now,
        organization_id=task.organization_id,
        action="task.no_change" if made.no_change else action,
        subject="task",
        subject_id=task.id,
        subject_label=f"{task.code} {task.title}",
        task_id=task.id,
        changes=moved | ({"by_link": (None, True)} if by_link else {}),
    )
