"""For a reader of several committees: each with its numbers and the way to its board."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.board.below import Child
from tracker.board.counts import Figures, Links, sum_of
from tracker.board.matrix import Matrix, Row, row_of
from tracker.board.page import Bar, Tile, bars_of, tiles_of
from tracker.board.switch import Choice, QuarterSwitch
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.text import sort_key
from tracker.core.words import N_


class Order(StrEnum):
    """How the committees are put in order: the value of `sort=` in addresses. By name is no ranking, so it is usual."""

    NAME = "name"
    LATE = "late"
    SILENT = "silent"


ORDER_WORDS = {
    Order.NAME: N_("Theo tên"),
    Order.LATE: N_("Quá hạn nhiều nhất"),
    Order.SILENT: N_("Im lặng nhiều nhất"),
}


@dataclass(frozen=True, kw_only=True)
class OverviewFrame:
    """What an overview is about, besides its rows. `way_to` leads from a child to its own page."""

    quarter: Quarter
    now: datetime
    today: date
    order: Order
    elapsed: tuple[int, int]
    name: str
    links: Links
    links_of: Callable[[Child], Links]
    way_to: Callable[[Child], str]
    sorted_by: Callable[[Order], str]
    way_up: tuple[str, str] | None
    switch: QuarterSwitch


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """All the template walks over."""

    frame: OverviewFrame
    total: int
    with_deadline: int
    no_deadline: int
    tiles: tuple[Tile, ...]
    bars: tuple[Bar, ...]
    matrix: Matrix
    orders: tuple[Choice, ...]


def assemble(children: Sequence[Child], frame: OverviewFrame) -> OverviewPage:
    """The 2 × 2 of all of them together, and a row for each."""
    total = sum_of((each.figures for each in children), Figures())
    ordered = sorted(children, key=lambda each: (*_place(each.figures, frame.order), sort_key(each.name), each.id))
    return OverviewPage(
        frame=frame,
        total=total.total,
        with_deadline=total.with_deadline,
        no_deadline=total.nodl,
        tiles=tiles_of(total, frame.links),
        bars=bars_of(total, frame.links, elapsed=frame.elapsed),
        matrix=Matrix(
            title=gettext(N_("Các đảng bộ")),
            by=gettext(N_("Đảng bộ")),
            caption=gettext(N_("Số nhiệm vụ theo đảng bộ và trạng thái.")),
            rows=tuple(_row(each, frame) for each in ordered),
            totals=row_of(gettext(N_("Tổng cộng")), total, frame.links),
            with_trend=False,
        ),
        orders=tuple(
            (gettext(words), frame.sorted_by(order), order is frame.order) for order, words in ORDER_WORDS.items()
        ),
    )


def _row(child: Child, frame: OverviewFrame) -> Row:
    name = gettext(N_("%(name)s, việc của chính cơ quan"), name=child.name) if child.itself else child.name
    return row_of(name, child.figures, frame.links_of(child), href=frame.way_to(child))


def _place(figures: Figures, order: Order) -> tuple[int, ...]:
    """The greatest number first; the share decides between equals, so that a small committee is not hidden."""
    if order is Order.NAME:
        return ()
    n = figures.over if order is Order.LATE else figures.mute
    return (-n, figures.total)
