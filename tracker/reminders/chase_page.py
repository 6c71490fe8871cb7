"""What the pages of *đôn đốc* show: tasks to choose from, chases that were sent, and what became of each mail."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.mail.ledger import newest_report
from tracker.mail.models import Bounce, Occurrence, OutgoingMail
from tracker.mail.status import MailState
from tracker.organizations.models import Organization
from tracker.reminders.chase_rules import MOST_TASKS
from tracker.reminders.models import Chase
from tracker.reminders.queries import mail_result
from tracker.tasks.conditions import Slice
from tracker.tasks.filters import Chosen
from tracker.tasks.lines import line_of
from tracker.tasks.models import Task
from tracker.tasks.pages import TaskRow, task_row
from tracker.tasks.queries import Almanac, conditions_of
from tracker.tasks.sight import visible_to
from tracker.tasks.status import OPEN_STATES

MOST_RECENT = 10


@dataclass(frozen=True, kw_only=True)
class GroupOfTasks:
    """One lead group with its tasks of the page."""

    group_id: int
    name: str
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The tasks one may choose from, by lead group; `cut` if there were too many to show."""

    groups: tuple[GroupOfTasks, ...]
    cut: bool

    @property
    def total(self) -> int:
        """How many tasks stand on the page."""
        return sum(len(each.rows) for each in self.groups)

    def tasks_of(self, group_ids: Collection[int]) -> list[int]:
        """The tasks of the page that these groups lead."""
        return [row.id for group in self.groups if group.group_id in group_ids for row in group.rows]


@dataclass(frozen=True, kw_only=True)
class SentChase:
    """A chase in a list."""

    id: int
    by: str
    at: datetime
    text: str
    people: int


@dataclass(frozen=True, kw_only=True)
class SentTo:
    """One mail of a chase: to whom, about what, and what became of it."""

    name: str
    address: str
    tasks: tuple[tuple[int, str], ...]
    key: str
    result: str


def choice_of(session: Session, actor: Actor, chosen: Chosen, task_ids: Collection[int]) -> Choice:
    """The open tasks of the actor's own organization: those with `task_ids`, or if there are none those of a filter."""
    if task_ids:
        wanted: list[sa.ColumnElement[bool]] = [Task.id.in_(task_ids), visible_to(actor)]
    else:
        wanted = conditions_of(actor, chosen.narrow, chosen.days)
    rows = (
        sa.select(Task)
        .join(Task.directive)
        .join(Task.lead_group)
        .options(contains_eager(Task.directive), contains_eager(Task.lead_group), joinedload(Task.in_charge))
        .where(*wanted, Task.organization_id == actor.organization_id, Task.state.in_(OPEN_STATES))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.code, Task.id)
        .limit(MOST_TASKS + 1)
    )
    tasks = session.scalars(rows).unique().all()
    return Choice(
        groups=_by_group(tasks[:MOST_TASKS], chosen.days.of(actor.organization_id)), cut=len(tasks) > MOST_TASKS
    )


def _by_group(tasks: Sequence[Task], almanac: Almanac) -> tuple[GroupOfTasks, ...]:
    groups = {task.lead_group_id: task.lead_group for task in tasks}
    ordered = sorted(groups.values(), key=lambda each: (each.position, each.name, each.id))
    return tuple(
        GroupOfTasks(
            group_id=group.id,
            name=group.name,
            rows=tuple(task_row(line_of(task), almanac) for task in tasks if task.lead_group_id == group.id),
        )
        for group in ordered
    )


def attention_first(args: Mapping[str, str]) -> dict[str, str]:
    """An address that says nothing of the state means: what needs attention."""
    return {"state": str(Slice.ATTENTION), **args}


def recent_chases(session: Session, organization_id: int) -> list[SentChase]:
    """The newest chases of the organization."""
    rows = session.execute(
        sa.select(Chase, Account.full_name)
        .join(Account, Account.id == Chase.author_id)
        .where(Chase.organization_id == organization_id)
        .order_by(Chase.id.desc())
        .limit(MOST_RECENT)
    ).all()
    keys = session.scalars(
        sa.select(OutgoingMail.dedupe_key).where(
            sa.or_(sa.false(), *(OutgoingMail.dedupe_key.startswith(f"chase:{chase.id}:") for chase, _author in rows))
        )
    )
    people = Counter(key.split(":")[1] for key in keys)
    return [_sent(chase, name, people[str(chase.id)]) for chase, name in rows]


def find_chase(session: Session, organization_id: int, chase_id: int) -> tuple[SentChase, list[SentTo]] | None:
    """One chase of the organization with every mail of it, by name."""
    query = (
        sa.select(Chase, Account.full_name)
        .join(Account, Account.id == Chase.author_id)
        .where(Chase.id == chase_id, Chase.organization_id == organization_id)
    )
    found = session.execute(query).first()
    if found is None:
        return None
    zone = session.get_one(Organization, organization_id).time_zone
    mails = _mails(session, chase_id, zone)
    return _sent(found[0], found[1], len(mails)), mails


def _mails(session: Session, chase_id: int, zone: str) -> list[SentTo]:
    rows = session.execute(
        sa.select(OutgoingMail, Account.full_name, Task.id, Task.code)
        .join(Account, Account.id == OutgoingMail.account_id)
        .join(Occurrence, Occurrence.mail_id == OutgoingMail.id)
        .join(Task, Task.id == Occurrence.task_id)
        .where(OutgoingMail.dedupe_key.startswith(f"chase:{chase_id}:"))
        .order_by(Account.sort_key, Account.id, Occurrence.id)
    ).all()
    tasks: dict[int, list[tuple[int, str]]] = {}
    for mail, _person, task_id, code in rows:
        tasks.setdefault(mail.id, []).append((task_id, code))
    people = {row[0]: row[1] for row in rows}
    back = _came_back(session, [mail.id for mail in people])
    return [_sent_to(mail, name, tasks[mail.id], zone, back.get(mail.id)) for mail, name in people.items()]


def _came_back(session: Session, mail_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these mails that came back, and has not gone out once more since, did so."""
    query = sa.select(OutgoingMail.id, Bounce.received_at).join(Bounce, Bounce.id == newest_report())
    return {row.id: row.received_at for row in session.execute(query.where(OutgoingMail.id.in_(mail_ids)))}


def _sent_to(
    mail: OutgoingMail, name: str, tasks: Sequence[tuple[int, str]], zone: str, back: datetime | None
) -> SentTo:
    key, result = mail_result(mail.state, mail.state_reason, mail.accepted_at, zone, maybe_twice=mail.maybe_twice)
    if back is not None and mail.state is MailState.ACCEPTED:
        key, result = "over", _("bị trả lại %(clock)s", clock=format_clock(back, zone))
    return SentTo(name=name, address=mail.address, tasks=tuple(tasks), key=key, result=result)


def _sent(chase: Chase, name: str, people: int) -> SentChase:
    return SentChase(id=chase.id, by=name, at=chase.created_at, text=chase.text, people=people)
