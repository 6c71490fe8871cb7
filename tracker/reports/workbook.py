"""The report as a workbook: numbers and dates as such, people's words as text and never as a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter

from tracker.board.counts import Counts
from tracker.board.rows import Tally
from tracker.core.days import format_clock, format_day
from tracker.core.languages import gettext, speaking
from tracker.core.words import N_
from tracker.reports.lines import Entry
from tracker.reports.loading import Report
from tracker.reports.tables import closed_words, head_of, named, numbers_of, rates_of, summary_of

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32_767  # of a cell, fixed by the file format
A4 = 9
LONGEST_MEASURED = 3_000  # letters: more than the highest row can show
LINE = 15.75  # points, of the letters of a cell
TITLE = 21  # points
TALLEST = 409  # points, fixed by the file format
TASK_COLUMNS = (
    (N_("TT"), 5),
    (N_("Mã"), 7),
    (N_("Số văn bản"), 16),
    (N_("Ngày văn bản"), 12),
    (N_("Nội dung chỉ đạo"), 42),
    (N_("Nhiệm vụ"), 32),
    (N_("Đơn vị chủ trì"), 24),
    (N_("Hạn"), 12),
    (N_("Ngày báo hoàn thành"), 12),
    (N_("Kết quả thực hiện"), 42),
    (N_("Đề xuất, kiến nghị"), 32),
    (N_("Tiến độ"), 14),
    (N_("Chi tiết"), 26),
)

Cell = str | int | date | None


def workbook_of(report: Report) -> bytes:
    """The whole file. It is a paper of the committee, so it speaks Vietnamese whoever asks for it."""
    content = BytesIO()
    with speaking("vi"), xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": _title(report), "created": datetime.combine(report.today, time())})
        looks = _Looks.of(book)
        _summary(_sheet(book, N_("Tổng hợp"), looks), report)
        _by(_sheet(book, N_("Theo đơn vị"), looks), N_("Đơn vị chủ trì"), report.by_group, report.total)
        _by(_sheet(book, N_("Theo lĩnh vực"), looks), N_("Lĩnh vực"), report.by_field, report.total)
        _tasks(_sheet(book, N_("Nhiệm vụ"), looks), report.entries)
    return content.getvalue()


def _title(report: Report) -> str:
    return gettext(N_("Tình hình thực hiện chỉ đạo Quý %(quarter)s"), quarter=report.quarter.roman)


@dataclass(frozen=True, kw_only=True)
class _Looks:
    """How cells look."""

    title: Any
    head: Any
    text: Any
    number: Any
    rate: Any
    day: Any
    total: Any
    total_rate: Any

    @classmethod
    def of(cls, book: Any) -> "_Looks":
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        cell = {**base, "border": 1}
        bold = {**cell, "bold": True}
        return cls(
            title=book.add_format({**base, "bold": True, "font_size": 14}),
            head=book.add_format({**bold, "text_wrap": True, "align": "center", "valign": "vcenter"}),
            text=book.add_format({**cell, "text_wrap": True}),
            number=book.add_format({**cell, "num_format": "#,##0"}),
            rate=book.add_format({**cell, "num_format": "0.00%"}),
            day=book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "center"}),
            total=book.add_format({**bold, "num_format": "#,##0"}),
            total_rate=book.add_format({**bold, "num_format": "0.00%"}),
        )


@dataclass(kw_only=True)
class _Sheet:
    """A sheet that is filled row by row."""

    sheet: Any
    looks: _Looks
    row: int = 0
    widths: Sequence[int] = ()

    def head(self, words: Sequence[str], widths: Sequence[int]) -> None:
        """The head: it stays in sight, and stands again on each printed page."""
        self.widths = widths
        self._make_room(words)
        for column, (word, width) in enumerate(zip(words, widths, strict=True)):
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(self.row, column, word, self.looks.head)
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(self.row - 1)

    def cells(self, values: Sequence[Cell], *, total: bool = False) -> None:
        """One row, each value as what it is."""
        self._make_room(values)
        for column, value in enumerate(values):
            self.cell(column, value, total=total)
        self.row += 1

    def _make_room(self, values: Sequence[Cell]) -> None:
        """Not every program makes a row as high as the text that is broken in it."""
        texts = zip(values, self.widths, strict=False)  # the two rates are written later
        lines = max((lines_of(value, width) for value, width in texts if isinstance(value, str)), default=1)
        self.sheet.set_row(self.row, min(lines * LINE, TALLEST))

    def cell(self, column: int, value: Cell, *, total: bool = False) -> None:
        if value is None:
            self.sheet.write_blank(self.row, column, None, self.looks.text)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, column, _fitting(value), self.looks.total if total else self.looks.text)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, datetime.combine(value, time()), self.looks.day)
        else:
            self.sheet.write_number(self.row, column, value, self.looks.total if total else self.looks.number)

    def rates(self, column: int, counts: Counts, *, total: bool = False) -> None:
        """The two rates at the end of the row that was written last; of nothing there is none."""
        look = self.looks.total_rate if total else self.looks.rate
        for n, rate in enumerate(rates_of(counts)):
            if rate.share is None:
                self.sheet.write_blank(self.row - 1, column + n, None, look)
            else:
                self.sheet.write_number(self.row - 1, column + n, rate.share, look)


def lines_of(text: str, width: int) -> int:
    """On how many lines a text stands in a column of a width; a little room is kept for broad letters."""
    return sum(len(wrap(line, max(width - 2, 3))) or 1 for line in _fitting(text)[:LONGEST_MEASURED].split("\n"))


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _sheet(book: Any, name: str, looks: _Looks) -> _Sheet:
    sheet = book.add_worksheet(gettext(name))
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")
    return _Sheet(sheet=sheet, looks=looks)


def _summary(sheet: _Sheet, report: Report) -> None:
    said = gettext(
        N_("Số liệu lúc %(time)s, %(day)s"), time=format_clock(report.now, report.zone), day=format_day(report.today)
    )
    for text in (report.organization_name, _title(report), said):
        sheet.sheet.set_row(sheet.row, TITLE)
        sheet.sheet.write_string(sheet.row, 0, text, sheet.looks.title)
        sheet.row += 1
    sheet.head([gettext(N_("Chỉ tiêu")), gettext(N_("Số nhiệm vụ"))], (48, 16))
    for line in summary_of(report):
        sheet.cells(line)
    for word, rate in zip(
        (N_("Tỷ lệ trên số đến hạn"), N_("Tỷ lệ trên tổng số có hạn")), rates_of(report.total), strict=True
    ):
        sheet.cells((f"{gettext(word)} ({rate.text.partition(' · ')[0]})", None))
        if rate.share is not None:
            sheet.sheet.write_number(sheet.row - 1, 1, rate.share, sheet.looks.rate)
    if report.closed:
        sheet.cells((closed_words(report.closed), None))


def _by(sheet: _Sheet, by: str, rows: Sequence[Tally], total: Counts) -> None:
    head = head_of(by)
    sheet.head(head, (5, 36, *(12 for _ in head[2:])))
    for n, (name, counts) in enumerate(named(rows), start=1):
        sheet.cells((n, name, *numbers_of(counts)))
        sheet.rates(len(head) - 2, counts)
    sheet.cells(("", gettext(N_("Tổng cộng")), *numbers_of(total)), total=True)
    sheet.rates(len(head) - 2, total, total=True)


def _tasks(sheet: _Sheet, entries: Sequence[Entry]) -> None:
    sheet.head([gettext(word) for word, _ in TASK_COLUMNS], [width for _, width in TASK_COLUMNS])
    for each in entries:
        sheet.cells(
            (
                each.n,
                each.code,
                each.document_number,
                each.document_on,
                each.content,
                each.title,
                each.lead,
                each.due_on,
                each.reported_on,
                each.result,
                each.proposal,
                each.progress_word,
                each.detail,
            )
        )
    sheet.sheet.autofilter(0, 0, max(len(entries), 1), len(TASK_COLUMNS) - 1)
