"""The ladder of each task: the narrowest plan counts, whole; where nobody set one, the usual ladder.

The office sets the plan of a quarter and of a task, the office and the administrator that of the organization.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import NotAllowed, NotFound, Stale
from tracker.core.kept import Kept, rows_of
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.reminders.models import ReminderPlan
from tracker.reminders.plan_rules import check_plan
from tracker.reminders.rules import DEFAULT_PLAN, LadderPlan
from tracker.tasks.loading import task_to_change

ORGANIZATION = "organization"
NO_ROW = 0
"""The version of a plan that nobody has set yet."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a plan is for: the organization, one quarter of it, or one task."""

    quarter: Quarter | None = None
    task_id: int | None = None

    def __str__(self) -> str:
        """As it stands in the table: "organization", "quarter:2026-Q4", "task:41"."""
        if self.task_id is not None:
            return f"task:{self.task_id}"
        return ORGANIZATION if self.quarter is None else f"quarter:{self.quarter}"


@dataclass(frozen=True, kw_only=True)
class Plans:
    """The plans of one organization by scope."""

    rows: Mapping[str, LadderPlan]

    def of(self, task_id: int, quarter: str) -> LadderPlan:
        """The ladder of a task."""
        scopes = (f"task:{task_id}", f"quarter:{quarter}", ORGANIZATION)
        return next((self.rows[scope] for scope in scopes if scope in self.rows), DEFAULT_PLAN)

    def source_of(self, task_id: int, quarter: str) -> str:
        """The scope whose plan a task has; empty for the usual one."""
        scopes = (f"task:{task_id}", f"quarter:{quarter}", ORGANIZATION)
        return next((scope for scope in scopes if scope in self.rows), "")


def plans_of(session: Session, organization_id: int) -> Plans:
    """Every plan that was set in the organization. 1 SELECT, however many tasks are asked about."""
    return _plans(session, _ALL, of_id=organization_id)


def plans_about(session: Session, organization_id: int, task_id: int, quarter: str) -> Plans:
    """Those that may be the ladder of one task. 1 SELECT."""
    scopes = {"task_scope": str(Scope(task_id=task_id)), "quarter_scope": f"quarter:{quarter}"}
    return _plans(session, _ABOUT, of_id=organization_id, **scopes)


def _plans(session: Session, which: Kept, **places: Any) -> Plans:
    return Plans(rows={row.scope: plan_of(row) for row in rows_of(session, which, places)})


_OF_ORGANIZATION = sa.select(*ReminderPlan.__table__.columns).where(
    ReminderPlan.organization_id == sa.bindparam("of_id", type_=sa.Integer)
)
_ALL = Kept(_OF_ORGANIZATION)
_ABOUT = Kept(
    _OF_ORGANIZATION.where(
        sa.or_(
            ReminderPlan.scope == ORGANIZATION,
            ReminderPlan.scope == sa.bindparam("task_scope", type_=sa.String),
            ReminderPlan.scope == sa.bindparam("quarter_scope", type_=sa.String),
        )
    )
)


def find_plan(session: Session, organization_id: int, scope: Scope) -> ReminderPlan | None:
    """The row that was set for exactly this scope."""
    query = sa.select(ReminderPlan).where(
        ReminderPlan.organization_id == organization_id, ReminderPlan.scope == str(scope)
    )
    return session.scalars(query).first()


def plan_of(row: ReminderPlan | sa.Row[Any]) -> LadderPlan:
    """The row as a value."""
    values = {field.name: getattr(row, field.name) for field in fields(LadderPlan)}
    return LadderPlan(**{**values, "before": tuple(row.before), "after": tuple(row.after)})


def set_plan(scope: Scope, plan: LadderPlan, version: int, *, actor: Actor, now: datetime) -> ReminderPlan:
    """Give a scope its ladder. `version` is that of the row the form showed, `NO_ROW` if there was none.

    Steps of the old ladder that no mail has told yet fall away, later ones follow the new ladder.
    """
    check_plan(plan)
    with transaction() as session:
        label = _allowed(session, scope, actor)
        row = _row(session, scope, version, actor)
        before = _shown(plan_of(row)) if row is not None else {}
        if row is None:
            row = ReminderPlan(organization_id=actor.organization_id, scope=str(scope), task_id=scope.task_id)
            session.add(row)
        else:
            row.version += 1
        for name, value in _shown(plan).items():
            setattr(row, name, value)
        try:
            session.flush()
        except IntegrityError as error:  # somebody set it between our look and our write
            raise Stale from error
        _record(session, row, "reminder.plan_set", label, _differences(before, _shown(plan)), actor=actor, now=now)
    return row


def clear_plan(scope: Scope, version: int, *, actor: Actor, now: datetime) -> None:
    """Take a scope's own ladder away: the next wider one counts again."""
    with transaction() as session:
        label = _allowed(session, scope, actor)
        row = _row(session, scope, version, actor)
        if row is None:
            raise NotFound
        differences = _differences(_shown(plan_of(row)), {})
        _record(session, row, "reminder.plan_cleared", label, differences, actor=actor, now=now)
        session.delete(row)


def _allowed(session: Session, scope: Scope, actor: Actor) -> str:
    """Refuse whoever may not set this scope; answers what the trail calls it."""
    if scope.task_id is not None:
        task = task_to_change(session, scope.task_id, actor, Right.CHANGE_TASK)
        return f"{task.code}. {task.title}"
    right = Right.MANAGE_REMINDERS if scope.quarter is None else Right.CHANGE_TASK
    if not allows(actor, right, Subject(organization_id=actor.organization_id)):
        raise NotAllowed
    return scope.quarter.roman_label if scope.quarter is not None else N_("Cả cơ quan")


def _row(session: Session, scope: Scope, version: int, actor: Actor) -> ReminderPlan | None:
    """The row to change, locked; Stale if somebody else changed it since the form was shown."""
    query = sa.select(ReminderPlan).where(
        ReminderPlan.organization_id == actor.organization_id, ReminderPlan.scope == str(scope)
    )
    row = session.scalars(query.with_for_update()).first()
    if version != (row.version if row is not None else NO_ROW):
        raise Stale
    return row


def _shown(plan: LadderPlan) -> dict[str, Any]:
    """The fields by name, as the table keeps them and the trail shows them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(plan).items()}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = {**before, **after}
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _record(
    session: Session,
    row: ReminderPlan,
    action: str,
    label: str,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=row.organization_id,
        action=action,
        subject="reminder_plan",
        subject_id=row.id,
        subject_label=label,
        task_id=row.task_id,
        changes=changes,
    )
