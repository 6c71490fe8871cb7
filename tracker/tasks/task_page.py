"""The page of one task: its sentence, its numbers, its history, and what the reader may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.core.quarter import Quarter
from tracker.directives.pages import document_words
from tracker.tasks.cards import part_of
from tracker.tasks.doing import Doing, doing_to
from tracker.tasks.dossier import Dossier, Goal, Order, Support, Update
from tracker.tasks.events import Event, events_of
from tracker.tasks.history import Entry, history_of
from tracker.tasks.loading import subject_of
from tracker.tasks.numbers import IndicatorTable, indicator_table
from tracker.tasks.pages import standing_of
from tracker.tasks.queries import Almanac, almanac
from tracker.tasks.quotation import Quotation, quotation
from tracker.tasks.whole import carried_to, first_promised
from tracker.tasks.words import Standing, state_standing


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """What the page shows beside the task itself. `part` is what the reader's own group supports it with."""

    almanac: Almanac
    quarter: Quarter
    state: Standing
    standing: Standing
    doing: Doing
    part: Support | None
    heard: frozenset[int]
    quote: Quotation
    source: str
    indicators: Mapping[int, Goal]
    numbers: IndicatorTable | None
    events: Sequence[Event]
    directions: Sequence[Order]
    report: Update | None
    attempts: int
    own_report: bool
    history: Sequence[Entry]
    quarters: int
    promised_on: date
    carried_to: int | None


def assemble(session: Session, task: Dossier, actor: Actor, now: datetime) -> TaskPage:
    """Put the page of a task together."""
    today = almanac(session, task.organization_id, now)
    events, report = events_of(task), task.last_report
    quarters, promised_on = first_promised(session, task)
    return TaskPage(
        almanac=today,
        quarter=Quarter.parse(task.quarter),
        state=state_standing(task.state),
        standing=standing_of(task, today, long=True),
        doing=doing_to(actor, subject_of(task), task.state),
        part=part_of(task, actor),
        heard=task.heard,
        quote=quotation(task.document_text, task.quotation, task.start, task.end),
        source=document_words(task.document_type, task.document_number, task.document_issued_on),
        indicators={each.id: each for each in task.indicators},
        numbers=indicator_table(task),
        events=events,
        directions=[each for each in reversed(task.directions) if each.answered_at is None],
        report=report,
        attempts=sum(event.key == "wait" for event in events),
        own_report=report is not None and report.author_id == actor.account_id,
        history=history_of(session, task.id),
        quarters=quarters,
        promised_on=promised_on,
        carried_to=carried_to(session, task),
    )
