"""The office's pages for changing a task: refused in words, never over somebody else's change."""

from datetime import date

import pytest

from tests.cast import NOW, TODAY
from tests.pages import Page
from tests.tasks.acts import entries, fresh, report
from tracker.core.database import transaction
from tracker.groups.models import Group
from tracker.tasks.status import State

REASON = "Theo kết luận của Thường trực"
CHANGES = ("edit", "deadline", "cancel", "carry-over")


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], title="Chi trả bồi thường", due_on=TODAY, in_charge="an")


def fields(page_or_answer, task, change):
    page = page_or_answer if isinstance(page_or_answer, Page) else Page(page_or_answer.text)
    return next(form for form in page.forms if form["action"] == f"/tasks/{task.id}/{change}")["fields"]


def test_each_change_has_its_page_with_the_version_it_shows(pages, task):
    for change in CHANGES:
        page = pages.of("hoa").get(f"/tasks/{task.id}/{change}")
        assert fields(page, task, change)["version"][0]["value"] == "1"


def test_words_and_people_are_put_right(pages, cast, task):
    hoa = pages.of("hoa")
    shown = fields(hoa.get(f"/tasks/{task.id}/edit"), task, "edit")
    b, c = (str(cast.groups[key].id) for key in ("b", "c"))
    assert {each["value"]: "checked" in each for each in shown["supporting_group_ids"]} == {b: True, c: False}
    data = {"version": "1", "title": "Tên\r\nmới", "in_charge_id": str(cast.binh.account_id), "priority": "y",
            "supporting_group_ids": [b, c], f"duty_{b}": "Lập dự toán"}  # fmt: skip
    hoa.post(f"/tasks/{task.id}/edit", data)
    now = fresh(task)
    assert (now.title, now.in_charge_id, now.priority) == ("Tên mới", cast.binh.account_id, True)
    assert {each.group_id: each.duty for each in now.supporting} == {int(b): "Lập dự toán", int(c): ""}
    page = hoa.get(f"/tasks/{task.id}")
    assert "Đã lưu." in page.text
    assert "Nhiệm vụ trọng tâm" in page.text


def test_a_mistake_in_the_words_is_refused_beside_its_field_and_kept(pages, cast, task):
    long = "dài " * 100
    for data, sentence in (
        ({"title": ""}, "Ghi tên nhiệm vụ."),
        ({"title": long}, "Dài 399 ký tự, tối đa 300."),
        ({"title": "Tên", "in_charge_id": "999999"}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", "in_charge_id": "x"}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", "in_charge_id": str(cast.chi.account_id)}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", "supporting_group_ids": str(cast.groups["d"].id)}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", "supporting_group_ids": str(cast.groups["a"].id)}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", "supporting_group_ids": "x"}, "Chọn một mục có trong danh sách."),
        ({"title": "Tên", f"duty_{cast.groups['b'].id}": "x" * 301}, "Dài 301 ký tự, tối đa 300."),
    ):
        answer = pages.of("hoa").post(f"/tasks/{task.id}/edit", {"version": "1", **data}, status=422)
        assert answer.text.count(sentence) >= 2, data
        assert data["title"].strip() in answer.text
    assert fresh(task).version == 1


def test_a_closed_group_that_supports_can_stay_and_others_are_not_offered(pages, cast, task):
    b, c = (cast.groups[key].id for key in ("b", "c"))
    with transaction() as session:
        for group_id in (b, c):
            session.get_one(Group, group_id).closed_on = TODAY
    shown = fields(pages.of("hoa").get(f"/tasks/{task.id}/edit"), task, "edit")
    assert [each["value"] for each in shown["supporting_group_ids"]] == [str(b)]
    pages.of("hoa").post(f"/tasks/{task.id}/edit", {"version": "1", "title": "Tên", "supporting_group_ids": str(b)})
    assert [each.group_id for each in fresh(task).supporting] == [b]


def test_a_deadline_moves_or_goes(pages, make, task):
    hoa = pages.of("hoa")
    hoa.post(f"/tasks/{task.id}/deadline", {"version": "1", "due_on": "20/6/2026", "reason": REASON})
    assert "Hạn mới 20/06/2026; đã báo đơn vị chủ trì." in hoa.get(f"/tasks/{task.id}").text
    hoa.post(f"/tasks/{task.id}/deadline", {"version": "2", "without": "y", "reason": REASON})
    assert fresh(task).due_on is None
    assert "Không giao hạn nhắc theo hạn mặc định 30/06/2026" in hoa.get(f"/tasks/{task.id}").text


def test_a_deadline_that_cannot_be_meant_is_refused_beside_its_field(pages, task):
    for data, sentences in (
        ({"due_on": "", "reason": REASON}, ["Ghi hạn mới, hoặc chọn “Không giao hạn”."]),
        ({"due_on": "30/2/2026", "reason": REASON}, ["“30/2/2026” không phải là ngày."]),
        ({"due_on": "12/05/2026", "reason": "ngắn"}, ["Hạn mới trùng với hạn cũ.", "Ghi lý do, ít nhất 10 ký tự."]),
        ({"due_on": "1/1/2026", "reason": REASON}, ["Hạn không thể trước ngày giao việc."]),
    ):
        html = pages.of("hoa").post(f"/tasks/{task.id}/deadline", {"version": "1", **data}, status=422).text
        for sentence in sentences:
            assert html.count(sentence) == 2, sentence
        assert data["due_on"] in html
        assert f"{data['reason']}</textarea>" in html
    assert fresh(task).due_on == TODAY


def test_work_stops_or_goes_on_next_quarter(pages, make, task):
    other = make.task(lead="a", title="Việc khác", due_on=TODAY)
    hoa = pages.of("hoa")
    hoa.post(f"/tasks/{task.id}/cancel", {"version": "1", "reason": REASON})
    assert "Đã dừng; đã báo các đơn vị." in hoa.get(f"/tasks/{task.id}").text
    answer = hoa.post(f"/tasks/{other.id}/carry-over", {"version": "1", "reason": REASON})
    page = hoa.get(answer.headers["Location"])
    assert "Đã chuyển tiếp; đây là nhiệm vụ của quý sau." in page.text
    assert "Quý III/2026" in page.text
    assert (fresh(task).state, fresh(other).state) == (State.CANCELLED, State.CARRIED_OVER)


def test_an_old_page_shows_what_changed_and_can_be_sent_again(pages, cast, task):
    data = {"title": "Của Hoa", "due_on": "20/06/2026", "reason": REASON}
    hoa = pages.of("hoa")
    for change in CHANGES:
        version = fresh(task).version
        report(task, cast.an, done_text="Xen vào")
        answer = hoa.post(f"/tasks/{task.id}/{change}", {"version": str(version), **data}, status=409)
        page = Page(answer.text)
        assert "Đ/c Nguyễn Văn An vừa sửa mục này lúc 09:00. Đối chiếu rồi gửi lại." in page.text
        assert "Bản hiện có Nguyễn Văn An · 12/05/2026 09:00 Cập nhật" in page.text
        assert fields(page, task, change)["version"][0]["value"] == str(version + 1)
        kept = "Của Hoa" if change == "edit" else REASON
        assert f"{kept}</textarea>" in page.html
        if change in {"edit", "deadline"}:
            hoa.post(f"/tasks/{task.id}/{change}", {"version": str(version + 1), **data})
    assert (fresh(task).title, fresh(task).due_on) == ("Của Hoa", date(2026, 6, 20))


def test_a_form_without_its_version_changes_nothing(pages, task):
    for change in CHANGES:
        for version in ({}, {"version": ""}, {"version": "x"}, {"version": "1.0"}, {"version": "9" * 30}):
            data = {"title": "Tên", "due_on": "20/06/2026", "reason": REASON, **version}
            pages.of("hoa").post(f"/tasks/{task.id}/{change}", data, status=409)
    assert entries(task) == []
    assert fresh(task).version == 1


def test_only_the_office_opens_these_pages(pages, task):
    for change in CHANGES:
        for name in ("an", "chi", "tam", "kien", "phuc"):
            pages.of(name).get(f"/tasks/{task.id}/{change}", status=403)
        for name in ("dung", "quan", "lan", "nam"):
            pages.of(name).get(f"/tasks/{task.id}/{change}", status=404)


def test_what_has_ended_is_told_so(pages, make):
    task = make.task(lead="a", state=State.COMPLETED, due_on=TODAY)
    data = {"version": "1", "title": "Tên", "due_on": "20/06/2026", "reason": REASON}
    for change in CHANGES:
        answer = pages.of("hoa").post(f"/tasks/{task.id}/{change}", data, status=422)
        assert "Việc này đã kết thúc, không sửa được nữa." in answer.text
    assert fresh(task).state_since == NOW
