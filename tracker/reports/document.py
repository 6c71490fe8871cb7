"""The report as a paper of a Party committee: head, title, what the figures say, the words, signature, appendix."""

from io import BytesIO

from docx.document import Document as Paper

from tracker.core.days import format_clock, format_document_day
from tracker.core.languages import gettext, speaking
from tracker.core.numbers import format_number
from tracker.core.words import N_
from tracker.organizations.models import Level
from tracker.reports.loading import Report
from tracker.reports.paper import (
    CENTRE,
    LEFT,
    SMALL,
    add_row,
    keep_whole,
    line_below,
    new_paper,
    say,
    table,
    tell,
    turn,
)
from tracker.reports.rules import on_all, on_due
from tracker.reports.tables import FORM_WORDS, closed_words

HEAD = (76, 89)
FORM = (12, 34, 60, 66, 42, 38)
FOUR = (45, 40, 40, 40)
SUFFIXES = {
    Level.CENTRAL: "TW",
    Level.PROVINCE: "TU",
    Level.DISTRICT: "HU",
    Level.COMMUNE: N_("ĐU"),
    Level.BRANCH: "CB",
}
RULE = "-----"


def document_of(report: Report) -> bytes:
    """The whole file. It is a paper of the committee, so it speaks Vietnamese whoever asks for it."""
    content = BytesIO()
    with speaking("vi"):
        paper = new_paper(author=report.organization_name, title=file_title(report), at=report.now)
        _head(paper, report)
        _title(paper, report)
        _figures(paper, report)
        _words(paper, report)
        _foot(paper, report)
        turn(paper)
        _appendix(paper, report)
    paper.save(content)
    return content.getvalue()


def file_title(report: Report) -> str:
    """What the file says of itself."""
    return gettext(N_("Tình hình thực hiện chỉ đạo Quý %(quarter)s"), quarter=report.quarter.roman)


def _head(paper: Paper, report: Report) -> None:
    left, right = table(paper, 1, HEAD, ruled=False).rows[0].cells
    above = report.superior_name.upper()
    if above:
        say(left, above, first=True)
    say(left, report.organization_name.upper(), bold=True, first=not above)
    say(left, "*")
    number = report.narrative.number or f"……-BC/{SUFFIXES[report.level]}"
    say(left, gettext(N_("Số %(number)s"), number=number))
    line_below(say(right, gettext(N_("ĐẢNG CỘNG SẢN VIỆT NAM")), size=15, bold=True, first=True), indent_mm=3)
    day = gettext(
        N_("ngày %(day)s tháng %(month)s năm %(year)s"),
        day=f"{report.today.day:02}",
        month=f"{report.today.month:02}" if report.today.month <= 2 else report.today.month,  # noqa: PLR2004 - February
        year=report.today.year,
    )
    say(right, f"{report.narrative.place or '…………'}, {day}", italic=True)


def _title(paper: Paper, report: Report) -> None:
    say(paper, "")
    say(paper, gettext(N_("BÁO CÁO")), size=16, bold=True)
    subject = gettext(
        N_("Tình hình thực hiện các chỉ đạo Quý %(quarter)s, tính đến ngày %(day)s"),
        quarter=report.quarter.roman,
        day=format_document_day(report.today),
    )
    say(paper, subject, bold=True)
    say(paper, RULE)
    say(paper, "")


def _figures(paper: Paper, report: Report) -> None:
    total = report.total
    tell(paper, gettext(N_("I. KẾT QUẢ THỰC HIỆN")), bold=True)
    tell(
        paper,
        gettext(
            N_(
                "Đến %(time)s ngày %(day)s có %(total)s nhiệm vụ, trong đó %(dated)s nhiệm vụ có hạn và"
                " %(free)s nhiệm vụ không giao hạn."
            ),
            time=format_clock(report.now, report.zone),
            day=format_document_day(report.today),
            total=format_number(total.total),
            dated=format_number(total.with_deadline),
            free=format_number(total.nodl),
        ),
    )
    _four(paper, report)
    say(paper, "", size=6)
    tell(paper, gettext(N_("Tỷ lệ hoàn thành trên số đến hạn: %(rate)s."), rate=on_due(total).text))
    tell(paper, gettext(N_("Tỷ lệ hoàn thành trên tổng số có hạn: %(rate)s."), rate=on_all(total).text))


def _four(paper: Paper, report: Report) -> None:
    """The 2 × 2 with its sums."""
    total = report.total
    made = table(paper, 0, FOUR)
    words = ("", gettext(N_("Đúng hạn / trong hạn")), gettext(N_("Trễ hạn / quá hạn")), gettext(N_("Cộng")))
    add_row(made, words, head=True)
    for word, one, other, whole in (
        (N_("Đã hoàn thành"), total.done, total.late, total.finished),
        (N_("Chưa hoàn thành"), total.term, total.over, total.term + total.over),
        (N_("Cộng"), total.done + total.term, total.late + total.over, total.with_deadline),
    ):
        add_row(made, (gettext(word), *map(format_number, (one, other, whole))))


def _words(paper: Paper, report: Report) -> None:
    said = report.narrative
    for title, text in (
        (N_("II. ĐÁNH GIÁ CHUNG"), None),
        (N_("1. Kết quả nổi bật"), said.highlights),
        (N_("2. Hạn chế và nguyên nhân"), said.shortcomings),
        (N_("III. NHIỆM VỤ TRỌNG TÂM"), said.priorities),
        (N_("IV. KIẾN NGHỊ, ĐỀ XUẤT"), said.proposals),
    ):
        tell(paper, gettext(title), bold=True)
        if text is not None:
            tell(paper, text or "…")


def _foot(paper: Paper, report: Report) -> None:
    say(paper, "")
    foot = table(paper, 1, HEAD, ruled=False)
    keep_whole(foot.rows[0])
    left, right = foot.rows[0].cells
    say(left, gettext(N_("Nơi nhận:")), underline=True, align=LEFT, first=True)
    above = [gettext(N_("- Thường trực %(name)s,"), name=report.superior_name)] if report.superior_name else []
    office = gettext(N_("- Lưu VP%(suffix)s."), suffix=SUFFIXES[report.level])
    for text in (*above, gettext(N_("- Các đồng chí Ủy viên Ban Thường vụ,")), office):
        say(left, text, size=SMALL, align=LEFT)
    say(right, gettext(N_("T/M BAN THƯỜNG VỤ")), bold=True, first=True)
    if report.narrative.signer_post:
        say(right, report.narrative.signer_post.upper())
    for _ in range(4):
        say(right, "", size=SMALL)
    if report.narrative.signer_name:
        say(right, report.narrative.signer_name, bold=True)


def _appendix(paper: Paper, report: Report) -> None:
    say(paper, gettext(N_("PHỤ LỤC")), bold=True)
    say(paper, gettext(N_("Kết quả thực hiện từng chỉ đạo Quý %(quarter)s"), quarter=report.quarter.roman), bold=True)
    if report.closed:
        say(paper, closed_words(report.closed), italic=True)
    say(paper, "", align=CENTRE, size=6)
    made = table(paper, 0, FORM)
    add_row(made, [gettext(each) for each in FORM_WORDS], head=True)
    for each in report.entries:
        content = f"{each.content}\n{gettext(N_('Chủ trì: %(name)s'), name=each.lead)}"
        progress = f"{each.progress_word}\n{each.detail}"
        add_row(made, (str(each.n), each.source, content, each.result, each.proposal, progress))
