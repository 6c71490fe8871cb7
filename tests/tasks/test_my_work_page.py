"""My page: what must I send today, worst first, and the two answers for each."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import fresh, report, report_done
from tracker.core.database import transaction
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import Assignment, StatusUpdate
from tracker.tasks.review_actions import send_back
from tracker.tasks.status import State

LATER = TODAY + timedelta(days=40)


def order(page, *titles):
    """The titles that stand on the page, from the top."""
    return sorted((title for title in titles if title in page.text), key=page.text.index)


def test_what_is_asked_from_above_comes_first_then_late_returned_silent_and_near(pages, make, cast):
    make.task(title="Gần hạn", due_on=TODAY + timedelta(days=2), last_update_on=TODAY - timedelta(days=1))
    make.task(title="Im lặng lâu", due_on=LATER, last_update_on=TODAY - timedelta(days=30))
    back = make.task(title="Bị trả", due_on=LATER)
    report_done(back, cast.an)
    send_back(back.id, 2, "Số liệu chưa khớp", actor=cast.hoa, now=NOW)
    make.task(title="Đã trễ", due_on=TODAY - timedelta(days=1), last_update_on=TODAY - timedelta(days=1))
    asked = make.task(title="Được hỏi", due_on=LATER, last_update_on=TODAY)
    direct(asked.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    make.task(title="Đang ổn", due_on=LATER, last_update_on=TODAY)
    page = pages.of("an").get("/me")
    titles = ("Được hỏi", "Đã trễ", "Bị trả", "Im lặng lâu", "Gần hạn", "Đang ổn")
    assert order(page, *titles) == list(titles)
    assert "5 việc cần cập nhật. Còn lại 1 việc đang đúng kế hoạch." in page.text
    assert "Ý kiến chỉ đạo: “Bao giờ xong?”" in page.text
    assert "Văn phòng: “Số liệu chưa khớp”" in page.text
    for words in ("Quá hạn 1 ngày làm việc", "Trả lại 12/05", "Im lặng 19 ngày", "Còn 2 ngày làm việc"):
        assert words in page.text
    assert "đ/c Nguyễn Văn An · Tổ công tác Bắc Sông" in page.text


def test_with_nothing_to_send_it_says_so(pages, make):
    make.task(title="Đang ổn", due_on=LATER, last_update_on=TODAY)
    assert "Hôm nay không có việc cần cập nhật." in pages.of("an").get("/me").text
    page = pages.of("dung").get("/me")
    assert "chưa được giao việc nào" in page.text
    assert "Đang ổn" not in page.text


def test_what_waits_for_the_office_is_not_asked_again(pages, make, cast):
    task = make.task(title="Đã báo", due_on=TODAY)
    report_done(task, cast.an)
    page = pages.of("an").get("/me")
    assert "Đang đúng kế hoạch (1)" in page.text
    assert "Chờ xác nhận Đã báo" in page.text


def no_change(page, task):
    return next(form for form in page.forms if form["action"] == f"/tasks/{task.id}/no-change")["fields"]


def test_no_change_is_one_tap_and_a_double_tap_counts_once(pages, make, session):
    task = make.task(due_on=TODAY, state=State.IN_PROGRESS, last_update_on=TODAY - timedelta(days=30))
    an = pages.of("an")
    fields = {name: each[0]["value"] for name, each in no_change(an.get("/me"), task).items() if name}
    assert set(fields) == {"csrf_token", "version", "form_key"}
    del fields["csrf_token"]
    an.post(f"/tasks/{task.id}/no-change", fields)
    assert "Đã ghi nhận không thay đổi đến 12/05/2026." in an.get("/me").text
    an.post(f"/tasks/{task.id}/no-change", fields)
    assert "Việc này đã được ghi nhận trước đó." in an.get("/me").text
    session.rollback()
    assert session.scalars(sa.select(StatusUpdate.no_change)).all() == [True]


def test_no_change_to_what_somebody_else_has_changed_leads_to_the_form(pages, make, cast):
    task = make.task(due_on=TODAY, state=State.IN_PROGRESS)
    report(task, cast.binh)
    answer = pages.of("an").post(f"/tasks/{task.id}/no-change", {"version": "1", "form_key": "k"})
    assert answer.headers["Location"] == f"/tasks/{task.id}/update"
    assert "Việc này vừa thay đổi" in pages.of("an").get(f"/tasks/{task.id}/update").text


def test_no_change_is_not_offered_where_it_would_be_no_answer(pages, make, cast):
    back, asked = make.task(title="Bị trả", due_on=TODAY), make.task(title="Được hỏi", due_on=TODAY)
    report_done(back, cast.an)
    send_back(back.id, 2, "Số liệu chưa khớp", actor=cast.hoa, now=NOW)
    direct(asked.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    page = pages.of("an").get("/me")
    assert [form["action"] for form in page.forms if "no-change" in form["action"]] == []
    assert "Sửa và gửi lại" in page.text
    assert f"/tasks/{back.id}" in page.links
    for task in (back, asked):
        version = str(fresh(task).version)
        pages.of("an").post(f"/tasks/{task.id}/no-change", {"version": version, "form_key": version})
        assert fresh(task).last_update_on == (TODAY if task is back else None)


@pytest.fixture
def supported(make, session):
    """Chi's group supports it, with a duty of its own."""
    task = make.task(lead="a", supporting=["b"], title="Việc của tổ khác", due_on=TODAY)
    with transaction() as writing:
        writing.scalars(sa.select(Assignment)).one().duty = "Lập dự toán kinh phí"
    return task


def test_a_supporting_group_sees_what_its_part_is_until_it_has_filed_it(pages, cast, supported):
    page = pages.of("chi").get("/me")
    assert "Phối hợp với Bắc Sông: Lập dự toán kinh phí" in page.text
    assert "Báo phần việc" in page.text
    assert [form["action"] for form in page.forms if "no-change" in form["action"]] == []
    report(supported, cast.chi)
    assert "Hôm nay không có việc cần cập nhật." in pages.of("chi").get("/me").text


def test_a_supporting_group_is_not_asked_to_correct_what_the_lead_reported(pages, cast, supported):
    report_done(supported, cast.an)
    send_back(supported.id, 2, "Số liệu chưa khớp", actor=cast.hoa, now=NOW)
    page = pages.of("chi").get("/me")
    assert "Sửa và gửi lại" not in page.text
    assert "Số liệu chưa khớp" not in page.text
