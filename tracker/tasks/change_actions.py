"""The office changes a task: its words and people, its deadline, or that it stops or goes on next quarter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound
from tracker.core.quarter import Quarter
from tracker.core.text import fold
from tracker.core.words import N_
from tracker.groups.models import Group
from tracker.mail.status import OccurrenceKind
from tracker.tasks import review_rules, rules
from tracker.tasks.carrying import task_of_next_quarter
from tracker.tasks.loading import local_day, task_to_change
from tracker.tasks.models import Assignment, Task
from tracker.tasks.news import tell_the_groups
from tracker.tasks.people import is_member
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The parts of a task that the office may put right without a decision; `duties` say what each group is to do."""

    title: str
    in_charge_id: int | None
    priority: bool
    restricted: bool = False
    supporting_group_ids: tuple[int, ...]
    duties: Mapping[int, str] = field(default_factory=dict)


def edit(task_id: int, version: int, new: Edit, *, actor: Actor, now: datetime) -> Task:
    """Put words and people right. One audit entry tells everything that changed."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        rules.check_alive(task.state)
        day = local_day(session, task.organization_id, now)
        if new.in_charge_id is not None and not is_member(session, new.in_charge_id, task.lead_group_id, day):
            raise Invalid(N_("Người phụ trách phải là thành viên của đơn vị chủ trì."), field="in_charge_id")
        before = _told(task)
        added = _support(session, task, new)
        task.title, task.in_charge_id = new.title, new.in_charge_id
        task.priority, task.restricted = new.priority, new.restricted
        task.folded = fold(f"{task.code} {task.title} {task.directive.quotation}")
        session.flush()
        session.refresh(task, ["in_charge", "supporting"])
        after = _told(task)
        changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        _changed(session, task, "task.edited", changes, actor=actor, now=now)
        key = f"assigned:{task.id}:{task.version}"
        tell_the_groups(session, task, OccurrenceKind.ASSIGNED, key=key, actor=actor, now=now, day=day, groups=added)
        return task


def move_deadline(task_id: int, version: int, due_on: date | None, reason: str, *, actor: Actor, now: datetime) -> Task:
    """Give another deadline, or none. Later reminders follow the new one; the groups are told."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        rules.check_alive(task.state)
        rules.refuse(
            rules.faults_of_deadline(task.due_on, due_on, task.assigned_on) + review_rules.faults_of_reason(reason)
        )
        old, task.due_on = task.due_on, due_on
        task.default_due_on = Quarter.parse(task.quarter).last_day if due_on is None else None
        task.due_text = ""
        task.due_revision += 1
        _changed(session, task, "task.deadline", {"due_on": (old, due_on)}, actor=actor, now=now, reason=reason)
        _tell(session, task, OccurrenceKind.DEADLINE, reason, actor=actor, now=now, old=old)
        return task


def cancel(task_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Task:
    """The work stops by decision; it leaves the quarter's count."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        _leave(session, task, State.CANCELLED, "task.cancelled", reason, actor=actor, now=now)
        return task


def carry_over(task_id: int, version: int, reason: str, *, actor: Actor, now: datetime) -> Task:
    """The work goes on as a new task of the next quarter, which remembers where it came from. Answers the new one."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        _leave(session, task, State.CARRIED_OVER, "task.carried_over", reason, actor=actor, now=now)
        child = task_of_next_quarter(session, task, local_day(session, task.organization_id, now), now)
        session.add(child)
        session.flush()
        return child


def _leave(
    session: Session, task: Task, state: State, action: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    rules.check_alive(task.state)
    review_rules.check_reason(reason)
    before, task.state = task.state, state
    task.state_since = now
    _changed(session, task, action, {"state": (before, state)}, actor=actor, now=now, reason=reason)
    _tell(session, task, OccurrenceKind.STOPPED, reason, actor=actor, now=now)


def _told(task: Task) -> dict[str, Any]:
    """What the trail tells of an edit, in names."""
    support = (f"{each.group.name}: {each.duty}" if each.duty else each.group.name for each in task.supporting)
    return {
        "title": task.title,
        "in_charge": task.in_charge.full_name if task.in_charge else None,
        "priority": task.priority,
        "restricted": task.restricted,
        "supporting": "; ".join(sorted(support)),
    }


def _support(session: Session, task: Task, new: Edit) -> list[int]:
    """Let exactly these groups support the task; answers those that are new to it."""
    if task.lead_group_id in new.supporting_group_ids:
        raise Invalid(N_("Đơn vị chủ trì không đồng thời là đơn vị phối hợp."), field="supporting_group_ids")
    kept = {each.group_id: each for each in task.supporting}
    added = [group_id for group_id in dict.fromkeys(new.supporting_group_ids) if group_id not in kept]
    for group_id in added:
        _check_group(session, group_id, task.organization_id)
        session.add(Assignment(organization_id=task.organization_id, task_id=task.id, group_id=group_id))
    for group_id, assignment in kept.items():
        assignment.duty = new.duties.get(group_id, assignment.duty)
        if group_id not in new.supporting_group_ids:
            session.delete(assignment)
    return added


def _check_group(session: Session, group_id: int, organization_id: int) -> None:
    group = session.get(Group, group_id)
    if group is None or group.organization_id != organization_id:
        raise NotFound
    if group.closed_on is not None:
        sentence = N_("Đơn vị %(name)s đã ngừng hoạt động; chọn đơn vị khác.")
        raise Invalid(sentence, field="supporting_group_ids", name=group.name)


def _changed(
    session: Session,
    task: Task,
    action: str,
    changes: dict[str, tuple[Any, Any]],
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    task.version += 1
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
        changes=changes,
        reason=reason,
    )


def _tell(
    session: Session,
    task: Task,
    kind: OccurrenceKind,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    old: date | None = None,
) -> None:
    tell_the_groups(
        session,
        task,
        kind,
        key=f"{kind}:{task.id}:{task.version}",
        actor=actor,
        now=now,
        day=local_day(session, task.organization_id, now),
        detail={"reason": reason, "by": actor.name, "old": old.isoformat() if old else ""},
    )
