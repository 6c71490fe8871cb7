"""The office's queue, oldest first, and its two answers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.files.papers import PDF
from tests.pages import Page
from tests.tasks.acts import fresh, indicator, report, report_done
from tracker.tasks.models import Direction
from tracker.tasks.review_actions import confirm
from tracker.tasks.status import Kind, State
from tracker.tasks.uploads import Upload

REASON = "Số tiền chưa khớp biểu tổng hợp"


@pytest.fixture
def task(make, cast):
    """Reported complete by An."""
    made = make.task(lead="a", supporting=["b"], title="Chi trả bồi thường", due_on=TODAY)
    report_done(made, cast.an)
    return made


def test_the_oldest_report_stands_first_with_all_that_is_needed_to_answer(pages, make, cast):
    newer = make.task(lead="a", title="Báo sau", kind=Kind.REACH_NUMBER, due_on=TODAY)
    indicator(newer)
    older = make.task(lead="b", title="Báo trước", due_on=TODAY - timedelta(days=9))
    report_done(older, cast.chi, now=NOW - timedelta(days=3))
    report_done(newer, cast.an, done_text="Đã thu đủ", uploads=(Upload(name="bien-ban.pdf", content=PDF),))
    page = pages.of("hoa").get("/review")
    assert page.h1 == ["2 việc chờ xác nhận"]
    first, second = page.text.split("Báo sau")
    assert "Báo trước" in first
    assert "Lê Thị Chi báo ngày 09/05/2026 · hạn 03/05/2026" in first
    for words in ("Đã thu đủ", "Số thu: 1 tỷ đồng", "bien-ban.pdf", "hạn 12/05/2026"):
        assert words in second
    assert f"/tasks/{newer.id}#review" in page.links


def test_the_number_on_the_tab_is_the_number_of_the_queue(pages, task):
    page = pages.of("hoa").get("/review")
    assert "Chờ xác nhận 1" in page.text
    assert page.h1 == ["1 việc chờ xác nhận"]


def test_an_empty_queue_says_so(pages):
    assert "Không có việc chờ xác nhận." in pages.of("hoa").get("/review").text


def test_only_the_office_has_a_queue_and_only_its_own(pages, task):
    assert pages.of("lan").get("/review").h1 == ["0 việc chờ xác nhận"]
    for name in ("an", "tam", "kien", "quan", "phuc"):
        pages.of(name).get("/review", status=404)


def test_whoever_reported_has_no_button(pages, make, cast):
    task = make.task(lead="a")
    report_done(task, cast.an.__class__(
        account_id=cast.hoa.account_id, organization_id=cast.home.id, name=cast.hoa.name, seats=cast.an.seats,
    ))  # fmt: skip
    page = pages.of("hoa").get("/review")
    assert "Người báo cáo không tự xác nhận." in page.text
    assert [each for each in page.forms if each["action"].endswith("/confirm")] == []
    pages.of("hoa").post(f"/tasks/{task.id}/confirm", {"version": "2"}, status=403)


def test_confirmed_it_leaves_the_queue_which_says_how_many_are_left(pages, make, cast, task):
    report_done(make.task(lead="a"), cast.an)
    hoa = pages.of("hoa")
    assert hoa.post(f"/tasks/{task.id}/confirm", {"version": "2"}).headers["Location"] == "/review"
    page = hoa.get("/review")
    assert "Đã xác nhận. Còn 1 việc chờ." in page.text
    assert page.h1 == ["1 việc chờ xác nhận"]
    assert fresh(task).state is State.COMPLETED


def test_a_short_reason_is_refused_beside_its_box_and_kept(pages, task):
    for reason in ("ngắn", "", "   ", "a b c d"):
        html = pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "2", "reason": reason}, status=422).text
        assert html.count("Ghi lý do, ít nhất 10 ký tự.") == 2
        assert 'id="reason-error"' in html
        assert f"{reason.strip()}</textarea>" in html
    assert fresh(task).state is State.AWAITING_CONFIRMATION


def test_a_reason_too_long_or_secret_is_refused_and_kept(pages, task):
    long = "dài " * 1500
    html = pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "2", "reason": long}, status=422).text
    assert "Dài 5999 ký tự, tối đa 4000." in html
    assert long.strip() in html
    secret = pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "2", "reason": "Độ mật: Tối mật"}, status=422)
    assert "không nhận tài liệu mật" in secret.text


def test_returned_with_a_reason_the_group_reads_it(pages, task):
    pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "2", "reason": REASON})
    assert "Đã trả lại kèm lý do. Còn 0 việc chờ." in pages.of("hoa").get("/review").text
    assert f"Văn phòng: “{REASON}”" in pages.of("an").get("/me").text


def test_an_answer_to_an_old_page_shows_the_new_one_and_keeps_the_reason(pages, cast, task):
    report(task, cast.chi)
    for path, data in (("return", {"reason": REASON}), ("confirm", {"reason": REASON})):
        answer = pages.of("hoa").post(f"/tasks/{task.id}/{path}", {"version": "2", **data}, status=409)
        page = Page(answer.text)
        assert "Đ/c Lê Thị Chi vừa sửa mục này lúc 09:00. Đối chiếu rồi gửi lại." in page.text
        assert f"{REASON}</textarea>" in page.html
        review = next(form for form in page.forms if form["action"].endswith("/confirm"))
        assert review["fields"]["version"][0]["value"] == "3"
    pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "3", "reason": REASON})
    assert fresh(task).state is State.RETURNED


def test_a_reason_is_kept_also_where_there_is_nothing_left_to_return(pages, cast, task):
    confirm(task.id, 2, actor=cast.hung, now=NOW)
    answer = pages.of("hoa").post(f"/tasks/{task.id}/return", {"version": "2", "reason": REASON}, status=409)
    text = Page(answer.text).text
    assert "Đ/c Võ Văn Hùng vừa sửa mục này" in text
    assert f"Lý do đồng chí đã nhập, chưa gửi: “{REASON}”" in text


def test_a_button_pressed_twice_is_told_as_recorded(pages, task):
    hoa = pages.of("hoa")
    hoa.post(f"/tasks/{task.id}/confirm", {"version": "2"})
    hoa.get("/review")
    assert hoa.post(f"/tasks/{task.id}/confirm", {"version": "2"}).headers["Location"] == "/review"
    assert "Việc này đã được ghi nhận trước đó." in hoa.get("/review").text


def test_a_page_beyond_the_queue_is_its_last_page(pages, task):
    for number in ("2", "99999", "9" * 40, "x"):
        assert "Chi trả bồi thường" in pages.of("hoa").get(f"/review?page={number}").text


def test_a_direction_is_left_and_told(pages, task, session):
    tam = pages.of("tam")
    tam.post(f"/tasks/{task.id}/directions", {"text": "Bao giờ xong?"})
    page = tam.get(f"/tasks/{task.id}")
    assert "Đã ghi ý kiến chỉ đạo và báo các đơn vị." in page.text
    assert page.text.index("Bao giờ xong?") < page.text.index("Câu giao nhiệm vụ")


def test_a_direction_that_says_nothing_too_much_or_a_secret_is_refused_and_kept(pages, task, session):
    for text, sentence in {
        "": "Ghi nội dung ý kiến chỉ đạo.",
        "dài " * 501: "tối đa 2000",
        "(Tuyệt mật) báo cáo": "không nhận tài liệu mật",
    }.items():
        answer = pages.of("tam").post(f"/tasks/{task.id}/directions", {"text": text}, status=422)
        assert sentence in answer.text
        assert f"{text.strip()}</textarea>" in answer.text
    session.rollback()
    assert session.scalars(sa.select(Direction)).all() == []
