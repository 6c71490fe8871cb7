"""The rules of a sheet: what stood in an earlier quarter beside an indicator of this one. Nothing is ever guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.core.quarter import Quarter
from tracker.core.text import fold
from tracker.indicators.status import Qualifier


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One indicator with what its reports come to by its rule; `rate` is how much of the target, in words."""

    task_id: int
    carried_from_id: int | None
    quarter: Quarter
    code: str
    name: str
    unit: str
    qualifier: Qualifier
    current: Decimal | None
    target: Decimal | None
    rate: str | None


def year_before(quarter: Quarter) -> Quarter:
    """The same quarter of the year before."""
    return Quarter(quarter.year - 1, quarter.number)


def value_then(measure: Measure, earlier: Sequence[Measure], quarter: Quarter) -> Decimal | None:
    """What the same number stood at in `quarter`: of the task that was carried on, else of the only one called so.

    The same number has the same name and the same unit. Where two could be meant, none is.
    """
    alike = [each for each in earlier if each.quarter == quarter and _called(each) == _called(measure)]
    carried = [each for each in alike if each.task_id == measure.carried_from_id]
    found = carried or alike
    return found[0].current if len(found) == 1 else None


def _called(measure: Measure) -> tuple[str, str]:
    return fold(measure.name), fold(measure.unit)
