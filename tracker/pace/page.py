"""The page of the pace: rows in, a page out, in plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.board.counts import Links
from tracker.board.page import Bar, Figure, ratio
from tracker.core.days import format_day, format_short_day
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.pace.chart import Chart, Paper, Tick, round_ticks
from tracker.pace.courses import Course
from tracker.pace.rules import Axis, BurnUp
from tracker.pace.words import compared

WIDTH, HEIGHT = 520, 240


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """One day of the table behind the burn-up; what lies ahead has nothing finished."""

    day: date
    finished: int | None
    planned: int
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a page is about, besides its rows."""

    quarter: Quarter
    organization_name: str
    whole: bool
    now: datetime
    today: date
    elapsed: tuple[int, int]
    links: Links
    no_deadline: int


@dataclass(frozen=True, kw_only=True)
class BurnPanel:
    """What is finished beside what has fallen due: figures with their lists, and where it can be drawn the drawing."""

    sentence: str
    finished: Figure
    with_deadline: Figure
    no_deadline: Figure
    elapsed: Bar
    planned: Figure | None = None
    chart: Chart | None = None
    days: tuple[DayRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PacePage:
    """All the template walks over."""

    facts: Facts
    board_href: str
    burn: BurnPanel
    courses: Sequence[Course]


def assemble(burn: BurnUp, courses: Sequence[Course], facts: Facts) -> PacePage:
    """Put the page together; every number with the address of its list."""
    return PacePage(facts=facts, board_href=facts.links.board(), burn=panel_of(burn, facts), courses=courses)


def panel_of(burn: BurnUp, facts: Facts) -> BurnPanel:
    """The burn-up with its figures."""
    links = facts.links
    return BurnPanel(
        chart=drawn(burn, facts),
        sentence=compared(burn),
        finished=Figure(n=burn.finished_now, href=links.tasks("finished")),
        planned=Figure(n=burn.planned_now, href=links.tasks("planned")),
        with_deadline=Figure(n=burn.whole, href=links.tasks("dl")),
        no_deadline=Figure(n=facts.no_deadline, href=links.tasks("nodl")),
        elapsed=elapsed_bar(facts),
        days=rows_of(burn),
    )


def elapsed_bar(facts: Facts) -> Bar:
    """How much of the quarter has gone."""
    passed, days = facts.elapsed
    return Bar(
        label=gettext(N_("Thời gian đã qua")),
        value=passed,
        whole=days,
        text=ratio(passed, days, N_("%(a)s/%(b)s ngày")),
        kind="time",
    )


def rows_of(burn: BurnUp) -> tuple[DayRow, ...]:
    """The same as the drawing, a row for each day."""
    gone = len(burn.finished)
    return tuple(
        DayRow(
            day=day,
            finished=burn.finished[n] if n < gone else None,
            planned=burn.planned[n],
            is_today=n == burn.axis.today_at,
        )
        for n, day in enumerate(burn.axis.days)
    )


def drawn(burn: BurnUp, facts: Facts) -> Chart:
    """The burn-up: what is finished as a whole line, what falls due as a broken one, the whole as a dotted one."""
    last = len(burn.axis.days) - 1
    ticks = round_ticks(burn.whole)
    paper = Paper(width=WIDTH, height=HEIGHT, last=last, low=0, high=ticks[-1], left=56)
    now = burn.axis.today_at
    whole = ((0, burn.whole), (last, burn.whole))
    return Chart(
        name=gettext(N_("Việc hoàn thành so với hạn, Quý %(quarter)s"), quarter=facts.quarter.roman),
        told=_told(burn, facts),
        width=WIDTH,
        height=HEIGHT,
        left=paper.left,
        right=paper.right,
        bottom=paper.bottom,
        lines=(
            paper.line("whole", whole),
            paper.stairs("plan", burn.planned),
            *((paper.stairs("done", burn.finished),) if burn.finished else ()),
        ),
        dots=() if now is None else paper.dots([(now, burn.finished_now)]),
        ticks_y=tuple(Tick(at=paper.y(n), text=str(n)) for n in ticks),
        ticks_x=day_ticks(burn.axis, paper),
        today_x=None if now is None else paper.x(now),
    )


def _told(burn: BurnUp, facts: Facts) -> str:
    if burn.axis.today_at is None:
        return gettext(N_("Quý chưa bắt đầu; cả quý có %(whole)s nhiệm vụ có hạn."), whole=burn.whole)
    return gettext(
        N_("Đến %(day)s: đã hoàn thành %(done)s, đã tới hạn %(due)s, cả quý có %(whole)s nhiệm vụ có hạn."),
        day=format_day(facts.today),
        done=burn.finished_now,
        due=burn.planned_now,
        whole=burn.whole,
    )


def day_ticks(axis: Axis, paper: Paper) -> tuple[Tick, ...]:
    """The first day of each month, and the last day of all."""
    firsts = [n for n, day in enumerate(axis.days) if n == 0 or day.month != axis.days[n - 1].month]
    last = len(axis.days) - 1
    wanted = [*(n for n in firsts if last - n > last // 10), last]
    return tuple(Tick(at=paper.x(n), text=format_short_day(axis.days[n])) for n in wanted)
