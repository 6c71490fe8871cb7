"""The lines of a digest that are still true when it is written, worst first."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceState
from tracker.reminders.facts import TaskNow, truth_of
from tracker.reminders.lines import NEWER_LINE, NOTHING_LEFT, reminder_fault
from tracker.reminders.readers import Reader
from tracker.reminders.rules import Part, Rule, part_of
from tracker.reminders.rungs import Rung
from tracker.tasks.status import State


class Urgency(IntEnum):
    """The order of the items."""

    OVERDUE = 1
    RETURNED = 2
    TODAY = 3
    SOON = 4
    DEFAULT = 5


class Section(StrEnum):
    """The sections of a digest, in their order: what one does oneself, what one answers, what one watches."""

    MINE = "mine"
    REVIEW = "review"
    COMMITTEE = "committee"
    SILENT = "silent"


_SECTIONS = {
    Part.REVIEWER: Section.REVIEW,
    Part.COMMITTEE: Section.COMMITTEE,
    Part.SILENT: Section.SILENT,
}


@dataclass(frozen=True, kw_only=True)
class Due:
    """One line that is still true. `gap` are the first and the last day on which nothing was sent, if it came late."""

    now: TaskNow
    rule: Rule
    part: Part
    urgency: Urgency
    day: date
    caught_up: bool
    gap: tuple[date, date] | None = None

    @property
    def section(self) -> Section:
        """Where it stands in the digest."""
        return _SECTIONS.get(self.part, Section.MINE)


def still_true(lines: list[Occurrence], tasks: dict[int, TaskNow], reader: Reader, mail_day: date) -> list[Due]:
    """The lines to tell, worst first; the others are marked with why not. One line a task: the newest."""
    newest = {line.task_id: line.id for line in sorted(lines, key=lambda line: (line.local_day, line.id))}
    dues = []
    for line in lines:
        if newest[line.task_id] != line.id:
            line.state, line.state_reason = OccurrenceState.SUPERSEDED, NEWER_LINE
            continue
        rule, now = Rule.parse(line.rule), tasks[line.task_id]
        fault = reminder_fault(
            rule, line.due_revision, line.created_at, truth_of(now, reader, rung=Rung(line.local_day, rule))
        )
        part = part_of(rule, now.place)
        if fault is not None or part is None:
            drop([line], fault or NOTHING_LEFT)
            continue
        urgency, day = _urgency(now, reader.today)
        caught_up = line.local_day < mail_day
        gap = _gap(line)
        due = Due(now=now, rule=rule, part=part, urgency=urgency, day=day, caught_up=caught_up, gap=gap)
        dues.append(due)
    return sorted(dues, key=_order)


def drop(lines: list[Occurrence], reason: str) -> None:
    """Say of lines that they are not told, and why."""
    for line in lines:
        line.state, line.state_reason = OccurrenceState.CANCELLED, reason


def _order(due: Due) -> tuple[object, ...]:
    """Worst first; the report that waits longest before the others; lists of groups in the order of the groups."""
    task, group = due.now.task, due.now.task.lead_group
    pressing: tuple[object, ...] = (due.urgency, due.day)
    if due.section is Section.REVIEW:
        pressing = (task.reported_on or due.day,)
    if due.section is Section.COMMITTEE:
        pressing = (group.position, group.name, group.id, due.day)
    if due.section is Section.SILENT:
        pressing = (group.position, group.name, group.id, task.last_update_on or task.assigned_on)
    return (list(Section).index(due.section), *pressing, task.code, task.id)


def _gap(line: Occurrence) -> tuple[date, date] | None:
    days = line.detail.get("gap")
    if not line.detail.get("caught_up") or not days:
        return None
    return date.fromisoformat(days[0]), date.fromisoformat(days[1])


def _urgency(now: TaskNow, today: date) -> tuple[Urgency, date]:
    """How pressing the task is today, whatever rung the line stands on, and the day it is sorted by."""
    task = now.task
    if task.due_on is not None and task.due_on < today:
        return Urgency.OVERDUE, task.due_on
    if task.state is State.RETURNED:
        return Urgency.RETURNED, task.returned_on or today
    if task.due_on is not None:
        return (Urgency.TODAY if task.due_on == today else Urgency.SOON), task.due_on
    return Urgency.DEFAULT, task.default_due_on or today
