"""The shapes of the demo's plain data: committees with their groups, documents with their directives and tasks."""

from dataclasses import dataclass
from decimal import Decimal

from tracker.core.numbers import parse_number
from tracker.directives.models import DocumentType
from tracker.groups.models import GroupKind
from tracker.indicators.status import Qualifier, RollUp
from tracker.tasks.status import Kind


@dataclass(frozen=True, kw_only=True)
class GroupSeed:
    """A group.

    `people` is how many of its own it has, the head first; `shares` are groups whose last person sits here too.
    """

    key: str
    name: str
    short: str
    kind: GroupKind
    localities: tuple[str, ...] = ()
    people: int = 1
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommitteeSeed:
    """A committee of the seed. `domain` ends the addresses of its people."""

    key: str
    name: str
    short: str
    domain: str
    contact: str
    fields: tuple[str, ...]
    groups: tuple[GroupSeed, ...]


@dataclass(frozen=True, kw_only=True)
class IndicatorSeed:
    """A number of a task, in Vietnamese writing. `path` is what is reported, one value after the other."""

    name: str
    unit: str
    path: tuple[str, ...]
    baseline: str = ""
    target: str = ""
    roll_up: RollUp = RollUp.LATEST
    qualifier: Qualifier = Qualifier.NONE

    def value(self, number: int) -> Decimal:
        """What is reported the `number`-th time, from 0; the last value stays."""
        return parse_number(self.path[min(number, len(self.path) - 1)])


@dataclass(frozen=True, kw_only=True)
class TaskSeed:
    """What one lead group is to do. `plot` names the way it went, see `plots.py`."""

    lead: str
    plot: str
    title: str = ""
    supporting: tuple[str, ...] = ()
    priority: bool = False
    indicators: tuple[IndicatorSeed, ...] = ()
    due_text: str = ""
    reason: str = ""
    direction: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class DirectiveSeed:
    """One sentence of a document. Its `quotation` stands in the document's text where `{key}` is written there.

    `notes` are what groups report, in any order; `cases` are received, resolved and remaining; `product` is the
    number of the paper that completes it, `closing` the last word about work that has no other product.
    """

    key: str
    kind: Kind
    title: str
    quotation: str
    field: str
    tasks: tuple[TaskSeed, ...]
    notes: tuple[str, ...]
    done: str
    cases: tuple[tuple[int, int, int], ...] = ()
    product: str = ""
    closing: str = ""


@dataclass(frozen=True, kw_only=True)
class DocumentSeed:
    """A conclusion; `{quarter}`, `{previous}` and `{key}` of each directive are filled in."""

    committee: str
    type: DocumentType
    number: str
    issuer: str
    subject: str
    text: str
    directives: tuple[DirectiveSeed, ...]
