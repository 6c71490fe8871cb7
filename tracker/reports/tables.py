"""The tables of a report as plain rows, for files that have no links: the same numbers, in the same order."""

from collections.abc import Iterable

from tracker.board.counts import FIVE, OVERLAYS, Counts, Figures
from tracker.board.rows import Tally
from tracker.core.languages import gettext, ngettext
from tracker.core.words import N_
from tracker.reports.loading import Report
from tracker.reports.rules import Rate, on_all, on_due

Line = tuple[str, int]

COLUMN_WORDS = {
    "done": N_("Hoàn thành đúng hạn"),
    "late": N_("Hoàn thành trễ hạn"),
    "term": N_("Trong hạn"),
    "over": N_("Quá hạn"),
    "nodl": N_("Không giao hạn"),
    "wait": N_("Chờ xác nhận"),
    "mute": N_("Im lặng"),
}
FORM_WORDS = (
    N_("TT"),
    N_("Chỉ đạo (số, ngày)"),
    N_("Nội dung chỉ đạo"),
    N_("Kết quả thực hiện"),
    N_("Đề xuất, kiến nghị"),
    N_("Tiến độ"),
)


def head_of(by: str) -> list[str]:
    """The head of a table by lead group or by field."""
    columns = [COLUMN_WORDS[key] for key in FIVE]
    more = [COLUMN_WORDS[key] for key in OVERLAYS]
    last = [N_("Đã hoàn thành"), N_("Số đến hạn"), N_("Tỷ lệ trên số đến hạn"), N_("Tỷ lệ trên tổng số có hạn")]
    return [gettext(each) for each in (N_("TT"), by, *columns, N_("Tổng"), *more, *last)]


def numbers_of(counts: Figures) -> list[int]:
    """The numbers of one row, in the order of the head."""
    figures = [counts.of(key) for key in (*FIVE, "total", *OVERLAYS)]
    return [*figures, counts.finished, counts.fallen_due]


def rates_of(counts: Figures) -> tuple[Rate, Rate]:
    """The two rates of one row."""
    return on_due(counts), on_all(counts)


def named(rows: Iterable[Tally]) -> list[tuple[str, Counts]]:
    """Each row with its name; tasks without a field have one too."""
    return [(each.of.name or gettext(N_("Chưa xếp lĩnh vực")), each.counts) for each in rows]


def closed_words(n: int) -> str:
    """Says that so many tasks are counted and have no line."""
    return ngettext(
        "Trong các số này có %(n)s việc hạn chế, không ghi ở bảng từng việc.",
        "Trong các số này có %(n)s việc hạn chế, không ghi ở bảng từng việc.",
        n,
    )


def summary_of(report: Report) -> list[Line]:
    """The position in a dozen lines; the four cells add up to those with a deadline."""
    total = report.total
    lines = [(COLUMN_WORDS[key], total.of(key)) for key in ("done", "late", "term", "over")]
    return [
        (gettext(word), n)
        for word, n in (
            (N_("Tổng số nhiệm vụ"), total.total),
            (N_("Nhiệm vụ có hạn"), total.with_deadline),
            *lines,
            (N_("Không giao hạn"), total.nodl),
            (N_("Đã hoàn thành"), total.finished),
            (N_("Số đến hạn"), total.fallen_due),
        )
    ]
