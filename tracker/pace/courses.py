"""Each indicator beside the way to its target, with its drawing, its words and the rows behind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.core.days import format_day
from tracker.core.languages import gettext
from tracker.core.numbers import format_number
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.indicators.models import Indicator
from tracker.indicators.status import DIRECTION_WORDS, ROLL_UP_WORDS
from tracker.pace.chart import Chart, Paper, Tick
from tracker.pace.queries import Measured
from tracker.pace.rules import Aim, Axis, Reading, Verdict, aim_days, expected, readings, verdict
from tracker.pace.words import about, decimals_of, verdict_standing
from tracker.tasks.numbers import rate_of
from tracker.tasks.words import Standing

WIDTH, HEIGHT = 340, 150
ORDER = list(Verdict)
"""What is behind comes first."""


@dataclass(frozen=True, kw_only=True)
class CourseRow:
    """One line of the table behind a drawing."""

    day: date
    said: str
    stood: str
    planned: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """One indicator on the page."""

    verdict: Verdict
    standing: Standing
    name: str
    task: str
    group: str
    href: str
    facts: tuple[str, ...]
    note: str
    chart: Chart
    rows: tuple[CourseRow, ...]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What all indicators of a page have in common."""

    quarter: Quarter
    axis: Axis
    today: date
    task_path: Callable[[int], str]


def courses_of(found: Sequence[Measured], ground: Ground) -> list[Course]:
    """All of them: what is behind first, then in the order of the tasks."""
    return sorted((course_of(each, ground) for each in found), key=lambda it: ORDER.index(it.verdict))


def course_of(measured: Measured, ground: Ground) -> Course:
    """One indicator."""
    one = _One.of(measured, ground)
    indicator = measured.indicator
    return Course(
        verdict=one.verdict,
        standing=verdict_standing(one.verdict),
        name=f"{indicator.name} ({indicator.unit})",
        task=f"{measured.code} · {measured.title}",
        group=measured.group,
        href=ground.task_path(measured.task_id),
        facts=one.facts(),
        note=" · ".join(
            gettext(each) for each in (DIRECTION_WORDS[indicator.direction], ROLL_UP_WORDS[indicator.roll_up])
        ),
        chart=one.chart(),
        rows=one.rows(),
    )


@dataclass(frozen=True, kw_only=True)
class _One:
    """An indicator with what was worked out of it."""

    indicator: Indicator
    aim: Aim
    ground: Ground
    reported: tuple[Reading, ...]
    stood: tuple[Reading, ...]
    decimals: int
    verdict: Verdict

    @classmethod
    def of(cls, measured: Measured, ground: Ground) -> "_One":
        indicator = measured.indicator
        first, last = aim_days(ground.quarter, measured.assigned_on, measured.due_on)
        aim = Aim(
            baseline=indicator.baseline,
            target=indicator.target,
            direction=indicator.direction,
            roll_up=indicator.roll_up,
            first_day=first,
            last_day=last,
        )
        reported = tuple((each.measured_on, each.value) for each in indicator.measurements)
        stood = readings(reported, aim.roll_up)
        return cls(
            indicator=indicator,
            aim=aim,
            ground=ground,
            reported=reported,
            stood=stood,
            decimals=decimals_of(aim.baseline, aim.target, *(value for _, value in stood)),
            verdict=verdict(aim, ground.axis, stood, ground.today),
        )

    @property
    def current(self) -> Decimal | None:
        return self.stood[-1][1] if self.stood else None

    def planned(self, day: date) -> str:
        """Where the way stands at a day, in words."""
        value = expected(self.aim, self.ground.axis, day)
        return "–" if value is None else about(value, self.decimals)

    def facts(self) -> tuple[str, ...]:
        """What it is now, what it should be, what it is to become, how much of that is reached."""
        said = []
        if self.current is None:
            said.append(gettext(N_("Chưa có báo cáo nào")))
        else:
            said.append(gettext(N_("Hiện nay: %(n)s"), n=format_number(self.current)))
        if self.aim.has_way and self.ground.axis.today_at is not None:
            said.append(gettext(N_("Theo kế hoạch đến hôm nay: %(n)s"), n=self.planned(self.ground.today)))
        if self.aim.target is None:
            said.append(gettext(N_("Chưa có chỉ tiêu, không tính phần trăm")))
            return tuple(said)
        said.append(gettext(N_("Chỉ tiêu: %(n)s"), n=format_number(self.aim.target)))
        rate = rate_of(self.indicator, self.current)
        if rate is not None:
            said.append(gettext(N_("Đạt %(rate)s"), rate=rate))
        elif self.current is not None:
            said.append(gettext(N_("Không tính phần trăm: chưa có số ban đầu")))
        return tuple(said)

    def rows(self) -> tuple[CourseRow, ...]:
        """Where it began, each report, where it should end."""
        found = []
        if self.aim.baseline is not None:
            begun = format_number(self.aim.baseline)
            found.append(
                CourseRow(day=self.aim.first_day, said="–", stood=begun, planned=self.planned(self.aim.first_day))
            )
        for (day, value), (_, stood) in zip(self.reported, self.stood, strict=True):
            said, at = format_number(value), format_number(stood)
            found.append(CourseRow(day=day, said=said, stood=at, planned=self.planned(day)))
        if self.aim.target is not None:
            goal = format_number(self.aim.target)
            found.append(CourseRow(day=self.aim.last_day, said="–", stood="–", planned=goal))
        return tuple(found)

    def chart(self) -> Chart:
        """The way as a broken line, what was reported as a whole one with a mark for each report."""
        axis, aim = self.ground.axis, self.aim
        values = [value for _, value in self.stood]
        known = [each for each in (aim.start if aim.has_way else aim.baseline, aim.target, *values) if each is not None]
        low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
        paper = Paper(width=WIDTH, height=HEIGHT, last=len(axis.days) - 1, low=low, high=high, left=58)
        marks = [(axis.place(day), value) for day, value in self.stood]
        begun = [(axis.place(aim.first_day), aim.baseline)] if aim.baseline is not None and marks else []
        lines = [paper.line("plan", self._way())] if aim.has_way else []
        if len(begun) + len(marks) > 1:
            lines.append(paper.line("done", [*begun, *marks]))
        now = axis.today_at
        return Chart(
            name=self.indicator.name,
            told="; ".join(
                (*self.facts(), *(f"{format_day(day)}: {format_number(value)}" for day, value in self.stood))
            ),
            width=WIDTH,
            height=HEIGHT,
            left=paper.left,
            right=paper.right,
            bottom=paper.bottom,
            lines=tuple(lines),
            dots=paper.dots(marks),
            ticks_y=tuple(Tick(at=paper.y(each), text=format_number(each)) for each in sorted({low, high}))
            if known
            else (),
            ticks_x=tuple(Tick(at=paper.x(n), text=format_day(axis.days[n])[:5]) for n in (0, len(axis.days) - 1)),
            today_x=None if now is None else paper.x(now),
        )

    def _way(self) -> list[tuple[int, Decimal]]:
        axis, aim = self.ground.axis, self.aim
        start, target = aim.start or Decimal(0), aim.target or Decimal(0)
        begin, end = axis.place(aim.first_day), axis.place(aim.last_day)
        return [(begin, start), (end, target), (max(end, len(axis.days) - 1), target)]
