"""The pages of ladders: in words, with an example, seen before they are saved."""

import re

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.calendar.queries import working_calendar
from tracker.core.database import db
from tracker.reminders.ladder_page import example_of, plan_words
from tracker.reminders.models import ReminderPlan
from tracker.reminders.plans import NO_ROW, Scope, plan_of, set_plan
from tracker.reminders.rules import DEFAULT_PLAN, LadderPlan

SAYS = {
    "before": "5, 2", "on_day": "y", "after": "1, 2", "every": "5", "escalate_after": "5", "committee_after": "10",
    "silent_after": "15", "version": "0",
}  # fmt: skip
ORGANIZATION = "/reminders/ladder/organization"


def rows():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(ReminderPlan)).all()


def test_the_usual_ladder_in_words():
    assert plan_words(DEFAULT_PLAN) == (
        "Trước hạn: 7, 3, 1 ngày làm việc.",
        "Đúng ngày hạn: một lần.",
        "Quá hạn: 1, 3, 5 ngày làm việc, sau đó 5 ngày làm việc một lần.",
        "Trưởng, phó đơn vị được báo khi quá hạn từ 5 ngày làm việc.",
        "Thường trực được báo mỗi tuần khi quá hạn từ 10 ngày làm việc.",
        "Văn phòng được báo khi 15 ngày làm việc không có cập nhật.",
    )
    assert plan_words(LadderPlan(paused=True)) == ("Tạm dừng: không gửi lần nhắc nào.",)


def test_the_example_is_worked_out_with_the_calendar(session, cast):
    calendar = working_calendar(session, cast.home.id, TODAY)
    steps = example_of(DEFAULT_PLAN, calendar, TODAY).steps
    assert [f"{day:%d/%m} {rule}" for day, rule in steps][:4] == [
        "29/04 trước hạn 7 ngày",  # 30/04 and 01/05 are days off
        "07/05 trước hạn 3 ngày",
        "11/05 trước hạn 1 ngày",
        "12/05 hạn hôm nay",
    ]


def test_the_page_answers_for_any_deadline(pages):
    page = pages.of("hoa").get("/reminders/ladder?due=12/05/2026")
    assert "Việc có hạn thứ Ba 12/05/2026 sẽ được nhắc:" in page.text
    assert "thứ Tư 29/04/2026 – trước hạn 7 ngày" in page.text
    assert "“hôm qua” không phải là ngày." in pages.of("hoa").get("/reminders/ladder?due=hôm qua").text


def test_seen_first_then_saved(pages, make, session):
    make.task(lead="a", due_on=TODAY)
    hoa = pages.of("hoa")
    seen = Page(hoa.post(ORGANIZATION, {**SAYS, "action": "check"}, status=200).text)
    assert "Trước hạn: 5, 2 ngày làm việc." in seen.text
    assert "lần nhắc thay đổi" in seen.html
    assert rows() == []
    again = {name: found[0]["value"] for name, found in seen.forms[-1]["fields"].items() if name != "action"}
    hoa.post(ORGANIZATION, {**again, "action": "save"})
    (row,) = rows()
    assert plan_of(row) == LadderPlan(before=(5, 2), after=(1, 2))
    assert "Trước hạn: 5, 2 ngày làm việc." in hoa.get("/reminders/ladder").text


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("before", "7, 3, x", "“7, 3, x” chưa đúng."),
        ("before", "61", "Ghi các số ngày từ 1 đến 60, mỗi số một lần."),
        ("after", "3, 3", "Ghi các số ngày từ 1 đến 60, mỗi số một lần."),
        ("before", "9, 7, 3, 1", "Trước hạn nhắc nhiều nhất 3 lần"),
        ("every", "-5", "không phải là số đếm"),
        ("silent_after", "99", "Ghi số ngày từ 1 đến 60, hoặc 0 nếu không dùng."),
        ("fixed_on", "32/13/2026", "không phải là ngày"),
    ],
)
def test_bad_input_is_refused_in_words_and_kept(pages, session, field, text, words):
    for action in ("check", "save"):
        answer = pages.of("hoa").post(ORGANIZATION, {**SAYS, field: text, "action": action}, status=422)
        assert words in Page(answer.text).text
        assert re.search(rf'name="{field}"[^>]*value="{text}"', answer.text)
    assert rows() == []


def test_a_stale_page_shows_what_stands_now(pages, cast, session):
    set_plan(Scope(), LadderPlan(before=(9,)), NO_ROW, actor=cast.hung, now=NOW)
    answer = pages.of("hoa").post(ORGANIZATION, {**SAYS, "action": "save"}, status=409)
    page = Page(answer.text)
    assert "Trước hạn: 9 ngày làm việc." in page.text
    assert 'value="5, 2"' in answer.text
    fields = page.forms[-1]["fields"]
    assert fields["version"][0]["value"] == "1"
    pages.of("hoa").post(ORGANIZATION, {**SAYS, "version": "1", "action": "save"})


def test_back_to_the_usual(pages, cast, session):
    set_plan(Scope(), LadderPlan(before=(9,)), NO_ROW, actor=cast.hung, now=NOW)
    assert "Trở về mặc định" in pages.of("hoa").get(ORGANIZATION).text
    pages.of("hoa").post(ORGANIZATION, {"version": "1", "action": "clear"})
    assert rows() == []


def test_one_task_has_its_own_and_the_page_of_the_task_says_so(pages, make, session):
    task = make.task(lead="a", due_on=TODAY)
    hoa = pages.of("hoa")
    assert "Lịch nhắc riêng việc này" not in hoa.get(f"/tasks/{task.id}").text
    hoa.post(f"/tasks/{task.id}/ladder", {**SAYS, "action": "save"})
    assert "Lịch nhắc riêng việc này" in hoa.get(f"/tasks/{task.id}").text
    assert task.title in hoa.get("/reminders/ladder").text
    assert f"/tasks/{task.id}/ladder" not in pages.of("an").get(f"/tasks/{task.id}").links


def test_the_administrator_reads_no_task(pages, make, session):
    task = make.task(lead="a", due_on=TODAY)
    quan = pages.of("quan")
    seen = Page(quan.post(ORGANIZATION, {**SAYS, "action": "check"}, status=200).text)
    assert task.title not in seen.text
    assert f"Việc số {task.code}" in seen.text
    assert "Việc có lịch riêng" not in quan.get("/reminders/ladder").text
