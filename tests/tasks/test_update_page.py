"""The update form: what was said last stands above each question, and nothing that was typed is ever lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import fresh, indicator, report, report_done
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import StatusUpdate
from tracker.tasks.review_actions import send_back
from tracker.tasks.status import OPEN_STATES, Kind, SelfRating, State


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], title="Giúp xã", due_on=TODAY - timedelta(days=5))


@pytest.fixture
def form(pages, task):
    """Opens the form of the task and answers its fields as a browser would send them."""

    def opened(name="an"):
        page = pages.of(name).get(f"/tasks/{task.id}/update")
        (fields,) = [each["fields"] for each in page.forms if each["action"].endswith("/update")]
        return {key: fields[key][0].get("value", "") for key in ("version", "form_key")}

    return opened


def send(pages, task, data, *, name="an", status=303):
    return pages.of(name).post(f"/tasks/{task.id}/update", {"action": "send", **data}, status=status)


def updates(session):
    session.rollback()
    return session.scalars(sa.select(StatusUpdate).order_by(StatusUpdate.id)).all()


def test_an_update_is_sent_and_certainty_follows(pages, task, form, session):
    number = indicator(task, unit="tiêu chí", target=Decimal(14))
    data = {**form(), "self_rating": "difficult", "done_text": "Đạt thêm\r\ntiêu chí 17", "difficulty": "Thiếu xi măng",
            "needs_decision": "y", f"value_{number.id}": "5.466,32", "expected_on": "26/5/2026"}  # fmt: skip
    answer = send(pages, task, data)
    (kept,) = updates(session)
    assert (kept.self_rating, kept.done_text, kept.difficulty) == (
        SelfRating.DIFFICULT,
        "Đạt thêm\ntiêu chí 17",
        "Thiếu xi măng",
    )
    assert (kept.needs_decision, kept.expected_on) == (True, TODAY + timedelta(days=14))
    assert [each.value for each in kept.measurements] == [Decimal("5466.32")]
    page = pages.of("an").get(answer.headers["Location"])
    assert f"Đã gửi cập nhật số {kept.id}" in page.text
    assert "Nội dung đã hiện trên bảng tiến độ" in page.text


def test_after_a_report_of_completion_it_says_who_answers_until_when_and_what_is_next(pages, make, cast):
    other = make.task(lead="a", title="Việc khác", due_on=TODAY)
    task = make.task(lead="a", due_on=TODAY)
    made = report_done(task, cast.an)
    page = pages.of("an").get(f"/tasks/{task.id}/updates/{made.id}")
    assert "Văn phòng xem xét trước 19/05/2026" in page.text
    assert f"/tasks/{other.id}/update" in page.links
    for name in ("binh", "hoa", "chi", "lan"):
        pages.of(name).get(f"/tasks/{task.id}/updates/{made.id}", status=404)
    pages.of("an").get(f"/tasks/{other.id}/updates/{made.id}", status=404)


def test_the_last_answer_stands_above_each_question(pages, cast, task):
    number = indicator(task, unit="tiêu chí", target=Decimal(14))
    report(task, cast.an, done_text="Xã đạt 12/19 tiêu chí", values={number.id: Decimal(12)})
    report(task, cast.binh, no_change=True, now=NOW + timedelta(days=1))
    text = pages.of("an").get(f"/tasks/{task.id}/update").text
    assert "Lần trước, 12/05/2026 Đúng tiến độ" in text
    assert "Chỉ tiêu Quý II/2026: 14 tiêu chí Lần trước, 12/05/2026 12 tiêu chí" in text
    assert "Lần trước, 12/05/2026 Xã đạt 12/19 tiêu chí" in text
    assert "Từ 13/05/2026 không có gì mới?" in text
    assert "Quá hạn 3 ngày làm việc" in text


def test_the_first_time_there_is_no_last_time(pages, task):
    text = pages.of("an").get(f"/tasks/{task.id}/update").text
    assert "Lần trước" not in text
    assert "không có gì mới" not in text
    assert "Chép nội dung" not in text


def test_every_mistake_stands_beside_its_field_and_everything_typed_is_kept(pages, task, form, session):
    number = indicator(task, unit="tiêu chí")
    data = {**form(), "self_rating": "done", "done_text": "", "difficulty": "Thiếu xi măng", "needs_decision": "y",
            f"value_{number.id}": "12,3,4", "expected_on": "31/2/2026", "closing_note": "ngắn"}  # fmt: skip
    html = send(pages, task, data, status=422).text
    assert "Chưa gửi được: có 4 chỗ cần sửa" in html
    for field, sentence in {
        f"value_{number.id}": "“12,3,4” không phải là số. Viết như 13 hoặc 9,8 (dấu phẩy trước phần lẻ).",
        "done_text": "Ghi ít nhất một câu về việc đã làm, hoặc chọn “Không thay đổi”.",
        "expected_on": "“31/2/2026” không phải là ngày. Viết như 20/06/2017.",
        "closing_note": "Ghi một câu kết thúc, ít nhất 10 ký tự, để báo hoàn thành.",
    }.items():
        assert f'id="{field}-error"' in html
        assert html.count(sentence) == 2, sentence  # over the form, and beside the field
    for typed in ("12,3,4", "31/2/2026", "Thiếu xi măng", "ngắn"):
        assert typed in html
    assert "Nội dung đồng chí đã nhập vẫn được giữ nguyên." in html
    assert 'value="done" checked' in html
    assert 'name="needs_decision" value="y" checked' in html
    assert "Gửi lại" in html
    assert html.index(f'href="#value_{number.id}"') < html.index('href="#done_text"')  # in the order of the page
    assert updates(session) == []


def test_a_refused_form_can_be_sent_again_once_it_is_mended(pages, task, form, session):
    data = {**form(), "self_rating": "on_track", "done_text": ""}
    send(pages, task, data, status=422)
    send(pages, task, {**data, "done_text": "Đã họp dân"})
    assert [each.done_text for each in updates(session)] == ["Đã họp dân"]


def test_the_same_form_sent_twice_is_recorded_once(pages, task, form, session):
    data = {**form(), "self_rating": "on_track", "done_text": "Đã họp dân"}
    send(pages, task, data)
    assert send(pages, task, data).headers["Location"] == "/me"
    assert "Việc này đã được ghi nhận trước đó." in pages.of("an").get("/me").text
    assert len(updates(session)) == 1


def test_a_draft_is_kept_as_it_was_typed_and_put_back(pages, task, form):
    number = indicator(task)
    typed = {"self_rating": "at_risk", "done_text": "Dòng một\r\nDòng hai", "difficulty": "Khó", "needs_decision": "y",
             f"value_{number.id}": "12,3,4", "expected_on": "cuối tháng", "closing_note": "dở"}  # fmt: skip
    answer = send(pages, task, {**form(), **typed, "action": "draft"})
    assert answer.headers["Location"] == f"/tasks/{task.id}/update"
    html = pages.of("an").get(f"/tasks/{task.id}/update").html
    assert "Đã lưu nháp lúc 09:00." in html
    assert "Bản nháp lúc 12/05/2026 09:00." in html
    for kept in ('value="at_risk" checked', "Dòng một\nDòng hai", "Khó", 'name="needs_decision" value="y" checked',
                 'value="12,3,4"', 'value="cuối tháng"', "dở"):  # fmt: skip
        assert kept in html, kept
    assert "Dòng một" not in pages.of("binh").get(f"/tasks/{task.id}/update").html
    assert fresh(task).version == 1


def test_the_text_of_last_time_is_copied_below_what_stands_there(pages, cast, task, form, session):
    report(task, cast.an, done_text="Xã đạt 12/19 tiêu chí")
    number = indicator(task)
    typed = {**form(), "self_rating": "difficult", "done_text": "Thêm một", f"value_{number.id}": "12,3,4"}
    html = send(pages, task, {**typed, "action": "copy"}, status=200).text
    assert "Thêm một\nXã đạt 12/19 tiêu chí</textarea>" in html
    assert "12,3,4" in html
    assert 'value="difficult" checked' in html
    assert "Chưa gửi được" not in html
    again = send(pages, task, {**typed, "action": "copy", "done_text": "Xã đạt 12/19 tiêu chí"}, status=200).text
    assert again.count("Xã đạt 12/19 tiêu chí") == 2  # last time's, and the box
    assert len(updates(session)) == 1
    send(pages, task, {**typed, "action": "copy"}, name="chi", status=200)


def test_a_returned_task_shows_why_and_asks_for_more_than_no_change(pages, cast, task):
    report_done(task, cast.an)
    send_back(task.id, 2, "Số tiền chưa khớp biểu", actor=cast.hoa, now=NOW)
    text = pages.of("an").get(f"/tasks/{task.id}/update").text
    assert "Văn phòng trả lại: “Số tiền chưa khớp biểu”" in text
    assert "không có gì mới" not in text
    assert "Số tiền chưa khớp" not in pages.of("chi").get(f"/tasks/{task.id}/update").text


def test_a_direction_stands_over_the_questions(pages, cast, task):
    direct(task.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    text = pages.of("an").get(f"/tasks/{task.id}/update").text
    assert text.index("Bao giờ xong?") < text.index("Tình hình thực hiện")
    assert "không có gì mới" not in text


def test_where_there_is_nothing_to_report_it_says_why(pages, make):
    for state in set(State) - OPEN_STATES:
        task = make.task(lead="a", state=state)
        page = pages.of("an").get(f"/tasks/{task.id}/update")
        assert [each for each in page.forms if each["action"].startswith("/tasks/")] == []
        words = "đang chờ Văn phòng xác nhận" if state is State.AWAITING_CONFIRMATION else "đã kết thúc"
        assert words in page.text


def test_what_was_typed_is_kept_also_when_the_task_ended_meanwhile(pages, cast, task, form, session):
    data = {**form(), "self_rating": "on_track", "done_text": "Viết dài lắm"}
    report_done(task, cast.binh)
    html = send(pages, task, {**data, "version": "2"}, status=422).text
    assert "đang chờ Văn phòng xác nhận" in html
    assert "Viết dài lắm" in html
    assert len(updates(session)) == 1


def test_each_kind_asks_for_its_own_product_and_support_for_none(pages, make):
    common = {"csrf_token", "version", "form_key", "self_rating", "done_text", "difficulty", "needs_decision", "files",
              "expected_on", "action"}  # fmt: skip
    for kind, asked in {
        Kind.DELIVER_DOCUMENT: {"document_number", "document_date"},
        Kind.REACH_NUMBER: {"closing_note"},
        Kind.HANDLE_CASES: {"cases_received", "cases_resolved", "cases_remaining"},
        Kind.MILESTONE: {"launched_on"},
        Kind.ONGOING_ACTIVITY: {"closing_note"},
    }.items():
        task = make.task(lead="a", supporting=["b"], kind=kind)
        for name, fields in {"an": common | asked, "chi": common}.items():
            page = pages.of(name).get(f"/tasks/{task.id}/update")
            (shown,) = [each["fields"] for each in page.forms if each["action"].endswith("/update")]
            assert set(shown) == fields
        assert "đề nghị xác nhận" not in pages.of("chi").get(f"/tasks/{task.id}/update").text


def test_a_supporting_group_is_told_what_it_is_asked_for(pages, task):
    text = pages.of("chi").get(f"/tasks/{task.id}/update").text
    assert "Phần việc của Tài chính chưa nộp" in text
    assert "Tổ công tác Bắc Sông chủ trì, báo kết quả chung" in text


def test_only_who_may_report_opens_the_form(pages, task):
    for name in ("hoa", "tam", "kien", "phuc"):
        pages.of(name).get(f"/tasks/{task.id}/update", status=403)
    for name in ("dung", "quan", "lan", "nam"):
        pages.of(name).get(f"/tasks/{task.id}/update", status=404)
