"""A group reports: an update with values and files, the task's new state, one entry in the trail, news to the office."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, heads, reporting_groups
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound
from tracker.core.words import N_
from tracker.files.photos import without_location
from tracker.files.rules import check_file, safe_name
from tracker.files.store import keep
from tracker.indicators.models import Measurement
from tracker.mail.outbox import queue_news
from tracker.mail.status import OccurrenceKind
from tracker.tasks import rules
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.loading import changed_meanwhile, local_day, subject_of, task_to_change
from tracker.tasks.models import Direction, Evidence, StatusUpdate, Task, UpdateDraft
from tracker.tasks.people import office_of, without
from tracker.tasks.status import SelfRating, State

MOST_FILES = 10


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it arrived."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that is safe on the disk and may be spoken of."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the form of an update says. `values` maps an indicator's id to what was reached."""

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


def post_update(task_id: int, answers: Answers, *, actor: Actor, now: datetime) -> StatusUpdate:
    """Record what a group reports.

    Raises NotFound or NotAllowed for the wrong person, ChangedMeanwhile when the task changed since the form was
    shown, AlreadyRecorded for the same form sent twice, and a refusal beside its field for what cannot be meant.
    """
    files = store_files(answers.uploads)  # on the disk before any row speaks of them
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.REPORT)
        _refuse_the_same_form(session, answers.form_key)
        if answers.version != task.version:
            raise changed_meanwhile(session, task)
        day = local_day(session, task.organization_id, now)
        group_id = speaking_for(actor, task)
        to_state = _decide(task, answers, is_lead=group_id == task.lead_group_id, today=day)
        update = _write(session, task, answers, to_state, group_id=group_id, actor=actor, now=now, day=day)
        update.evidence = [_evidence(task, each, now) for each in files]
        _measure(task, update, answers, day, now)
        session.flush()
        if group_id == task.lead_group_id:
            _move(session, task, update, to_state, day=day, now=now)
        task.version += 1
        session.execute(
            sa.delete(UpdateDraft).where(UpdateDraft.task_id == task.id, UpdateDraft.account_id == actor.account_id)
        )
        _trail(session, task, update, actor=actor, now=now)
        if to_state is State.AWAITING_CONFIRMATION and update.from_state is not to_state:
            _tell_the_office(session, task, update, actor=actor, now=now, day=day)
        return update


def store_files(uploads: tuple[Upload, ...]) -> list[StoredFile]:
    """Check every file by its content, take the place out of photos, and keep them."""
    if len(uploads) > MOST_FILES:
        raise Invalid(N_("Gửi tối đa %(n)s tệp một lần."), field="files", n=MOST_FILES)
    limit = current_app.config["EVIDENCE_MEGABYTES"]
    checked = []
    for upload in uploads:
        kind = check_file(upload.name, upload.content, limit)
        name = safe_name(upload.name, kind.ending)
        checked.append((name, kind.media_type, without_location(name, upload.content, kind.media_type)))
    stored = []
    for name, media_type, content in checked:
        blob = keep(content)
        stored.append(StoredFile(name=name, media_type=media_type, size=blob.size, sha256=blob.sha256))
    return stored


def speaking_for(actor: Actor, task: Task) -> int:
    """The group the actor speaks for: the lead where they sit in it, else the supporting group they head or sit in."""
    groups = reporting_groups(actor, subject_of(task))
    if not groups:
        raise NotFound
    if task.lead_group_id in groups:
        return task.lead_group_id
    return min(groups, key=lambda group_id: (not heads(actor, group_id), group_id))


def _refuse_the_same_form(session: Session, form_key: str | None) -> None:
    if form_key and session.scalar(sa.select(StatusUpdate.id).where(StatusUpdate.form_key == form_key)):
        raise AlreadyRecorded


def _decide(task: Task, answers: Answers, *, is_lead: bool, today: date) -> State:
    report = rules.Report(
        is_lead=is_lead,
        no_change=answers.no_change,
        self_rating=answers.self_rating,
        done_text=answers.done_text,
    )
    to_state = rules.decide_update(task.state, report)
    rules.check_report(report)
    if to_state is State.AWAITING_CONFIRMATION:
        reached = len(answers.values) == len(task.indicators) > 0
        rules.check_product(task.kind, replace(answers.product, has_values=reached), today)
    return to_state


def _write(
    session: Session,
    task: Task,
    answers: Answers,
    to_state: State,
    *,
    group_id: int,
    actor: Actor,
    now: datetime,
    day: date,
) -> StatusUpdate:
    product = answers.product
    update = StatusUpdate(
        organization_id=task.organization_id,
        task_id=task.id,
        group_id=group_id,
        author_id=actor.account_id,
        created_at=now,
        reported_on=day,
        from_state=task.state,
        to_state=to_state,
        no_change=answers.no_change,
        self_rating=task.self_rating if answers.no_change else answers.self_rating,
        done_text=answers.done_text,
        difficulty=answers.difficulty,
        needs_decision=answers.needs_decision,
        expected_on=answers.expected_on,
        document_number=product.document_number,
        document_date=product.document_date,
        cases_received=answers.cases_received,
        cases_resolved=answers.cases_resolved,
        cases_remaining=product.cases_remaining,
        launched_on=product.launched_on,
        closing_note=product.closing_note,
        form_key=answers.form_key,
    )
    session.add(update)
    return update


def _evidence(task: Task, file: StoredFile, now: datetime) -> Evidence:
    return Evidence(
        organization_id=task.organization_id,
        task_id=task.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        created_at=now,
    )


def _measure(task: Task, update: StatusUpdate, answers: Answers, day: date, now: datetime) -> None:
    known = {each.id: each for each in task.indicators}
    if not set(answers.values) <= set(known):
        raise NotFound
    update.measurements = [
        Measurement(
            organization_id=task.organization_id,
            indicator_id=indicator_id,
            value=value,
            qualifier=known[indicator_id].qualifier,
            measured_on=day,
            created_at=now,
        )
        for indicator_id, value in answers.values.items()
    ]


def _move(session: Session, task: Task, update: StatusUpdate, to_state: State, *, day: date, now: datetime) -> None:
    if to_state is not task.state:
        task.state_since = now
    task.state = to_state
    task.self_rating = update.self_rating
    task.expected_on = update.expected_on or task.expected_on
    task.last_update_on = day
    task.reported_on = day if to_state is State.AWAITING_CONFIRMATION else None
    session.execute(
        sa.update(Direction)
        .where(Direction.task_id == task.id, Direction.answered_at.is_(None))
        .values(answered_at=now, answer_id=update.id)
    )


def _trail(session: Session, task: Task, update: StatusUpdate, *, actor: Actor, now: datetime) -> None:
    reported = update.to_state is State.AWAITING_CONFIRMATION and update.from_state is not update.to_state
    action = "task.no_change" if update.no_change else "task.reported" if reported else "task.updated"
    record(
        session,
        actor=actor,
        now=now,
        organization_id=task.organization_id,
        action=action,
        subject="task",
        subject_id=task.id,
        subject_label=f"{task.code} {task.title}",
        task_id=task.id,
        changes={} if update.from_state is update.to_state else {"state": (update.from_state, update.to_state)},
    )


def _tell_the_office(
    session: Session, task: Task, update: StatusUpdate, *, actor: Actor, now: datetime, day: date
) -> None:
    queue_news(
        session,
        organization_id=task.organization_id,
        recipients=without(office_of(session, task.organization_id), actor.account_id),
        kind=OccurrenceKind.REPORTED,
        task_id=task.id,
        key=f"reported:{update.id}",
        local_day=day,
        now=now,
    )
