"""A sheet of paper in the Party's layout, by small steps: page, fonts, lines, tables. Text is only ever text."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tracker.core.text import clean_text

FONT = "Times New Roman"
BODY = 14
SMALL = 12
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LEFT = WD_ALIGN_PARAGRAPH.LEFT
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
Block = Paper | _Cell


def new_paper(*, author: str, title: str, at: datetime) -> Paper:
    """An empty A4 sheet: 20 mm above and below, 30 mm left, 15 mm right; the number of the page from the second on."""
    paper = Document()
    facts = paper.core_properties
    facts.author, facts.title, facts.comments, facts.language = author, title, "", "vi-VN"
    facts.created = facts.modified = at.astimezone(UTC)
    normal: Any = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), FONT)
    _speak_vietnamese(normal)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _margins(section)
    section.different_first_page_header_footer = True
    section.header_distance = Mm(10)
    _number_the_pages(section.header.paragraphs[0])
    return paper


def _speak_vietnamese(style: Any) -> None:
    """Else a spelling checker underlines every word."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)


def turn(paper: Paper) -> None:
    """Go on on sheets that lie on their long side; their first page is numbered like the others."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    _make_flat(paper.paragraphs[-1])
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    _margins(section)
    section.different_first_page_header_footer = False


def _make_flat(paragraph: Paragraph) -> None:
    """The line that bears the break: behind a full page it would else stand alone on a page of its own."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _margins(section: Section) -> None:
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)


def _number_the_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - the library has no fields


def say(
    block: Block,
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
    first: bool = False,
) -> Paragraph:
    """A line of words; `first` takes the empty line that each cell is born with."""
    paragraph = block.paragraphs[0] if first else block.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(clean_text(text))
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    run.font.size = Pt(size)
    return paragraph


def tell(paper: Paper, text: str, *, bold: bool = False) -> None:
    """What people wrote, a paragraph for each line: justified, its first line drawn in, lines 18 points apart."""
    for line in clean_text(text).split("\n"):
        if line:
            paragraph = say(paper, line, bold=bold, align=JUSTIFIED)
            layout = paragraph.paragraph_format
            layout.first_line_indent = Mm(10)
            layout.space_after = Pt(6)
            layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
            layout.keep_with_next = bold


def line_below(paragraph: Paragraph, *, indent_mm: int) -> None:
    """A line under the words, as long as they are."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(indent_mm)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - the library has no borders
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def table(paper: Paper, rows: int, widths_mm: Sequence[float], *, ruled: bool = True) -> Table:
    """A table with columns of these widths; without rules it only puts two things side by side."""
    made: Table = paper.add_table(rows=rows, cols=len(widths_mm))
    made.autofit = False
    if ruled:
        made.style = "Table Grid"
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in made.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    return made


def keep_whole(row: Any) -> Any:
    """No page break cuts the row; answers its properties."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library has neither these nor a head
    properties.append(OxmlElement("w:cantSplit"))
    return properties


def add_row(made: Table, texts: Sequence[str], *, head: bool = False) -> None:
    """A row that no page break cuts; the head stands again on each page."""
    row: Any = made.add_row()  # type: ignore[no-untyped-call]
    properties = keep_whole(row)
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text in zip(row.cells, texts, strict=True):
        lines = clean_text(text).split("\n")
        for n, line in enumerate(lines):
            say(cell, line, size=SMALL, bold=head, align=CENTRE if head else LEFT, first=n == 0)
