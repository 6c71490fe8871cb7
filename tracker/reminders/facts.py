"""What is true when a mail is written: who reads it, how its tasks stand. A fixed number of SELECTs a mail."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, allows
from tracker.accounts.queries import actor_of
from tracker.calendar.queries import working_calendar
from tracker.calendar.rules import WorkingCalendar
from tracker.core import clock
from tracker.core.secrecy import secrecy_mark
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.mail.models import OutgoingMail
from tracker.organizations.models import Organization
from tracker.reminders.lines import Truth
from tracker.reminders.people import person_of
from tracker.reminders.planning import OpenTask, Person
from tracker.reminders.plans import plans_of
from tracker.reminders.rules import Place
from tracker.reminders.rungs import Rung, still_planned
from tracker.reminders.superiors import Raised, Superiors, raised, read_superiors
from tracker.reminders.work import owed_tasks
from tracker.tasks.conditions import Slice, within
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Assignment, Direction, Review, StatusUpdate, Task
from tracker.tasks.rules import day_view
from tracker.tasks.status import OPEN_STATES, ReviewDecision, State

EARLIER = 2
"""Updates before the last that a mail shows, so that a trend is seen."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The person a mail goes to, on the day it is written."""

    account: Account
    actor: Actor
    organization: Organization
    now: datetime
    today: date
    calendar: WorkingCalendar
    person: Person


@dataclass(frozen=True, kw_only=True)
class TaskNow:
    """A task with what a mail says of it. `place` is the reader's; `update` and `return_review` are the latest.

    `earlier` are the two updates before the latest, newest first. `owed` is the task as the ladder sees it, None at
    its end; `raised` is to whom it has gone up.
    """

    task: Task
    place: Place
    owed: OpenTask | None
    update: StatusUpdate | None
    earlier: tuple[StatusUpdate, ...]
    return_review: Review | None
    directions: tuple[Direction, ...]
    raised: Raised

    @cached_property
    def is_marked(self) -> bool:
        """Whether anything of the task bears a mark of secrecy, kept from before it was refused."""
        document = self.task.directive.document
        told = [self.task.title, self.task.due_text, self.task.directive.quotation, document.number, document.issuer]
        told += [self.return_review.reason] if self.return_review else []
        if self.update is not None:
            told += [self.update.done_text, self.update.closing_note, self.update.difficulty]
        return any(secrecy_mark(text) for text in told if text)


@dataclass(frozen=True, kw_only=True)
class Others:
    """How many further open tasks the reader's groups lead: late or returned, and going as planned."""

    behind: int
    on_plan: int


def find_reader(session: Session, mail: OutgoingMail, now: datetime) -> Reader | None:
    """Who reads the mail; None for an account that was disabled."""
    account = session.get(Account, mail.account_id) if mail.account_id is not None else None
    if account is None or account.disabled_at is not None:
        return None
    organization = session.get_one(Organization, mail.organization_id)
    today = clock.today(organization.time_zone, now)
    actor = actor_of(session, account, now)
    return Reader(
        account=account,
        actor=actor,
        organization=organization,
        now=now,
        today=today,
        calendar=working_calendar(session, organization.id, today),
        person=person_of(session, account, actor),
    )


def read_tasks(session: Session, task_ids: Collection[int], reader: Reader) -> dict[int, TaskNow]:
    """The tasks by id, as they stand for the reader."""
    tasks = session.scalars(
        sa.select(Task)
        .where(Task.id.in_(task_ids))
        .options(
            joinedload(Task.directive).joinedload(Directive.document),
            joinedload(Task.lead_group),
            joinedload(Task.in_charge),
            selectinload(Task.supporting).joinedload(Assignment.group),
            selectinload(Task.directions).joinedload(Direction.author),
        )
    ).all()
    updates = _last_updates(session, task_ids)
    reviews = _latest_returns(session, task_ids)
    plans = plans_of(session, reader.organization.id)
    owed = owed_tasks(session, Task.id.in_(task_ids), reader.today, plans)
    groups = {task.lead_group_id for task in tasks}
    superiors = read_superiors(session, reader.organization.id, groups, reader.today)
    return {
        task.id: TaskNow(
            task=task,
            place=owed[task.id].place_of(reader.person) if task.id in owed else Place(),
            owed=owed.get(task.id),
            update=next(iter(updates[task.id]), None),
            earlier=tuple(updates[task.id][1:]),
            return_review=reviews.get(task.id),
            directions=tuple(task.directions),
            raised=_raised(task, owed.get(task.id), superiors, reader),
        )
        for task in tasks
    }


def groups_of(tasks: Iterable[Task], reader: Reader) -> list[Group]:
    """The group by which each task reaches the reader: the lead, else a supporting one; for the office none."""
    found = []
    for task in tasks:
        groups = [task.lead_group, *(each.group for each in task.supporting)]
        found += [group for group in groups if group.id in reader.actor.group_ids][:1]
    return found


def truth_of(
    now: TaskNow, reader: Reader, *, direction_id: int | None = None, rung: Rung | None = None, unreached: bool = True
) -> Truth:
    """How the task stands for the reader; for a reminder, whether its rung is still planned and wanted."""
    task, actor = now.task, reader.actor
    subject = subject_of(task)
    return Truth(
        state=task.state,
        due_revision=task.due_revision,
        place=now.place,
        sits=allows(actor, Right.REPORT, subject),
        sees=allows(actor, Right.SEE_TASK, subject),
        reviews=allows(actor, Right.REVIEW, subject),
        updated_at=now.update.created_at if now.update else None,
        awaits_answer=any(
            each.answered_at is None for each in now.directions if direction_id is None or each.id == direction_id
        ),
        planned=rung is None or now.owed is None or still_planned(rung.rule, rung.day, now.owed.plan, reader.calendar),
        wanted=rung is None or reader.person.wants(rung.rule, task.id),
        unreached=unreached,
    )


def count_others(session: Session, reader: Reader, listed: Collection[int]) -> Others:
    """The open tasks that the reader's groups lead and the mail does not list."""
    view = day_view(reader.today, reader.calendar)
    behind = sa.or_(within(Slice.OVER, view), Task.state == State.RETURNED)
    query = sa.select(sa.func.count(), sa.func.count(sa.case((behind, 1)))).where(
        Task.organization_id == reader.actor.organization_id,
        Task.lead_group_id.in_(reader.actor.group_ids),
        Task.state.in_(OPEN_STATES),
        Task.id.not_in(listed),
    )
    total, late = session.execute(query).one()
    return Others(behind=late, on_plan=total - late)


def count_waiting(session: Session, organization_id: int) -> int:
    """How many reports of completion the office has not answered."""
    query = sa.select(sa.func.count()).where(
        Task.organization_id == organization_id, Task.state == State.AWAITING_CONFIRMATION
    )
    return session.scalars(query).one()


def _raised(task: Task, owed: OpenTask | None, superiors: Superiors, reader: Reader) -> Raised:
    if owed is None:
        return Raised()
    return raised(
        superiors,
        group_id=task.lead_group_id,
        due_on=task.due_on,
        plan=owed.plan,
        today=reader.today,
        calendar=reader.calendar,
        reader_id=reader.account.id,
    )


def _last_updates(session: Session, task_ids: Collection[int]) -> Mapping[int, list[StatusUpdate]]:
    """The lead group's last three updates of each task, newest first."""
    ranked = (
        sa.select(
            StatusUpdate.id,
            sa.func.row_number()
            .over(partition_by=StatusUpdate.task_id, order_by=StatusUpdate.id.desc())
            .label("place"),
        )
        .join(Task, Task.id == StatusUpdate.task_id)
        .where(StatusUpdate.task_id.in_(task_ids), StatusUpdate.group_id == Task.lead_group_id)
        .subquery()
    )
    last = sa.select(ranked.c.id).where(ranked.c.place <= 1 + EARLIER)
    updates: defaultdict[int, list[StatusUpdate]] = defaultdict(list)
    query = sa.select(StatusUpdate).where(StatusUpdate.id.in_(last)).order_by(StatusUpdate.id.desc())
    for update in session.scalars(query):
        updates[update.task_id].append(update)
    return updates


def _latest_returns(session: Session, task_ids: Collection[int]) -> dict[int, Review]:
    last = (
        sa.select(sa.func.max(Review.id))
        .where(Review.task_id.in_(task_ids), Review.decision == ReviewDecision.RETURNED)
        .group_by(Review.task_id)
    )
    found = session.scalars(sa.select(Review).where(Review.id.in_(last)).options(joinedload(Review.reviewer)))
    return {review.task_id: review for review in found}
