"""The report as a page: the board's own tiles and tables over the same tallies, then the rows of the form."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.board.counts import Links
from tracker.board.matrix import Matrix, matrix_of
from tracker.board.page import Bar, Figure, Tile, tiles_of
from tracker.board.rows import BoardRows, Tally
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.reports.lines import Entry
from tracker.reports.loading import Report
from tracker.reports.narrative import SECTIONS
from tracker.reports.rules import Rate, on_all, on_due

SECTION_WORDS = {
    "highlights": N_("Kết quả nổi bật"),
    "shortcomings": N_("Hạn chế và nguyên nhân"),
    "priorities": N_("Nhiệm vụ trọng tâm"),
    "proposals": N_("Kiến nghị"),
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of the words."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the form, with the address of its task."""

    entry: Entry
    href: str


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """All the template walks over."""

    quarter: Quarter
    organization_name: str
    now: datetime
    today: date
    board_href: str
    tasks: Figure
    with_deadline: Figure
    no_deadline: Figure
    tiles: tuple[Tile, ...]
    rates: tuple[Bar, ...]
    matrices: tuple[Matrix, ...]
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    closed: int


def page_of(report: Report, links: Links) -> ReportPage:
    """Put the page together; every number with the address of its list."""
    total = report.total
    return ReportPage(
        quarter=report.quarter,
        organization_name=report.organization_name,
        now=report.now,
        today=report.today,
        board_href=links.board(),
        tasks=Figure(n=total.total, href=links.tasks()),
        with_deadline=Figure(n=total.with_deadline, href=links.tasks("dl")),
        no_deadline=Figure(n=total.nodl, href=links.tasks("nodl")),
        tiles=tiles_of(total, links),
        rates=(
            _bar(gettext(N_("Hoàn thành trên số đến hạn")), on_due(total), links.tasks("due")),
            _bar(gettext(N_("Hoàn thành trên tổng số có hạn")), on_all(total), links.tasks("dl")),
        ),
        matrices=tuple(
            _matrix(rows, links, by=by, quarter=report.quarter)
            for by, rows in (("group", report.by_group), ("field", report.by_field))
        ),
        sections=tuple(
            Section(title=gettext(SECTION_WORDS[name]), text=getattr(report.narrative, name)) for name in SECTIONS
        ),
        rows=tuple(Row(entry=each, href=links.task_path(each.task_id)) for each in report.entries),
        closed=report.closed,
    )


def _bar(label: str, rate: Rate, href: str) -> Bar:
    return Bar(label=label, value=rate.part, whole=rate.whole, text=rate.text, href=href)


def _matrix(rows: tuple[Tally, ...], links: Links, *, by: str, quarter: Quarter) -> Matrix:
    found = BoardRows(tallies=rows, attention=(), quarters=(), before=None, judged=(), cards=())
    return matrix_of(found, links, by=by, quarter=quarter, whole=True)
