"""What the queries of a sheet bring, as plain values."""

from dataclasses import dataclass
from datetime import date

from tracker.accounts.actor import SeatRole
from tracker.board.counts import Counts
from tracker.reports.lines import TaskLine
from tracker.sheets.rules import Measure
from tracker.tasks.status import SelfRating
from tracker.update_rate.rules import Rate


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who sits in the group today."""

    name: str
    role: SeatRole


@dataclass(frozen=True, kw_only=True)
class Update:
    """What a group said once; `group` is named where it is not the lead."""

    task_id: int
    reported_on: date
    group: str
    no_change: bool
    self_rating: SelfRating | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the group asks for and nobody has answered yet."""

    task_id: int
    code: str
    title: str
    reported_on: date
    text: str
    needs_decision: bool


@dataclass(frozen=True, kw_only=True)
class SheetRows:
    """All that was asked of the database for one sheet."""

    people: tuple[Person, ...]
    counts: Counts
    lines: tuple[TaskLine, ...]
    updates: tuple[Update, ...]
    proposals: tuple[Proposal, ...]
    measures: tuple[Measure, ...]
    earlier: tuple[Measure, ...]
    rate: Rate
    supporting: int
    closed: int
