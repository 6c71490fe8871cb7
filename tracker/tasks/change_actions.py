"""The office changes a task: its words and people, its deadline, or that it stops or goes on next quarter."""

from dataclasses import dataclass
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
from tracker.indicators.models import Indicator
from tracker.mail.status import OccurrenceKind
from tracker.tasks import rules
from tracker.tasks.assigning import tell_the_groups
from tracker.tasks.loading import local_day, task_to_change
from tracker.tasks.models import Assignment, Task
from tracker.tasks.people import is_member
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The parts of a task that the office may put right without a decision."""

    title: str
    in_charge_id: int | None
    priority: bool
    supporting_group_ids: tuple[int, ...]


def edit(task_id: int, version: int, new: Edit, *, actor: Actor, now: datetime) -> Task:
    """Put words and people right. One audit entry tells everything that changed."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        day = local_day(session, task.organization_id, now)
        if new.in_charge_id is not None and not is_member(session, new.in_charge_id, task.lead_group_id, day):
            raise Invalid(N_("Người phụ trách phải là thành viên của đơn vị chủ trì."), field="in_charge_id")
        before = _told(task)
        _support(session, task, new.supporting_group_ids)
        task.title, task.in_charge_id, task.priority = new.title, new.in_charge_id, new.priority
        task.folded = fold(f"{task.code} {task.title} {task.directive.quotation}")
        session.flush()
        session.refresh(task, ["in_charge", "supporting"])
        after = _told(task)
        changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        _changed(session, task, "task.edited", changes, actor=actor, now=now)
        return task


def move_deadline(task_id: int, version: int, due_on: date | None, reason: str, *, actor: Actor, now: datetime) -> Task:
    """Give another deadline, or none. Later reminders follow the new one; the groups are told."""
    with transaction() as session:
        task = task_to_change(session, task_id, actor, Right.CHANGE_TASK, version=version)
        rules.check_new_deadline(task.state, task.due_on, due_on, task.assigned_on)
        rules.check_reason(reason)
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
        child = _child(task, local_day(session, task.organization_id, now), now)
        session.add(child)
        session.flush()
        return child


def _leave(
    session: Session, task: Task, state: State, action: str, reason: str, *, actor: Actor, now: datetime
) -> None:
    rules.check_can_stop(task.state)
    rules.check_reason(reason)
    before, task.state = task.state, state
    task.state_since = now
    _changed(session, task, action, {"state": (before, state)}, actor=actor, now=now, reason=reason)
    _tell(session, task, OccurrenceKind.STOPPED, reason, actor=actor, now=now)


def _child(task: Task, day: date, now: datetime) -> Task:
    quarter = Quarter.parse(task.quarter).next
    return Task(
        organization_id=task.organization_id,
        directive_id=task.directive_id,
        part=task.part + 100,  # a part of the same directive that no first assignment uses
        code=task.code,
        quarter=str(quarter),
        title=task.title,
        folded=task.folded,
        kind=task.kind,
        lead_group_id=task.lead_group_id,
        in_charge_id=task.in_charge_id,
        priority=task.priority,
        assigned_on=day,
        default_due_on=quarter.last_day,
        state=State.NOT_STARTED,
        state_since=now,
        carried_from_id=task.id,
        supporting=[
            Assignment(organization_id=task.organization_id, group_id=each.group_id, duty=each.duty)
            for each in task.supporting
        ],
        indicators=[_indicator_again(each, task.quarter) for each in task.indicators],
    )


def _indicator_again(old: Indicator, quarter: str) -> Indicator:
    last = old.measurements[-1].value if old.measurements else old.baseline
    return Indicator(
        organization_id=old.organization_id,
        position=old.position,
        name=old.name,
        unit=old.unit,
        baseline=last,
        baseline_label=Quarter.parse(quarter).roman_label,
        target=old.target,
        direction=old.direction,
        roll_up=old.roll_up,
        qualifier=old.qualifier,
    )


def _told(task: Task) -> dict[str, Any]:
    """What the trail tells of an edit, in names."""
    return {
        "title": task.title,
        "in_charge": task.in_charge.full_name if task.in_charge else None,
        "priority": task.priority,
        "supporting": ", ".join(sorted(each.group.name for each in task.supporting)),
    }


def _support(session: Session, task: Task, group_ids: tuple[int, ...]) -> None:
    if task.lead_group_id in group_ids:
        raise Invalid(N_("Đơn vị chủ trì không đồng thời là đơn vị phối hợp."), field="supporting_group_ids")
    kept = {each.group_id: each for each in task.supporting}
    for group_id in group_ids:
        group = session.get(Group, group_id)
        if group is None or group.organization_id != task.organization_id:
            raise NotFound
    for group_id, assignment in kept.items():
        if group_id not in group_ids:
            session.delete(assignment)
    for group_id in dict.fromkeys(group_ids):
        if group_id not in kept:
            session.add(Assignment(organization_id=task.organization_id, task_id=task.id, group_id=group_id))


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
