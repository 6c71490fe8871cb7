"""Who is told next of one task: the same planning as every morning's, fed from what the page of the task has read.

`work`, `people` and `told_before` say the same in SQL for all tasks of an organization; a test holds the two equal.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from tracker.core.quarter import Quarter
from tracker.mail.ledger import LedgerLine
from tracker.mail.status import MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.people import people_on
from tracker.reminders.planning import Mentions, OpenTask, Person, lines_on
from tracker.reminders.rules import LadderPlan, Rule
from tracker.reminders.rungs import Rung, TaskDates
from tracker.reminders.told_before import ToldBefore, days_off, days_told, step_of
from tracker.tasks.dossier import Dossier
from tracker.tasks.queries import Almanac
from tracker.tasks.status import OPEN_STATES, State


@dataclass(frozen=True, kw_only=True)
class About:
    """What the page of a task knows: the task, its ladder, what was told, and today."""

    task: Dossier
    plan: LadderPlan
    lines: Sequence[LedgerLine]
    almanac: Almanac

    @property
    def today(self) -> date:
        """The day it is for the committee of the task."""
        return self.almanac.view.today


def dates_of(task: Dossier) -> TaskDates:
    """What the ladders of the task hang on."""
    return TaskDates(
        assigned_on=task.assigned_on,
        due_on=task.due_on,
        default_due_on=task.default_due_on,
        returned_on=task.returned_on,
        reported_on=task.reported_on,
        last_update_on=task.last_update_on,
        state=task.state,
    )


def readers_of(session: Session, about: About, rungs: Sequence[Rung]) -> Mapping[Rung, list[str]]:
    """By rung, who would be told, by name in their order. 2 SELECTs."""
    task, today, calendar = about.task, about.today, about.almanac.calendar
    owing = owing_groups(task, today)
    people = people_on(session, task.organization_id, task.id, {task.lead_group_id, *owing}, day=today)
    owed = open_task(task, about.plan, [each.person for each in people], today)
    mentions = mentions_of(task, about.lines, today)
    persons = [each.person for each in people]
    lines = lines_on(rungs, persons, owed, calendar, mentions=mentions)
    before = told_of(session, about, sorted({line.account_id for line in lines}))
    told = {(line.account_id, Rung(line.day, line.rule)) for line in lines if not before.reason(line)}
    return {rung: [each.name for each in people if (each.person.account_id, rung) in told] for rung in rungs}


def open_task(task: Dossier, plan: LadderPlan, people: Sequence[Person], day: date) -> OpenTask:
    """The task as the ladder needs it."""
    seated = any(each.account_id == task.in_charge_id and task.lead_group_id in each.seats for each in people)
    report = task.last_report if task.state is State.AWAITING_CONFIRMATION else None
    return OpenTask(
        id=task.id,
        lead_group_id=task.lead_group_id,
        in_charge_id=task.in_charge_id if seated else None,
        due_revision=task.due_revision,
        dates=dates_of(task),
        owing_group_ids=owing_groups(task, day),
        plan=plan,
        author_id=report.author_id if report else None,
    )


def owing_groups(task: Dossier, day: date) -> frozenset[int]:
    """The supporting groups that have filed nothing since the quarter of `day` began."""
    if task.state not in OPEN_STATES:
        return frozenset()
    begun = Quarter.of(day).first_day
    filed = {each.group_id for each in task.updates if each.reported_on >= begun}
    return frozenset(each.group_id for each in task.supporting) - filed


def mentions_of(task: Dossier, lines: Sequence[LedgerLine], day: date) -> Mentions:
    """How often each person was told of the task, up to `day`, while its deadline is still to come then."""
    target = task.due_on or task.default_due_on
    if target is not None and target <= day:
        return {}
    return Counter(
        (line.account_id, task.id)
        for line in _reminders(lines)
        if line.local_day <= day and Rule.parse(line.rule).is_early
    )


def told_of(session: Session, about: About, account_ids: Sequence[int]) -> ToldBefore:
    """What these people have been told already of what comes after today. 1 SELECT, none without people."""
    if not account_ids:
        return ToldBefore(days=frozenset(), steps=frozenset())
    off = days_off(about.almanac.calendar, about.today + timedelta(days=1))
    return ToldBefore(
        days=days_told(session, account_ids, about.today),
        steps=frozenset(
            step_of(line.account_id, about.task.id, line.due_revision, Rule.parse(line.rule), line.local_day)
            for line in _reminders(about.lines)
            if line.local_day in off and line.mail_state is MailState.ACCEPTED
        ),
    )


def _reminders(lines: Sequence[LedgerLine]) -> list[LedgerLine]:
    """Those of the ladder that were not replaced or dropped."""
    return [line for line in lines if line.kind is OccurrenceKind.REMINDER and line.state is OccurrenceState.ATTACHED]
