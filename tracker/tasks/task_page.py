"""The page of one task: its sentence, its numbers, its history, and what the reader may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.audit.models import AuditEntry
from tracker.core.quarter import Quarter
from tracker.directives.pages import document_name
from tracker.indicators.models import Indicator
from tracker.tasks.cards import part_of
from tracker.tasks.doing import Doing, doing_to
from tracker.tasks.events import Event, events_of
from tracker.tasks.history import history_of
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Assignment, Direction, StatusUpdate, Task
from tracker.tasks.numbers import IndicatorTable, indicator_table
from tracker.tasks.pages import standing_of
from tracker.tasks.queries import almanac
from tracker.tasks.quotation import Quotation, quotation
from tracker.tasks.whole import carried_to, first_promised, last_report
from tracker.tasks.words import Standing, state_standing
from tracker.tasks.work_queries import groups_heard


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """What the page shows beside the task itself. `part` is what the reader's own group supports it with."""

    quarter: Quarter
    state: Standing
    standing: Standing
    doing: Doing
    part: Assignment | None
    heard: frozenset[int]
    quote: Quotation
    source: str
    indicators: Mapping[int, Indicator]
    numbers: IndicatorTable | None
    events: Sequence[Event]
    directions: Sequence[Direction]
    report: StatusUpdate | None
    attempts: int
    own_report: bool
    history: Sequence[AuditEntry]
    quarters: int
    promised_on: date
    carried_to: int | None


def assemble(session: Session, task: Task, actor: Actor, now: datetime) -> TaskPage:
    """Put the page of a loaded task together."""
    today = almanac(session, task.organization_id, now)
    directive, report = task.directive, last_report(session, task)
    quarters, promised_on = first_promised(session, task)
    return TaskPage(
        quarter=Quarter.parse(task.quarter),
        state=state_standing(task.state),
        standing=standing_of(task, today, long=True),
        doing=doing_to(actor, subject_of(task), task.state),
        part=part_of(task, actor),
        heard=frozenset(group_id for _task, group_id in groups_heard(session, [task.id])),
        quote=quotation(directive.document.text, directive.quotation, directive.start, directive.end),
        source=document_name(directive.document),
        indicators={each.id: each for each in task.indicators},
        numbers=indicator_table(task),
        events=events_of(task),
        directions=[each for each in reversed(task.directions) if each.answered_at is None],
        report=report,
        attempts=sum(event.key == "wait" for event in events_of(task)),
        own_report=report is not None and report.author_id == actor.account_id,
        history=history_of(session, task.id),
        quarters=quarters,
        promised_on=promised_on,
        carried_to=carried_to(session, task),
    )
