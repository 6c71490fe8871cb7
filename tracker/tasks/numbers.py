"""The indicators of a task as its page shows them: baseline, what was reported, target, how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.core.days import format_short_day
from tracker.core.languages import gettext
from tracker.core.numbers import format_number
from tracker.core.words import N_
from tracker.indicators.models import Indicator
from tracker.indicators.rules import progress, roll_up
from tracker.indicators.status import QUALIFIER_WORDS, ROLL_UP_WORDS, Direction
from tracker.tasks.dossier import Dossier, Goal
from tracker.tasks.models import Task

MOST_COLUMNS = 4


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """One indicator: a reading for each column, None where nothing was reported; `rate` in words or None."""

    name: str
    unit: str
    readings: Sequence[Decimal | None]
    target: Decimal | None
    rate: str | None
    points: Sequence[float]
    trend_label: str


@dataclass(frozen=True, kw_only=True)
class IndicatorTable:
    """The rows, and the headings of the columns of readings, oldest first; `note` says how several reports add up."""

    note: str
    marks: Sequence[str]
    rows: Sequence[IndicatorRow]


def indicator_table(task: Task | Dossier) -> IndicatorTable | None:
    """The table of a task's numbers; None without any."""
    if not task.indicators:
        return None
    days = sorted({each.measured_on for indicator in task.indicators for each in indicator.measurements})
    days = days[-MOST_COLUMNS:]
    label = next((each.baseline_label for each in task.indicators if each.baseline_label), "")
    has_baseline = any(each.baseline is not None for each in task.indicators)
    marks = ([label or gettext(N_("Ban đầu"))] if has_baseline else []) + [format_short_day(day) for day in days]
    if not marks:
        marks = [gettext(N_("Đã đạt"))]
    rules = {each.roll_up for each in task.indicators}
    return IndicatorTable(
        note=gettext(ROLL_UP_WORDS[rules.pop()]) if len(rules) == 1 else "",
        marks=marks,
        rows=[_row(each, days, has_baseline=has_baseline) for each in task.indicators],
    )


def _row(indicator: Indicator | Goal, days: Sequence[date], *, has_baseline: bool) -> IndicatorRow:
    by_day = {each.measured_on: each.value for each in indicator.measurements}
    readings: list[Decimal | None] = [indicator.baseline] if has_baseline else []
    readings += [by_day.get(day) for day in days]
    values = [each.value for each in indicator.measurements]
    current = roll_up(values, indicator.roll_up)
    points = ([indicator.baseline] if indicator.baseline is not None else []) + values
    qualifier = gettext(QUALIFIER_WORDS[indicator.qualifier])
    return IndicatorRow(
        name=f"{indicator.name} ({qualifier})" if qualifier else indicator.name,
        unit=indicator.unit,
        readings=readings or [None],
        target=indicator.target,
        rate=rate_of(indicator, current),
        points=[float(each) for each in points],
        trend_label=", ".join(format_number(each) for each in points) or gettext(N_("chưa có số liệu")),
    )


def rate_of(indicator: Indicator | Goal, current: Decimal | None) -> str | None:
    """How much of the target is reached, in words; where higher is better, the value over the target as reports do."""
    start = indicator.baseline if indicator.direction is Direction.LOWER else None
    percent = progress(start, indicator.target, current, indicator.direction)
    return None if percent is None else f"{format_number(percent)} %"


def last_reading(indicator: Indicator) -> tuple[str, date] | None:
    """The last value with its unit, and its day, for the form of an update."""
    if not indicator.measurements:
        return None
    last = indicator.measurements[-1]
    return f"{format_number(last.value)} {indicator.unit}", last.measured_on
