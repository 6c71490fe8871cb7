"""A restricted task is counted above its committee, and read in it alone."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.reports.worlds import paper_in, sheets_in
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.tasks.models import Task
from tracker.tasks.status import State

WORDS = "Rà soát hồ sơ đặc thù"
Q2 = "2026-Q2"
CLOSED = "Trong đó 1 việc hạn chế của đảng bộ trực thuộc không hiện ở đây."


@pytest.fixture
def tasks(make):
    """One closed task among three; all three are overdue."""
    old = date(2026, 4, 20)
    return [
        make.task(title=f"{WORDS} số 1", due_on=old, restricted=True),
        make.task(title="Việc thường số 2", due_on=old),
        make.task(title="Việc thường số 3", lead="b", due_on=old, last_update_on=TODAY),
    ]


def test_the_list_above_counts_it_and_says_that_it_is_not_shown(pages, cast, tasks):
    page = pages.of("phuc").get(f"/tasks?quarter={Q2}&org={cast.home.id}")
    assert page.h1[0].strip() == "3 nhiệm vụ"
    assert CLOSED in page.text
    assert WORDS not in page.html
    assert page.text.count("Việc thường số") == 2


def test_a_list_of_nothing_but_closed_tasks_does_not_say_that_nothing_matches(pages, cast, make):
    make.task(title=WORDS, restricted=True)
    page = pages.of("phuc").get(f"/tasks?quarter={Q2}&org={cast.home.id}")
    assert page.h1[0].strip() == "1 nhiệm vụ"
    assert CLOSED in page.text
    assert "Không có nhiệm vụ nào khớp" not in page.text


@pytest.mark.parametrize("name", ["hoa", "tam", "kien", "an"])
def test_its_own_committee_and_its_group_read_it(pages, tasks, name):
    visitor = pages.of(name)
    assert "Hạn chế: cấp trên chỉ thấy trong con số" in visitor.get(f"/tasks/{tasks[0].id}").text
    assert WORDS in visitor.get(f"/tasks?quarter={Q2}").text
    assert "không hiện ở đây" not in visitor.get(f"/tasks?quarter={Q2}").text


def test_another_group_sees_it_neither_in_lists_nor_in_figures(pages, tasks):
    assert pages.of("dung").get(f"/tasks?quarter={Q2}").h1[0].strip() == "0 nhiệm vụ"
    pages.of("dung").get(f"/tasks/{tasks[0].id}", status=404)


def test_above_there_is_no_such_task(pages, tasks):
    pages.of("phuc").get(f"/tasks/{tasks[0].id}", status=404)
    pages.of("phuc").get(f"/tasks/{tasks[1].id}")


@pytest.mark.parametrize("asked", ["q=ra+soat", "q=Vi%E1%BB%87c", "ids={}"])
def test_a_search_from_above_does_not_tell_what_it_is_about(pages, tasks, asked):
    page = pages.of("phuc").get(f"/tasks?quarter={Q2}&{asked.format(tasks[0].id)}")
    assert WORDS not in page.html
    assert "hạn chế" not in page.text
    assert page.h1[0].strip() == ("2 nhiệm vụ" if asked.startswith("q=V") else "0 nhiệm vụ")


def test_overview_board_and_pace_above_count_it_and_do_not_name_it(pages, cast, tasks):
    org = f"org={cast.home.id}"
    overview = pages.of("phuc").get(f"/board/{Q2}")
    assert "Trong các số này có 1 việc hạn chế: chỉ được tính, không mở được." in overview.text
    for path in (f"/board/{Q2}?{org}", f"/board/{Q2}?{org}&view=cards", f"/board/{Q2}?{org}&by=field"):
        page = pages.of("phuc").get(path)
        assert "3 nhiệm vụ" in page.text
        assert "Trong các số này có 1 việc hạn chế" in page.text
        assert WORDS not in page.html
    assert WORDS not in pages.of("phuc").get(f"/board/{Q2}/pace?{org}").html
    own = pages.of("hoa").get(f"/board/{Q2}")
    assert "việc hạn chế" not in own.text
    assert WORDS in own.html


def test_the_report_above_counts_it_and_has_no_line_for_it(pages, cast, tasks):
    org = f"org={cast.home.id}"
    assert "Trong các số này có 1 việc hạn chế" in pages.of("phuc").get(f"/reports/{Q2}?{org}").text
    book, paper = (file_of(pages, "phuc", f"/reports/{Q2}/{what}?{org}") for what in ("workbook", "document"))
    said = "Trong các số này có 1 việc hạn chế, không ghi ở bảng từng việc."
    sheets = sheets_in(book)
    assert ["Tổng số nhiệm vụ", 3] in sheets["Tổng hợp"]
    assert [said, None] in sheets["Tổng hợp"]
    assert len(sheets["Nhiệm vụ"]) == 1 + 2
    assert said in paper_in(paper).paragraphs
    assert len(paper_in(paper).form) == 1 + 2
    for content in (book, paper):
        assert not [each for each in words_in(content) if WORDS in each or "Đẩy mạnh việc thứ 1" in each]
    assert len(sheets_in(file_of(pages, "hoa", f"/reports/{Q2}/workbook"))["Nhiệm vụ"]) == 1 + 3


def file_of(pages, name, path) -> bytes:
    visitor = pages.of(name)
    answer = visitor._ask(visitor.client.get, path)
    assert answer.status_code == 200
    return answer.data


def words_in(content: bytes) -> set[str]:
    """All text of an office file."""
    with ZipFile(BytesIO(content)) as parts:
        texts = [parts.read(each).decode("utf-8") for each in parts.namelist() if each.endswith(".xml")]
    return {each for text in texts for each in re.findall(r">([^<]+)<", text)}


def test_its_document_shows_neither_the_sentence_nor_the_text_above(pages, session, tasks):
    document_id = tasks[0].directive.document_id
    with transaction() as open_session:
        document = open_session.get_one(type(tasks[0].directive.document), document_id)
        document.text = "Hội nghị thống nhất: Đẩy mạnh việc thứ 1."
    above = pages.of("phuc").get(f"/documents/{document_id}")
    assert "Đẩy mạnh việc thứ 1" not in above.html
    assert WORDS not in above.html
    assert "Văn bản có việc hạn chế nên không hiện toàn văn." in above.text
    assert "1 câu giao việc" in above.text
    assert "Đẩy mạnh việc thứ 1" in pages.of("hoa").get(f"/documents/{document_id}").html


def test_the_office_sets_the_mark_and_the_log_tells_it_only_at_home(pages, session, cast, tasks):
    plain = tasks[1]
    assert "Việc thường số 2" in pages.of("phuc").get(f"/tasks/{plain.id}").html
    form = {"version": str(plain.version), "title": plain.title, "restricted": "y"}
    pages.of("hoa").post(f"/tasks/{plain.id}/edit", form)
    assert session.get_one(Task, plain.id, populate_existing=True).restricted
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.task_id == plain.id)).one()
    assert entry.changes == {"restricted": [False, True]}
    session.rollback()
    pages.of("phuc").get(f"/tasks/{plain.id}", status=404)
    assert "Việc thường số 2" in pages.of("hoa").get("/audit").html
    assert "Việc thường số 2" not in pages.of("phuc").get(f"/audit?organization={cast.home.id}").html


def test_the_mark_goes_on_into_the_next_quarter(pages, session, tasks):
    form = {"version": str(tasks[0].version), "reason": "Chưa đủ điều kiện trong quý này"}
    pages.of("hoa").post(f"/tasks/{tasks[0].id}/carry-over", form)
    child = session.scalars(sa.select(Task).where(Task.carried_from_id == tasks[0].id)).one()
    assert child.restricted
    assert session.get_one(Task, tasks[0].id).state is State.CARRIED_OVER
    session.rollback()


def test_work_can_be_given_as_restricted_from_the_start(pages, session, make, cast):
    document = make.document()
    form = {
        "form_key": "k" * 32,
        "quotation": "Rà soát hồ sơ đặc thù.",
        "title": WORDS,
        "issuer": "Thường trực",
        "kind": "ongoing_activity",
        "lead": str(cast.groups["a"].id),
        "no_deadline": "y",
        "default_due_on": "30/06/2026",
        "restricted": "y",
    }
    pages.of("hoa").post(f"/documents/{document.id}/directives/new", form)
    made = session.scalars(sa.select(Task).where(Task.title == WORDS)).one()
    assert made.restricted
    session.rollback()
    pages.of("phuc").get(f"/tasks/{made.id}", status=404)
