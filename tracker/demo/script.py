"""From seeds to a script: what happens when, in the order of time. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tracker.demo.days import Days, Term, morning, office_hour
from tracker.demo.directives import QUARTER_BEFORE, THIS_QUARTER
from tracker.demo.plots import (
    FIRST_NOTE,
    PLOTS,
    ROUTINE,
    CarryOver,
    Confirm,
    Flow,
    Note,
    Plot,
    Report,
    Step,
    Stop,
    flow_of,
)
from tracker.demo.seeds import DirectiveSeed, DocumentSeed, TaskSeed

NEAR = 4
"""Working days by which a deadline must have passed before its task is reported, confirmed and done."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One task of a document, with its deadline."""

    document: DocumentSeed
    directive: DirectiveSeed
    task: TaskSeed
    due_on: date | None

    @property
    def key(self) -> str:
        """What the task is called throughout the script; the quarter is the document's."""
        return f"{self.document.committee}:{self.directive.key}:{self.task.lead}"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A document is entered and all its tasks are given."""

    at: datetime
    document: DocumentSeed
    term: Term
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Done:
    """One step of one task."""

    at: datetime
    part: Part
    step: Step


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The digests of a working day are written and sent."""

    at: datetime


Event = Given | Done | Morning


def script_of(days: Days) -> list[Event]:
    """Everything that happened, oldest first; nothing on the day of the newest digest itself."""
    events: list[Event] = [Morning(at=morning(day)) for day in _mornings(days)]
    for documents, term in ((QUARTER_BEFORE, days.term_before), (THIS_QUARTER, days.this_term)):
        for document in documents:
            events += _of_document(document, term, days)
    return sorted(events, key=lambda event: event.at)


def _mornings(days: Days) -> Iterator[date]:
    day = days.this_term.assigned_on
    while (day := days.calendar.shift(day, 1)) < days.newest:
        yield day


def _of_document(document: DocumentSeed, term: Term, days: Days) -> Iterator[Event]:
    parts = tuple(
        Part(document=document, directive=directive, task=task, due_on=_due(task, term, days))
        for directive in document.directives
        for task in directive.tasks
    )
    yield Given(
        at=office_hour(term.assigned_on, f"{document.committee}:{term.quarter}"),
        document=document,
        term=term,
        parts=parts,
    )
    for part in parts:
        steps = steps_of(part, term, days)
        yield from (
            Done(at=office_hour(days.ago(step.ago), f"{part.key}:{term.quarter}:{step.ago}"), part=part, step=step)
            for step in steps
        )


def _due(task: TaskSeed, term: Term, days: Days) -> date | None:
    flow = flow_of(task.plot)
    if flow is not None:
        length = days.calendar.between(term.assigned_on, term.quarter.last_day)
        return days.calendar.shift(term.assigned_on, max(FIRST_NOTE * 2, round(length * flow.fraction)))
    if task.plot in {"carried", "stopped"}:
        return days.calendar.shift(term.quarter.last_day, -FIRST_NOTE)
    due = PLOTS[task.plot].due
    return None if due is None else days.due(due)


def steps_of(part: Part, term: Term, days: Days) -> list[Step]:
    """What happens to a task, oldest first."""
    begun = days.calendar.between(term.assigned_on, days.newest)
    if term.quarter == days.quarter:
        flow = flow_of(part.task.plot)
        if flow is None:
            return _of_plot(PLOTS[part.task.plot], begun)
        return _of_flow(flow, part, begun, days, closed=1)
    return _of_the_quarter_before(part, begun, days)


def _of_plot(plot: Plot, begun: int) -> list[Step]:
    first = max((step.ago for step in plot.steps), default=0)
    return [*(_routine(begun, first) if plot.routine else ()), *plot.steps]


def _routine(begun: int, until: int) -> list[Step]:
    """Ordinary notes from the assignment on, none shortly before the first step of the plot."""
    return [Note(ago) for ago in range(begun - FIRST_NOTE, until + FIRST_NOTE, -ROUTINE)]


def _of_flow(flow: Flow, part: Part, begun: int, days: Days, *, closed: int) -> list[Step]:
    assert part.due_on is not None  # noqa: S101 - a flow has a deadline
    passed = days.calendar.between(part.due_on, days.newest)
    if passed < NEAR and closed == 1:
        return [*_routine(begun, 2), Note(2)]
    reported = max(passed - flow.lateness if flow.lateness else passed + 2, closed + 1)
    return [*_routine(begun, reported), Report(reported), Confirm(reported - 1)]


def _of_the_quarter_before(part: Part, begun: int, days: Days) -> list[Step]:
    closed = days.calendar.between(days.closed_on, days.newest)
    if part.task.plot == "carried":
        again: list[Step] = [Note(ago) for ago in range(closed - FIRST_NOTE, 2, -ROUTINE + 2)]
        return [*_routine(begun, closed), CarryOver(closed), *again]
    if part.task.plot == "stopped":
        middle = (begun + closed) // 2
        return [*_routine(begun, middle), Stop(middle)]
    flow = flow_of(part.task.plot)
    assert flow is not None  # noqa: S101 - no other plot is written for a past quarter
    return _of_flow(flow, part, begun, days, closed=closed)
