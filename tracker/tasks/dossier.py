"""Everything the page of one task shows, as plain values. Nothing here is ever written back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tracker.directives.models import DocumentType
from tracker.indicators.status import Direction as Way
from tracker.indicators.status import Qualifier, RollUp
from tracker.tasks.status import Kind, ReviewDecision, SelfRating, State


@dataclass(frozen=True, kw_only=True)
class Support:
    """A supporting group with its own part of the work."""

    group_id: int
    short_name: str
    duty: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value one group reported on one day."""

    id: int
    indicator_id: int
    status_update_id: int
    value: Decimal
    measured_on: date


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A number the task is to reach, with what was reported for it, the oldest first."""

    id: int
    name: str
    unit: str
    baseline: Decimal | None
    baseline_label: str
    target: Decimal | None
    direction: Way
    roll_up: RollUp
    qualifier: Qualifier
    measurements: Sequence[Reading]


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that came with an update."""

    id: int
    status_update_id: int
    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Update:
    """What a group reported once, with its numbers and files."""

    id: int
    group_id: int
    group: str
    author_id: int
    author: str
    created_at: datetime
    reported_on: date
    from_state: State
    to_state: State
    no_change: bool
    self_rating: SelfRating | None
    done_text: str
    difficulty: str
    needs_decision: bool
    expected_on: date | None
    document_number: str
    document_date: date | None
    cases_received: int | None
    cases_resolved: int | None
    cases_remaining: int | None
    launched_on: date | None
    closing_note: str
    measurements: Sequence[Reading]
    evidence: Sequence[File]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the office answered to a report of completion."""

    reviewer: str
    decision: ReviewDecision
    reason: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Order:
    """A direction from above; open until it is answered."""

    author: str
    text: str
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """A task, the sentence that gave it, and all that happened to it, the oldest first."""

    id: int
    organization_id: int
    code: str
    quarter: str
    title: str
    kind: Kind
    lead_group_id: int
    lead_group: str
    in_charge_id: int | None
    in_charge: str | None
    priority: bool
    restricted: bool
    assigned_on: date
    due_on: date | None
    due_text: str
    default_due_on: date | None
    due_revision: int
    state: State
    expected_on: date | None
    reported_on: date | None
    returned_on: date | None
    last_update_on: date | None
    carried_from_id: int | None
    version: int
    number: int
    issuer: str
    quotation: str
    start: int | None
    end: int | None
    field: str | None
    document_id: int
    document_type: DocumentType
    document_number: str
    document_issued_on: date
    document_text: str
    supporting: Sequence[Support]
    indicators: Sequence[Goal]
    updates: Sequence[Update]
    reviews: Sequence[Answer]
    directions: Sequence[Order]

    @property
    def last_report(self) -> Update | None:
        """The report of completion that awaits, or got, the office's answer."""
        return next((each for each in reversed(self.updates) if self.is_report(each)), None)

    def is_report(self, update: Update) -> bool:
        """Whether the lead group reported completion with it."""
        return update.group_id == self.lead_group_id and update.to_state is State.AWAITING_CONFIRMATION

    @property
    def heard(self) -> frozenset[int]:
        """The groups that have reported."""
        return frozenset(each.group_id for each in self.updates)


@dataclass(frozen=True, kw_only=True)
class SupportingGroup:
    """A group that supports the work."""

    group_id: int


@dataclass(frozen=True, kw_only=True)
class AskedNumber:
    """A number that is asked for."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class TaskToReport:
    """Whose the task is, and what its form asks."""

    id: int
    organization_id: int
    lead_group_id: int
    restricted: bool
    kind: Kind
    supporting: Sequence[SupportingGroup]
    indicators: Sequence[AskedNumber]
