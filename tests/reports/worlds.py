"""A report of a random world, and its two files read back as plain rows."""

from dataclasses import dataclass
from io import BytesIO

from docx import Document
from openpyxl import load_workbook

from tests.board.worlds import QUARTERS
from tests.cast import NOW
from tracker.reports.document import document_of
from tracker.reports.loading import Report, load
from tracker.reports.workbook import workbook_of


def report_of(session, cast, name="hoa") -> Report:
    return load(session, cast.actors[name], cast.home.id, QUARTERS[0], NOW)


def sheets_of(report: Report) -> dict:
    return sheets_in(workbook_of(report))


def sheets_in(content: bytes) -> dict:
    book = load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@dataclass(frozen=True, kw_only=True)
class PaperRead:
    paragraphs: list[str]
    four: list[list[str]]
    form: list[list[str]]


def paper_of(report: Report) -> PaperRead:
    return paper_in(document_of(report))


def paper_in(content: bytes) -> PaperRead:
    paper = Document(BytesIO(content))
    _head, four, _foot, form = paper.tables
    return PaperRead(
        paragraphs=[each.text for each in paper.paragraphs],
        four=[[cell.text for cell in row.cells] for row in four.rows],
        form=[[cell.text for cell in row.cells] for row in form.rows],
    )
