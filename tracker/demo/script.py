"""From seeds to a script: what happens when, in the order of time. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tracker.demo.days import Days, Term, morning, office_hour
from tracker.demo.directives import QUARTER_BEFORE, THIS_QUARTER
from tracker.demo.people import SEED
from tracker.demo.plots import (
    FIRST_NOTE,
    LAST_NOTE,
    PAUSE,
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

SHORTEST = 10
"""Working days that every task is given at least."""

LEDGER = 20
"""Working days back to which the ledger tells of digests."""

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
    day = max(days.this_term.assigned_on, days.ago(LEDGER + 1))
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
        return days.calendar.shift(term.assigned_on, max(SHORTEST, round(length * flow.fraction)))
    if task.plot in {"carried", "stopped"}:
        return days.calendar.shift(term.quarter.last_day, -PAUSE)
    due = PLOTS[task.plot].due
    return None if due is None else days.due(due)


def steps_of(part: Part, term: Term, days: Days) -> list[Step]:
    """What happens to a task, oldest first; the same for the same task, day by day."""
    begun = days.calendar.between(term.assigned_on, days.newest)
    chance = Random(f"{SEED}:{part.key}")
    if term.quarter != days.quarter:
        return _of_the_quarter_before(part, begun, days, chance)
    flow = flow_of(part.task.plot)
    if flow is None:
        return _of_plot(PLOTS[part.task.plot], begun, chance)
    return _of_flow(flow, part, begun, days, chance)


def _of_plot(plot: Plot, begun: int, chance: Random) -> list[Step]:
    steps = list(plot.steps)
    if plot.last_note:
        steps = [Note(chance.randint(*LAST_NOTE))]
    first = max((step.ago for step in steps), default=0)
    return [*(_routine(begun, first, chance) if plot.routine else ()), *steps]


def _routine(begun: int, until: int, chance: Random) -> list[Step]:
    """Ordinary notes from the assignment on, none shortly before the first step of the plot."""
    return [Note(ago) for ago in range(begun - chance.randint(*FIRST_NOTE), until + PAUSE, -ROUTINE)]


def _of_flow(flow: Flow, part: Part, begun: int, days: Days, chance: Random, *, closed: int = 0) -> list[Step]:
    """Open until its deadline has passed, then done; in a closed quarter done before it was closed."""
    assert part.due_on is not None  # noqa: S101 - a flow has a deadline
    passed = days.calendar.between(part.due_on, days.newest)
    if passed < NEAR and not closed:
        last = chance.randint(*LAST_NOTE)
        return [*_routine(begun, last, chance), Note(last)]
    early = 0 if flow.lateness else chance.randint(1, 4)
    reported = max(passed + early - flow.lateness, closed + 1, 2)
    confirmed = max(reported - chance.randint(1, 3), closed, 1)
    return [*_routine(begun, reported, chance), Report(reported), Confirm(confirmed)]


def _of_the_quarter_before(part: Part, begun: int, days: Days, chance: Random) -> list[Step]:
    closed = days.calendar.between(days.closed_on, days.newest)
    if part.task.plot == "carried":
        again = _routine(closed, LAST_NOTE[0], chance)
        return [*_routine(begun, closed, chance), CarryOver(closed), *again]
    if part.task.plot == "stopped":
        middle = (begun + closed) // 2
        return [*_routine(begun, middle, chance), Stop(middle)]
    flow = flow_of(part.task.plot)
    assert flow is not None  # noqa: S101 - no other plot is written for a past quarter
    return _of_flow(flow, part, begun, days, chance, closed=closed)
