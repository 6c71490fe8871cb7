"""*Đôn đốc*: the office reminds by hand, in its own words, whom it chooses. Seen first, then sent, and sent once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, Stale
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.groups.models import Group, Membership
from tracker.mail.burials import dead_among
from tracker.mail.outbox import Recipient, queue_chase
from tracker.reminders.chase_rules import (
    ChasedTask,
    OthersNow,
    Outlook,
    Reach,
    Sitting,
    check_chase,
    outlook,
)
from tracker.reminders.models import Chase
from tracker.reminders.plans import plans_of
from tracker.reminders.work import owed_tasks
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.loading import local_day
from tracker.tasks.models import Task
from tracker.tasks.rules import refuse
from tracker.tasks.sight import visible_to
from tracker.tasks.status import OPEN_STATES


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the office asks for."""

    task_ids: tuple[int, ...]
    reach: Reach
    text: str


def may_chase(actor: Actor) -> bool:
    """Only the office speaks to groups by hand."""
    return allows(actor, Right.CHANGE_TASK, Subject(organization_id=actor.organization_id))


def look_at(session: Session, wanted: Wanted, *, actor: Actor, day: date) -> Outlook:
    """Who would be written to now, and who not. 8 SELECTs at most, however many tasks and people."""
    found = _tasks(session, wanted.task_ids, actor)
    plans = plans_of(session, actor.organization_id)
    owing = owed_tasks(session, Task.id.in_(wanted.task_ids), day, plans) if wanted.reach is Reach.ALL else {}
    chased = [
        _chased(task, owing[task.id].owing_group_ids if task.id in owing else frozenset())
        for task in found
        if task.state in OPEN_STATES
    ]
    finished = [_chased(task, frozenset()) for task in found if task.state not in OPEN_STATES]
    group_ids = {group_id for task in chased for group_id in task.group_ids}
    rows = session.execute(sa.select(Group.id, Group.short_name).where(Group.id.in_(group_ids)))
    names = {row.id: row.short_name for row in rows}
    sittings = _sittings(session, group_ids, day)
    return outlook(chased, finished, sittings, names, reach=wanted.reach, sender_id=actor.account_id)


def chase(wanted: Wanted, *, form_key: str, seal: str, actor: Actor, now: datetime) -> tuple[Chase, int]:
    """Send the words to the people of the preview; answers the chase and how many people get a mail.

    `form_key` makes a form sent twice count once (AlreadyRecorded); `seal` is that of the preview the office saw:
    if anybody else would be reached by now, nothing is sent (OthersNow).
    """
    if not may_chase(actor):
        raise NotAllowed
    if not form_key:
        raise Stale
    refuse(check_chase(wanted.text, wanted.task_ids))
    with transaction() as session:
        made = _entered(session, wanted.text, form_key, actor, now)
        day = local_day(session, actor.organization_id, now)
        seen = look_at(session, wanted, actor=actor, day=day)
        if not seen.addressees:
            raise Invalid(N_("Không có ai để gửi. Chọn việc khác hoặc người nhận khác."), field="tasks")
        if seen.seal != seal:
            raise OthersNow
        told = queue_chase(
            session,
            organization_id=actor.organization_id,
            chase_id=made.id,
            recipients={
                Recipient(account_id=each.account_id, address=each.address): [task.id for task in each.tasks]
                for each in seen.addressees
            },
            local_day=day,
            now=now,
            detail={"text": wanted.text, "by": actor.name, "phone": _phone_of(session, actor)},
        )
        _record(session, made, seen, actor, now)
    return made, told


def _phone_of(session: Session, actor: Actor) -> str:
    """Where the sender can be rung: whoever is pressed may want to talk."""
    return session.scalar(sa.select(Account.phone).where(Account.id == actor.account_id)) or ""


def _entered(session: Session, text: str, form_key: str, actor: Actor, now: datetime) -> Chase:
    """The row of this form; AlreadyRecorded if it was sent before, be it at this very moment in another window."""
    key = hashlib.sha256(f"{actor.account_id} {form_key}".encode()).hexdigest()[:40]
    if session.scalar(sa.select(Chase.id).where(Chase.form_key == key)) is not None:
        raise AlreadyRecorded
    made = Chase(
        organization_id=actor.organization_id, author_id=actor.account_id, text=text, form_key=key, created_at=now
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyRecorded from error
    return made


def _tasks(session: Session, task_ids: Sequence[int], actor: Actor) -> Sequence[Task]:
    query = (
        sa.select(Task)
        .where(Task.id.in_(task_ids), Task.organization_id == actor.organization_id, visible_to(actor))
        .options(joinedload(Task.in_charge), selectinload(Task.supporting))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.code, Task.id)
    )
    return session.scalars(query).unique().all()


def _chased(task: Task, owing: frozenset[int]) -> ChasedTask:
    return ChasedTask(
        id=task.id,
        code=task.code,
        title=task.title,
        state=task.state,
        group_ids=(task.lead_group_id, *sorted(owing)),
        in_charge_id=task.in_charge_id,
        in_charge=task.in_charge.full_name if task.in_charge else "",
    )


def _sittings(session: Session, group_ids: set[int], day: date) -> list[Sitting]:
    """The seats held in these groups on `day`, by the names of their holders, with what mail would meet."""
    rows = session.execute(
        sa.select(Account, Membership.group_id, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.group_id.in_(group_ids),
            Membership.from_on <= day,
            sa.or_(Membership.until_on.is_(None), Membership.until_on >= day),
        )
        .order_by(Account.sort_key, Account.id, Membership.group_id)
    ).all()
    addresses = {normalize_email(account.mail_address) for account, _group, _role in rows}
    dead = dead_among(session, addresses)
    return [
        Sitting(
            account_id=account.id,
            name=account.full_name,
            address=account.mail_address,
            group_id=group_id,
            role=role,
            is_disabled=account.disabled_at is not None,
            is_dead=normalize_email(account.mail_address) in dead,
        )
        for account, group_id, role in rows
    ]


def _record(session: Session, made: Chase, seen: Outlook, actor: Actor, now: datetime) -> None:
    codes = ", ".join(task.code for task in seen.tasks)
    names = "; ".join(each.name for each in seen.addressees)
    only = seen.tasks[0] if len(seen.tasks) == 1 else None
    record(
        session,
        actor=actor,
        now=now,
        organization_id=made.organization_id,
        action="reminder.chased",
        subject="chase",
        subject_id=made.id,
        subject_label=f"{only.code}. {only.title}" if only else codes,
        task_id=only.id if only else None,
        changes={"tasks": (None, codes), "recipients": (None, names)},
        reason=made.text,
    )
