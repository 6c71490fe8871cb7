"""The update rates as a page: rows in, a table out. Every number that counts tasks has the address of its list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from tracker.board.counts import Links
from tracker.board.page import Figure, ratio
from tracker.board.rows import Named
from tracker.board.switch import QuarterSwitch
from tracker.core.languages import gettext, ngettext
from tracker.core.numbers import format_number, format_percent
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.update_rate.rules import Order, Rate, worst_first

_ONE_DECIMAL = Decimal("0.1")
ORDER_WORDS = {
    Order.UPDATED: N_("Có cập nhật / còn phải làm"),
    Order.UNCHANGED: N_("Không thay đổi / có cập nhật"),
    Order.SILENT: N_("Im lặng"),
    Order.NEVER: N_("Chưa có cập nhật nào"),
    Order.WAIT: N_("Từ lúc nhắc đến lúc cập nhật"),
    Order.RETURNED: N_("Bị trả lại / đã trả lời"),
    Order.REMINDERS: N_("Lần nhắc / việc hoàn thành"),
}


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a whole in words; the part and, where it counts tasks, the whole lead to their lists."""

    part: Figure
    whole: Figure
    percent: str


@dataclass(frozen=True, kw_only=True)
class RateRow:
    """One group, or all of them, in words."""

    name: str
    href: str
    updated: Share
    unchanged: Share
    mute: Figure
    never: Figure
    wait: str
    wait_note: str
    returned: str
    reminders: str
    reminders_note: str
    completed: Figure


@dataclass(frozen=True, kw_only=True)
class Column:
    """The heading of one figure: by it the groups can be put in order."""

    label: str
    sort_href: str
    sorted: str | None
    cls: str = "num"


@dataclass(frozen=True, kw_only=True)
class RateFrame:
    """What the page is about, besides its rows."""

    quarter: Quarter
    organization_name: str
    now: datetime
    today: date
    links: Links
    switch: QuarterSwitch
    order: Order | None
    sorted_by: Callable[[Order | None], str]


@dataclass(frozen=True, kw_only=True)
class RatePage:
    """All the template walks over."""

    frame: RateFrame
    columns: tuple[Column, ...]
    rows: tuple[RateRow, ...]
    totals: RateRow


def assemble(found: Sequence[tuple[Named, Rate]], frame: RateFrame) -> RatePage:
    """The rows in the order asked for, and all of them together."""
    rows = tuple(row_of(rate, frame.links, of) for of, rate in worst_first(found, frame.order))
    total = sum((rate for _, rate in found), Rate())
    return RatePage(frame=frame, columns=_columns(frame), rows=rows, totals=row_of(total, frame.links))


def row_of(rate: Rate, links: Links, of: Named | None = None) -> RateRow:
    """The figures of one group in words, or of all together."""
    only = {"group": of.id} if of else {}

    def figure(part: str, n: int) -> Figure:
        return Figure(n=n, href=links.tasks(part, **only))

    return RateRow(
        name=of.name if of else gettext(N_("Toàn đảng bộ")),
        href=(links.sheet_path(of.id) if of else None) or links.tasks(**only),
        updated=Share(
            part=figure("updated", rate.updated),
            whole=figure("owed", rate.owed),
            percent=format_percent(rate.updated, rate.owed),
        ),
        unchanged=Share(
            part=figure("unchanged", rate.unchanged),
            whole=figure("updated", rate.updated),
            percent=format_percent(rate.unchanged, rate.updated),
        ),
        mute=figure("mute", rate.mute),
        never=figure("never", rate.never),
        wait=_wait(rate),
        wait_note=_times(len(rate.waits)),
        returned=ratio(rate.returned, rate.answered),
        reminders=format_number(rate.reminders),
        reminders_note=_per_completed(rate),
        completed=figure("completed", rate.completed),
    )


def _wait(rate: Rate) -> str:
    median = rate.median_wait
    return "–" if median is None else gettext(N_("%(n)s ngày"), n=format_number(median))


def _times(n: int) -> str:
    return ngettext("trong %(n)s lần", "trong %(n)s lần", n) if n else ""


def _per_completed(rate: Rate) -> str:
    found = rate.reminders_per_completed
    return "" if found is None else format_number(found.quantize(_ONE_DECIMAL, ROUND_HALF_UP))


def _columns(frame: RateFrame) -> tuple[Column, ...]:
    return tuple(
        Column(
            label=gettext(words),
            sort_href=frame.sorted_by(None if order is frame.order else order),
            sorted=_direction(order) if order is frame.order else None,
        )
        for order, words in ORDER_WORDS.items()
    )


def _direction(order: Order) -> str:
    """The worst first: the smallest share of tasks with an update, the greatest of everything else."""
    return "ascending" if order is Order.UPDATED else "descending"
