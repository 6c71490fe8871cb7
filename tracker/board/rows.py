"""What the queries of the board bring, as plain values."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from tracker.board.counts import Counts
from tracker.core.quarter import Quarter
from tracker.tasks.doing import Doing
from tracker.tasks.rules import Dates
from tracker.tasks.status import Kind, State


class Reason(IntEnum):
    """Why a task asks for attention. A task is named once, by the first of these that holds."""

    DIRECTION = 1
    OVERDUE = 2
    RETURNED = 3
    RISK = 4
    SILENT = 5
    SOON = 6


@dataclass(frozen=True, kw_only=True)
class Named:
    """A lead group or a field of work. Id 0 stands for tasks that belong to no field."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The figures of one row of the matrix."""

    of: Named
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class DayTally:
    """The figures of what falls due on one day; of what has no deadline where `day` is None."""

    day: date | None
    counts: Counts


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """What a line or a card shows of a task."""

    id: int
    code: str
    title: str
    group: str
    kind: Kind
    due_text: str
    dates: Dates
    returned_on: date | None

    @property
    def state(self) -> State:
        """Where the task stands."""
        return self.dates.state


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A task on a card, and what the reader may do to it."""

    task: TaskRow
    doing: Doing


@dataclass(frozen=True, kw_only=True)
class AttentionRow:
    """A task that asks for attention, and the day of the oldest direction it has not answered."""

    task: TaskRow
    reason: Reason
    directed_on: date | None


@dataclass(frozen=True, kw_only=True)
class QuarterFacts:
    """A quarter that has tasks."""

    quarter: Quarter
    tasks: int
    directives: int
    groups: int


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Of the tasks of one row in one quarter that can be judged, how many were finished in time."""

    of_id: int
    quarter: Quarter
    on_time: int
    fallen_due: int


@dataclass(frozen=True, kw_only=True)
class BoardRows:
    """All that was asked of the database for one board."""

    tallies: tuple[Tally, ...]
    attention: tuple[AttentionRow, ...]
    quarters: tuple[QuarterFacts, ...]
    before: Counts | None
    judged: tuple[Judged, ...]
    cards: tuple[CardRow, ...]
