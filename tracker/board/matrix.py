"""The matrix: lead groups, or fields of work, against the five columns that add up."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.board.counts import FIVE, OVERLAYS, Counts, Figures, Links, sum_of
from tracker.board.rows import BoardRows, Named
from tracker.board.trend import NO_TREND, Shares, Trend, known, shares_of
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number of the matrix with the state it counts."""

    key: str
    n: int
    href: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; the total row has no address of its own. `sheet_href` leads to the sheet of a group."""

    name: str
    href: str
    cells: tuple[Cell, ...]
    total: Cell
    overlays: tuple[Cell, ...]
    finished: int
    fallen_due: int
    due_href: str
    trend: tuple[float | None, ...]
    trend_label: str
    sheet_href: str | None = None


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The rows with their heading and their total."""

    title: str
    by: str
    caption: str
    rows: tuple[Row, ...]
    totals: Row
    with_trend: bool


def matrix_of(rows: BoardRows, links: Links, *, by: str, quarter: Quarter, whole: bool) -> Matrix:
    """The matrix by lead group or by field of work."""
    heads = {
        "group": (N_("Đơn vị chủ trì và trạng thái"), N_("Đơn vị chủ trì")),
        "field": (N_("Lĩnh vực và trạng thái"), N_("Lĩnh vực")),
    }
    captions = {
        "group": N_("Số nhiệm vụ theo đơn vị chủ trì và trạng thái."),
        "field": N_("Số nhiệm vụ theo lĩnh vực và trạng thái."),
    }
    title, head = heads[by]
    lines = _Lines(links=links, by=by, shares=shares_of(rows.judged, quarter))
    found = tuple(lines.row(each.of, each.counts) for each in rows.tallies)
    return Matrix(
        title=gettext(title),
        by=gettext(head),
        caption=gettext(captions[by]),
        rows=found,
        totals=lines.totals(sum_of((each.counts for each in rows.tallies), Counts()), whole=whole),
        with_trend=any(known(row.trend) > 1 for row in found),
    )


@dataclass(frozen=True, kw_only=True)
class _Lines:
    """What all rows of one matrix have in common."""

    links: Links
    by: str
    shares: Shares

    def row(self, of: Named, counts: Figures) -> Row:
        name = of.name or gettext(N_("Chưa xếp lĩnh vực"))
        sheet = self.links.sheet_path(of.id) if self.by == "group" else None
        return row_of(name, counts, self.links, {self.by: of.id}, self.shares.of(of.id), sheet_href=sheet)

    def totals(self, counts: Figures, *, whole: bool) -> Row:
        name = gettext(N_("Toàn đảng bộ") if whole else N_("Tổng cộng"))
        return row_of(name, counts, self.links, {}, self.shares.of_all())


def row_of(
    name: str,
    counts: Figures,
    links: Links,
    narrow: Mapping[str, int] | None = None,
    trend: Trend = NO_TREND,
    *,
    href: str = "",
    sheet_href: str | None = None,
) -> Row:
    """The cells of one row, each with the list that has as many rows. Its name leads to all of them, or to `href`."""
    only = narrow or {}
    address = links.parts(**only)
    whole = address("")

    def cell(key: str) -> Cell:
        return Cell(key=key, n=counts.of(key), href=address(key))

    return Row(
        name=name,
        href=href or whole,
        cells=tuple(map(cell, FIVE)),
        total=Cell(key="", n=counts.total, href=whole),
        overlays=tuple(map(cell, OVERLAYS)),
        finished=counts.finished,
        fallen_due=counts.fallen_due,
        due_href=address("due"),
        trend=trend.points,
        trend_label=trend.label,
        sheet_href=sheet_href,
    )
