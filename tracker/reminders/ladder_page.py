"""Ladders in words: what a plan says, on which days a task would be reminded of, and whose plan is whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.reminders.models import ReminderPlan
from tracker.reminders.plans import Plans, Scope, plan_of
from tracker.reminders.rules import LadderPlan
from tracker.reminders.rungs import TaskDates, rungs_of
from tracker.reminders.words import rule_words
from tracker.tasks.models import Task

REACH_BACK, REACH_ON = timedelta(days=100), timedelta(days=35)
MOST_EXAMPLES = 12
WORKING_DAYS_AHEAD = 10


@dataclass(frozen=True, kw_only=True)
class Example:
    """What would come of one deadline."""

    due_on: date
    steps: tuple[tuple[date, str], ...]


@dataclass(frozen=True, kw_only=True)
class QuarterLadder:
    """A quarter of the list; `words` is empty while it has no ladder of its own."""

    quarter: Quarter
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskLadder:
    """A task with a ladder of its own."""

    task_id: int
    code: str
    title: str
    words: tuple[str, ...]


def plan_words(plan: LadderPlan) -> tuple[str, ...]:
    """A ladder in sentences."""
    if plan.paused:
        return (_("Tạm dừng: không gửi lần nhắc nào."),)
    lines = [_early_words(plan)]
    if plan.due_week_monday:
        lines.append(_("Ngày làm việc đầu tuần có hạn: một lần."))
    if plan.fixed_on:
        lines.append(_("Ngày %(day)s: một lần.", day=format_day(plan.fixed_on)))
    lines += [_("Đúng ngày hạn: một lần.") if plan.on_day else _("Đúng ngày hạn: không nhắc."), _late_words(plan)]
    if plan.starts_on:
        lines.append(_("Không gửi trước ngày %(day)s.", day=format_day(plan.starts_on)))
    return (*lines, *_watch_words(plan))


def _early_words(plan: LadderPlan) -> str:
    if not plan.before:
        return _("Trước hạn: không nhắc.")
    return _("Trước hạn: %(days)s ngày làm việc.", days=_numbers(sorted(plan.before, reverse=True)))


def _late_words(plan: LadderPlan) -> str:
    if not plan.after and not plan.every:
        return _("Quá hạn: không nhắc.")
    if not plan.after:
        return _("Quá hạn: %(n)s ngày làm việc một lần.", n=plan.every)
    days = _numbers(sorted(plan.after))
    if not plan.every:
        return _("Quá hạn: %(days)s ngày làm việc, rồi thôi.", days=days)
    return _("Quá hạn: %(days)s ngày làm việc, sau đó %(n)s ngày làm việc một lần.", days=days, n=plan.every)


def _watch_words(plan: LadderPlan) -> list[str]:
    lines = []
    if plan.escalate_after:
        lines.append(_("Trưởng, phó đơn vị được báo khi quá hạn từ %(n)s ngày làm việc.", n=plan.escalate_after))
    if plan.committee_after:
        lines.append(_("Thường trực được báo mỗi tuần khi quá hạn từ %(n)s ngày làm việc.", n=plan.committee_after))
    if plan.silent_after:
        lines.append(_("Văn phòng được báo khi %(n)s ngày làm việc không có cập nhật.", n=plan.silent_after))
    return lines


def _numbers(days: Sequence[int]) -> str:
    return ", ".join(str(day) for day in days)


def example_of(plan: LadderPlan, calendar: WorkingCalendar, due_on: date) -> Example:
    """On which days a task due on `due_on` would be reminded of, worked out as it is every morning."""
    dates = TaskDates(assigned_on=due_on - REACH_BACK, due_on=due_on)
    rungs = rungs_of(dates, calendar, plan, after=due_on - REACH_BACK, until=due_on + REACH_ON)
    steps = sorted((rung.day, rule_words(rung.rule)) for rung in rungs)
    return Example(due_on=due_on, steps=tuple(steps[:MOST_EXAMPLES]))


def quarter_ladders(plans: Plans, this: Quarter) -> list[QuarterLadder]:
    """The coming quarter, this one, and every other that has a ladder of its own, newest first."""
    named = {scope.partition(":")[2] for scope in plans.rows if scope.startswith("quarter:")}
    found = {Quarter.parse(text) for text in named} | {this, this.next}
    return [
        QuarterLadder(quarter=each, words=plan_words(own) if (own := _own(plans, Scope(quarter=each))) else ())
        for each in sorted(found, key=str, reverse=True)
    ]


def task_ladders(session: Session, organization_id: int) -> list[TaskLadder]:
    """The tasks with a ladder of their own, by quarter and number."""
    rows = session.execute(
        sa.select(ReminderPlan, Task.code, Task.title)
        .join(Task, Task.id == ReminderPlan.task_id)
        .where(ReminderPlan.organization_id == organization_id)
        .order_by(Task.quarter.desc(), Task.code, Task.id)
    )
    return [
        TaskLadder(task_id=row.task_id, code=code, title=title, words=plan_words(plan_of(row)))
        for row, code, title in rows
        if row.task_id is not None
    ]


def wider_plan(plans: Plans, scope: Scope, quarter: str) -> LadderPlan:
    """The ladder that would count for the scope if it had none of its own."""
    without = Plans(rows={name: plan for name, plan in plans.rows.items() if name != str(scope)})
    if scope.task_id is not None:
        return without.of(scope.task_id, quarter)
    return without.of(0, quarter if scope.quarter is not None else "")


def with_plan(plans: Plans, scope: Scope, plan: LadderPlan | None) -> Plans:
    """The plans as they would be with another ladder for one scope; None: without its own."""
    rows = {name: each for name, each in plans.rows.items() if name != str(scope)}
    return Plans(rows=rows if plan is None else {**rows, str(scope): plan})


def _own(plans: Plans, scope: Scope) -> LadderPlan | None:
    return plans.rows.get(str(scope))
