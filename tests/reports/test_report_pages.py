"""The report as people see it: who may, what is printed, what is saved, and the two files."""

from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from docx import Document
from openpyxl import load_workbook

from tests.cast import NOW, TODAY
from tests.counting import counted, selects
from tests.reports.worlds import paper_in, sheets_in
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed, Stale
from tracker.core.quarter import Quarter
from tracker.reports import actions
from tracker.reports.models import StatusReport
from tracker.reports.narrative import Narrative
from tracker.reports.workbook import lines_of
from tracker.tasks.models import StatusUpdate
from tracker.tasks.status import State

Q2 = "/reports/2026-Q2"
QUARTER = Quarter(2026, 2)
MOST_SELECTS = 12
WORDS = {
    "highlights": "Thu ngân sách đạt 5.466,32 triệu đồng\nHai xã về đích",
    "shortcomings": "Còn chậm giải ngân",
    "priorities": "Tập trung quý III",
    "proposals": "Bổ sung kinh phí",
    "number": "05-BC/ĐU",
    "place": "Xã Sông",
    "signer_post": "Bí thư",
    "signer_name": "Nguyễn Văn Ký",
    "version": "0",
}
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "http://example.vn/")


@pytest.fixture
def work(make):
    make.task(title="Việc xong", due_on=TODAY, state=State.COMPLETED, reported_on=TODAY)
    make.task(title="Việc xong muộn", due_on=date(2026, 5, 5), state=State.COMPLETED, reported_on=TODAY)
    make.task(title="Việc quá hạn", due_on=date(2026, 5, 11))
    make.task(title="Việc chưa đến hạn", due_on=date(2026, 6, 30))
    make.task(title="Việc thường xuyên", field=None)
    make.task(title="Việc dừng", due_on=TODAY, state=State.CANCELLED)
    make.task(title="Việc bên kia", lead="d", organization="next")


def said(task, cast, **words) -> None:
    with transaction() as session:
        session.add(
            StatusUpdate(
                organization_id=task.organization_id,
                task_id=task.id,
                group_id=task.lead_group_id,
                author_id=cast.people["an"].id,
                created_at=NOW,
                reported_on=TODAY,
                from_state=State.IN_PROGRESS,
                to_state=State.IN_PROGRESS,
                **words,
            )
        )


def fetched(visitor, path: str):
    answer = visitor._ask(visitor.client.get, path)
    assert answer.status_code == 200
    return answer


def test_the_page_says_the_position_with_both_wholes_and_a_row_for_each_task(pages, work):
    page = pages.of("tam").get(Q2)
    assert "2/3 · 66,67 %" in page.text
    assert "2/4 · 50,00 %" in page.text
    assert "cùng 1 nhiệm vụ không giao hạn" in page.text
    assert "Hoàn thành 12/05/2026, hạn 12/05/2026" in page.text
    assert "Trễ hạn Hoàn thành 12/05/2026, hạn 05/05/2026" in page.text
    assert "Trễ hạn Quá hạn 1 ngày làm việc, hạn 11/05/2026" in page.text
    assert "Đúng hạn Chưa đến hạn, hạn 30/06/2026" in page.text
    assert "Không giao hạn Chưa thực hiện" in page.text
    assert "Việc bên kia" not in page.html
    assert page.html.count('data-l="Tiến độ"') == 5


def test_a_row_says_the_paper_the_last_result_and_what_is_asked_for(pages, make, cast):
    task = make.task(due_on=TODAY)
    said(task, cast, done_text="Kết quả cũ")
    said(task, cast, done_text="Đã rà soát 13 xã", difficulty="Thiếu cán bộ", needs_decision=True)
    said(task, cast, no_change=True)
    page = pages.of("hoa").get(Q2)
    assert "1-TB/ĐU, ngày 03/4/2026" in page.text
    assert "Đã rà soát 13 xã" in page.text
    assert "Thiếu cán bộ Đề nghị cho ý kiến chỉ đạo." in page.text
    assert "Kết quả cũ" not in page.html


@pytest.mark.parametrize("name", ["an", "quan", "nam"])
def test_members_and_the_administrator_have_no_report(pages, cast, work, name):
    for path in (Q2, f"{Q2}/workbook", f"{Q2}/document", f"{Q2}/edit"):
        assert pages.of(name)._ask(pages.of(name).client.get, path).status_code == 404
    if name == "an":
        assert Q2 not in pages.of(name).get("/board/2026-Q2").html


def test_the_board_leads_to_the_report_of_the_same_committee(pages, cast, work):
    assert Q2 in pages.of("tam").get("/board/2026-Q2").links
    above = f"{Q2}?org={cast.home.id}"
    assert above in pages.of("phuc").get(f"/board/2026-Q2?org={cast.home.id}").links
    page = pages.of("phuc").get(above)
    assert "Đẩy mạnh việc thứ 3" in page.text
    assert "2/3 · 66,67 %" in page.text
    assert f"{Q2}/edit" not in page.html
    assert f"{Q2}/document?org={cast.home.id}" in page.links


def test_nobody_reaches_a_committee_beside_their_own(pages, cast, work):
    for path in (Q2, f"{Q2}/workbook", f"{Q2}/document"):
        answer = pages.of("lan")._ask(pages.of("lan").client.get, f"{path}?org={cast.home.id}")
        assert answer.status_code == 404


def test_the_office_saves_its_words_with_one_entry_and_everybody_above_reads_them(pages, cast, work):
    pages.of("hoa").post(f"{Q2}/edit", WORDS)
    for name in ("tam", "kien", "phuc"):
        page = pages.of(name).get(f"{Q2}?org={cast.home.id}")
        assert "Hai xã về đích" in page.text
    (entry,) = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "report.saved")).all()
    assert entry.changes["proposals"] == ["", "Bổ sung kinh phí"]
    assert (entry.subject_label, entry.actor_name) == ("Quý II/2026", "Đỗ Thị Hoa")
    assert "2/3 · 66,67 %" in pages.of("tam").get(Q2).text


@pytest.mark.parametrize("name", ["tam", "kien", "phuc"])
def test_other_readers_write_nothing(pages, cast, name):
    pages.of(name).post(f"{Q2}/edit", WORDS, status=403)
    assert db.session.scalar(sa.select(sa.func.count(StatusReport.id))) == 0


def test_who_comes_too_late_is_shown_both_texts_and_loses_nothing(pages):
    pages.of("hoa").post(f"{Q2}/edit", WORDS)
    late = {**WORDS, "highlights": "Chữ của người đến sau"}
    answer = pages.of("hung").post(f"{Q2}/edit", late, status=409)
    assert answer.text.count("Chữ của người đến sau") == 2  # beside what is stored, and still in its field
    assert "Hai xã về đích" in answer.text
    pages.of("hung").post(f"{Q2}/edit", {**late, "version": "1"})
    assert db.session.scalars(sa.select(StatusReport.highlights)).all() == ["Chữ của người đến sau"]


def test_a_marked_text_is_refused_beside_its_field_and_what_was_typed_stays(pages):
    answer = pages.of("hoa").post(f"{Q2}/edit", {**WORDS, "proposals": "MẬT\nNội dung"}, status=422)
    assert 'id="proposals-error"' in answer.text
    assert "Còn chậm giải ngân" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(StatusReport.id))) == 0


def test_a_word_of_another_quarter_is_another_report(cast, session):
    for quarter in (Quarter(2026, 2), Quarter(2026, 3)):
        actions.save_narrative(quarter, Narrative(highlights=str(quarter)), actor=cast.hoa, now=NOW)
    found = dict(iter(session.execute(sa.select(StatusReport.quarter, StatusReport.highlights))))
    assert found == {"2026-Q2": "2026-Q2", "2026-Q3": "2026-Q3"}


@pytest.mark.parametrize(("kind", "ending"), [("workbook", "xlsx"), ("document", "docx")])
def test_a_file_is_named_with_and_without_its_marks(pages, cast, work, kind, ending):
    with transaction() as session:
        session.merge(cast.home).short_name = 'Xã "Sông"; Đông/Tây'
    header = fetched(pages.of("hoa"), f"{Q2}/{kind}").headers["Content-Disposition"]
    plain, _, marked = header.partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="bao cao quy ii-2026 xa -song-; dong-tay.{ending}"'
    assert unquote(marked) == f"Báo cáo Quý II-2026 Xã -Sông-; Đông-Tây.{ending}"
    assert marked.isascii()
    assert not set(marked) & set(' ";')


def test_the_workbook_has_numbers_dates_and_a_head_that_stays(pages, cast, work):
    content = fetched(pages.of("hoa"), f"{Q2}/workbook").data
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Tổng hợp", "Theo đơn vị", "Theo lĩnh vực", "Nhiệm vụ"]
    for sheet in book:
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows
    tasks = book["Nhiệm vụ"]
    row = list(tasks[2])
    assert row[3].value == datetime(2026, 4, 3)
    assert (row[7].value, row[7].number_format) == (datetime(2026, 5, 12), "dd/mm/yyyy")
    assert tasks["H6"].value is None
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)
    assert [cell.value for cell in book["Theo đơn vị"][1]] == [
        "TT", "Đơn vị chủ trì", "Hoàn thành đúng hạn", "Hoàn thành trễ hạn", "Trong hạn", "Quá hạn", "Không giao hạn",
        "Tổng", "Chờ xác nhận", "Im lặng", "Đã hoàn thành", "Số đến hạn", "Tỷ lệ trên số đến hạn",
        "Tỷ lệ trên tổng số có hạn",
    ]  # fmt: skip
    total = [cell.value for cell in book["Theo đơn vị"][book["Theo đơn vị"].max_row]]
    assert total[2:8] == [1, 1, 1, 1, 1, 5]
    assert total[12] == pytest.approx(2 / 3)


def test_every_number_and_every_day_of_the_workbook_is_typed(pages, cast, work):
    book = load_workbook(BytesIO(fetched(pages.of("hoa"), f"{Q2}/workbook").data))
    summary = [row[1] for row in book["Tổng hợp"].iter_rows(min_row=5)]
    assert [type(cell.value) for cell in summary] == [int] * 9 + [float] * 2
    assert [cell.number_format for cell in summary] == ["#,##0"] * 9 + ["0.00%"] * 2
    for name in ("Theo đơn vị", "Theo lĩnh vực"):
        for row in book[name].iter_rows(min_row=2, min_col=3):
            assert {type(cell.value) for cell in row[:10]} == {int}
            assert {type(cell.value) for cell in row[10:]} <= {int, float, type(None)}
            assert {cell.number_format for cell in row[10:]} == {"0.00%"}
    for row in book["Nhiệm vụ"].iter_rows(min_row=2):
        assert type(row[0].value) is int
        for day in (row[3], row[7], row[8]):
            assert (type(day.value), day.number_format) in {(datetime, "dd/mm/yyyy"), (type(None), "General")}


def test_a_row_is_as_high_as_the_longest_of_its_texts(pages, cast, make):
    short, long = make.task(due_on=TODAY), make.task(due_on=TODAY)
    said(long, cast, done_text="Đã họp dân, thống nhất phương án và mốc giới. " * 8)
    sheet = load_workbook(BytesIO(fetched(pages.of("hoa"), f"{Q2}/workbook").data))["Nhiệm vụ"]
    heights = {row[1].value: sheet.row_dimensions[row[1].row].height for row in sheet.iter_rows(min_row=2)}
    assert heights[long.code] >= 8 * 15
    assert heights[short.code] < heights[long.code] / 2


@pytest.mark.parametrize(("text", "lines"), [("", 1), ("một hai", 1), ("một\nhai\n\nba", 4), ("chữ " * 20, 10)])
def test_lines_are_counted_as_they_break(text, lines):
    assert lines_of(text, 10) == lines


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_stays_text_everywhere(pages, cast, make, text):
    task = make.task(title=text, due_on=TODAY)
    said(task, cast, done_text=text, difficulty=text)
    with transaction() as session:
        session.merge(cast.groups["a"]).name = text
        session.merge(cast.fields["rural"]).name = text
    book = load_workbook(BytesIO(fetched(pages.of("hoa"), f"{Q2}/workbook").data))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(found) == 6  # the group twice, the field, the title, what was done and what stands in the way
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for cell in found)


def test_text_longer_than_a_cell_and_text_like_markup_come_through(pages, cast, make):
    task = make.task(due_on=TODAY)
    said(task, cast, done_text="ạ" * 40_000, difficulty="<b>&amp;</b> {{ x }} ]]>")
    sheets = sheets_in(fetched(pages.of("hoa"), f"{Q2}/workbook").data)
    assert sheets["Nhiệm vụ"][1][9] == "ạ" * 32_766 + "…"
    paper = paper_in(fetched(pages.of("hoa"), f"{Q2}/document").data)
    assert paper.form[1][3] == "ạ" * 40_000
    assert paper.form[1][4] == "<b>&amp;</b> {{ x }} ]]>"


def test_the_document_is_laid_out_as_the_party_does(pages, cast, work):
    pages.of("hoa").post(f"{Q2}/edit", WORDS)
    paper = Document(BytesIO(fetched(pages.of("phuc"), f"{Q2}/document?org={cast.home.id}").data))
    upright, lying = paper.sections
    assert [round(each.mm) for each in (upright.page_width, upright.page_height)] == [210, 297]
    margins = (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)
    assert [round(each.mm) for each in margins] == [20, 20, 30, 15]
    assert [round(each.mm) for each in (lying.page_width, lying.page_height)] == [297, 210]
    assert upright.different_first_page_header_footer
    assert not lying.different_first_page_header_footer
    assert 'w:instr="PAGE"' in upright.header._element.xml
    assert not upright.first_page_header.paragraphs[0].text
    normal = paper.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    facts = paper.core_properties
    assert (facts.author, facts.comments, facts.language) == ("Đảng ủy xã Sông", "", "vi-VN")
    left, right = paper.tables[0].rows[0].cells
    assert [each.text for each in left.paragraphs] == ["TỈNH ỦY THỬ", "ĐẢNG ỦY XÃ SÔNG", "*", "Số 05-BC/ĐU"]
    assert [each.text for each in right.paragraphs] == [
        "ĐẢNG CỘNG SẢN VIỆT NAM", "Xã Sông, ngày 12 tháng 5 năm 2026",
    ]  # fmt: skip
    party, day = right.paragraphs
    assert (party.runs[0].font.size.pt, party.runs[0].bold) == (15, True)
    assert "w:pBdr" in party._element.xml
    assert day.runs[0].italic
    assert "w:tblBorders" not in paper.tables[0]._element.xml
    assert paper.tables[0].style.name != "Table Grid"


def test_the_words_of_the_office_stand_in_the_document_and_the_appendix_repeats_its_head(pages, cast, work):
    pages.of("hoa").post(f"{Q2}/edit", WORDS)
    content = fetched(pages.of("tam"), f"{Q2}/document").data
    paper = paper_in(content)
    words = paper.paragraphs
    for text in ("Thu ngân sách đạt 5.466,32 triệu đồng", "Hai xã về đích", "Tập trung quý III", "Bổ sung kinh phí"):
        assert text in words
    assert words.index("BÁO CÁO") < words.index("I. KẾT QUẢ THỰC HIỆN") < words.index("PHỤ LỤC")
    assert "Tỷ lệ hoàn thành trên số đến hạn: 2/3 · 66,67 %." in words
    form = Document(BytesIO(content)).tables[3]
    assert "w:tblHeader" in form.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in form.rows)
    foot = [cell.text for cell in Document(BytesIO(content)).tables[2].rows[0].cells]
    assert "Nơi nhận:" in foot[0]
    assert "w:cantSplit" in Document(BytesIO(content)).tables[2].rows[0]._tr.xml
    break_before_the_appendix = next(
        each for each in Document(BytesIO(content)).paragraphs if "w:sectPr" in each._p.xml
    )
    assert break_before_the_appendix.paragraph_format.line_spacing.pt == 1
    assert "- Lưu VPĐU." in foot[0]
    assert foot[1].startswith("T/M BAN THƯỜNG VỤ\nBÍ THƯ")
    assert foot[1].endswith("Nguyễn Văn Ký")


def test_the_files_speak_vietnamese_also_to_whoever_reads_english(pages, cast, work):
    pages.of("hoa").post("/language", {"language": "en"})
    assert "Report of quarter" in pages.of("hoa").get(Q2).text
    paper = paper_in(fetched(pages.of("hoa"), f"{Q2}/document").data)
    assert paper.form[0][-1] == "Tiến độ"
    assert "Tổng hợp" in sheets_in(fetched(pages.of("hoa"), f"{Q2}/workbook").data)


def test_an_empty_quarter_has_a_page_and_both_files(pages):
    assert "0/0" in pages.of("hoa").get("/reports/2026-Q4").text
    paper = paper_in(fetched(pages.of("hoa"), "/reports/2026-Q4/document").data)
    assert len(paper.form) == 1
    assert len(sheets_in(fetched(pages.of("hoa"), "/reports/2026-Q4/workbook").data)["Nhiệm vụ"]) == 1


def test_a_day_is_the_day_of_the_committee(pages, cast, work, app):
    late = pages.of("hoa")
    late.now = datetime(2026, 5, 12, 17, 30, tzinfo=UTC)
    paper = Document(BytesIO(fetched(late, f"{Q2}/document").data))
    assert "ngày 13 tháng 5 năm 2026" in paper.tables[0].rows[0].cells[1].text


@pytest.mark.parametrize("kind", ["", "/workbook", "/document"])
def test_five_times_the_tasks_ask_no_more_of_the_database(pages, make, cast, kind):
    asked = []
    for _ in range(2):
        for _ in range(5):
            said(make.task(due_on=TODAY), cast, done_text="Đã làm")
        fetched(pages.of("hoa"), Q2 + kind)
        with counted() as sent:
            fetched(pages.of("hoa"), Q2 + kind)
        asked.append(selects(sent))
    assert asked[0] == asked[1] <= MOST_SELECTS


def test_first_words_that_somebody_else_saves_between_look_and_write_are_stale(cast, session, monkeypatch):
    actions.save_narrative(QUARTER, Narrative(highlights="Của người trước"), actor=cast.hoa, now=NOW)
    monkeypatch.setattr(actions, "find_report", lambda *_args, **_more: None)
    with pytest.raises(Stale):
        actions.save_narrative(QUARTER, Narrative(highlights="Của người sau"), actor=cast.hung, now=NOW)
    assert session.scalars(sa.select(StatusReport.highlights)).all() == ["Của người trước"]


@pytest.mark.parametrize("name", ["tam", "kien", "an", "quan"])
def test_the_action_itself_takes_words_from_the_office_alone(cast, session, name):
    with pytest.raises(NotAllowed):
        actions.save_narrative(QUARTER, Narrative(highlights="Chữ"), actor=cast.actors[name], now=NOW)


def test_marks_of_secrecy_are_refused_at_the_last_door_too(cast, session):
    with pytest.raises(Invalid):
        actions.save_narrative(QUARTER, Narrative(proposals="TỐI MẬT"), actor=cast.hoa, now=NOW)
