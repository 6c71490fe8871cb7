"""Somebody was faster: both texts side by side, and nothing that was typed is lost."""

from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tests.tasks.acts import fresh, indicator, report
from tracker.tasks.change_actions import move_deadline
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import StatusUpdate
from tracker.tasks.status import SelfRating


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], due_on=TODAY + timedelta(days=7))


@pytest.fixture
def mine(task):
    """What An had typed, on a form that showed the first version."""
    number = indicator(task)
    return {"version": "1", "form_key": "k", "self_rating": "difficult", "done_text": "Của An\r\nhai dòng",
            "difficulty": "Thiếu <b>xi măng</b>", "needs_decision": "y", f"value_{number.id}": "5.466,32",
            "expected_on": "26/05/2026", "action": "send"}  # fmt: skip


def send(pages, task, data, status):
    return pages.of("an").post(f"/tasks/{task.id}/update", data, status=status)


def resent(answer) -> dict:
    """What the page would send again, by its hidden fields."""
    form = next(form for form in Page(answer.text).forms if form["action"].endswith("/update"))
    fields = {name: each[0].get("value", "") for name, each in form["fields"].items() if name != "csrf_token"}
    return {name: unescape(value) for name, value in fields.items() if name not in {"files", "action", ""}}


def texts(session):
    session.rollback()
    return session.scalars(sa.select(StatusUpdate.done_text).order_by(StatusUpdate.id)).all()


def test_both_texts_stand_side_by_side(pages, cast, task, mine, session):
    report(task, cast.binh, done_text="Của Bình", self_rating=SelfRating.AT_RISK)
    page = Page(send(pages, task, mine, 409).text)
    assert page.h1 == ["Mục này vừa thay đổi"]
    assert "Đ/c Trần Thị Bình vừa sửa mục này lúc 12/05/2026 09:00. Đối chiếu rồi gửi lại." in page.text
    own, theirs = page.text.split("Bản hiện có")
    for typed in ("Có khó khăn, vẫn đạt", "Của An hai dòng", "Thiếu <b>xi măng</b>", "5.466,32", "26/05/2026"):
        assert typed in own
    for said in ("Trần Thị Bình, Bắc Sông", "Khó đạt đúng hạn", "Của Bình"):
        assert said in theirs
    assert "Thiếu <b>" not in page.html
    assert texts(session) == ["Của Bình"]


def test_sending_again_works_and_carries_everything(pages, cast, task, mine, session):
    report(task, cast.binh, done_text="Của Bình")
    again = resent(send(pages, task, mine, 409))
    assert again["version"] == str(fresh(task).version)
    assert {**again, "version": "1", "action": "send"} == {**mine, "done_text": "Của An\nhai dòng"}
    send(pages, task, {**again, "action": "send"}, 303)
    assert texts(session) == ["Của Bình", "Của An\nhai dòng"]


def test_one_s_own_text_can_be_put_right_or_kept_as_a_draft_first(pages, cast, task, mine, session):
    report(task, cast.binh, done_text="Của Bình")
    again = resent(send(pages, task, mine, 409))
    html = send(pages, task, {**again, "action": "edit"}, 200).text
    assert "Của An\nhai dòng</textarea>" in html
    assert f'name="version" value="{fresh(task).version}"' in html
    send(pages, task, {**again, "action": "draft"}, 303)
    assert "Của An\nhai dòng</textarea>" in pages.of("an").get(f"/tasks/{task.id}/update").html
    assert texts(session) == ["Của Bình"]


def test_a_second_conflict_is_told_like_the_first(pages, cast, task, mine, session):
    report(task, cast.binh, done_text="Một")
    again = resent(send(pages, task, mine, 409))
    report(task, cast.chi, done_text="Hai")
    page = Page(send(pages, task, {**again, "action": "send"}, 409).text)
    assert "Đ/c Lê Thị Chi vừa sửa" in page.text
    assert "Lê Thị Chi, Tài chính" in page.text
    assert texts(session) == ["Một", "Hai"]


def test_what_the_office_changed_is_told_from_what_to_what(pages, cast, task, mine):
    move_deadline(task.id, 1, TODAY + timedelta(days=30), "Theo kết luận mới", actor=cast.hoa, now=NOW)
    text = Page(send(pages, task, mine, 409).text).text
    assert "Đ/c Đỗ Thị Hoa vừa sửa" in text
    assert "Đổi hạn Hạn: 19/05/2026 → 11/06/2026 “Theo kết luận mới”" in text


def test_a_direction_that_came_meanwhile_stands_there_to_be_answered(pages, cast, task, mine, session):
    direct(task.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    answer = send(pages, task, mine, 409)
    assert "Bao giờ xong?" in Page(answer.text).text
    send(pages, task, {**resent(answer), "action": "send"}, 303)
    assert texts(session) == ["Của An\nhai dòng"]


def test_a_form_without_a_version_is_not_taken_for_a_fresh_one(pages, task, mine, session):
    for version in (None, "", "x", "1.0", "-1", "9" * 30, "²"):
        sent = {key: value for key, value in {**mine, "version": version}.items() if value is not None}
        page = Page(send(pages, task, sent, 409).text)
        assert "Biểu mẫu này không còn khớp với nhiệm vụ." in page.text
        assert "Của An" in page.text
    assert texts(session) == []
